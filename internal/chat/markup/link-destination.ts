const spaces = /[ \n]*/y;
const angled = /<([^<>\n]*)>/y;
const title = /[ \n]+(?:"[^"]*"|'[^']*'|\([^()]*\))/y;

/** Brackets within brackets that an address may hold. */
const maxNesting = 8;

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** What follows a label, as in `(https://example.org "title")`: where it leads, and how long that is; null when it is no such thing. */
export function readDestination(text: string, start: number): { destination: string; length: number } | null {
  if (text[start] !== '(') return null;
  let at = start + 1;
  at += lengthAt(spaces, text, at);
  angled.lastIndex = at;
  const inAngles = text[at] === '<' ? angled.exec(text) : null;
  const length = inAngles?.[0].length ?? plainLength(text, at);
  const destination = inAngles?.[1] ?? text.slice(at, at + length).replace(/\\([!-/:-@[-`{-~])/g, '$1');
  at += length;
  at += lengthAt(title, text, at);
  at += lengthAt(spaces, text, at);
  return text[at] === ')' && destination !== '' ? { destination, length: at + 1 - start } : null;
}

/** The length of an address that ends at white space or at a bracket that it did not open. */
function plainLength(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (/[\s<>\p{Cc}]/u.test(character)) break;
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')' && depth === 0) break;
    else if (character === ')') depth -= 1;
    if (depth > maxNesting) break;
  }
  return Math.min(at, text.length) - start;
}
