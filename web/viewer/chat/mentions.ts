const wordEdge = /[\p{L}\p{N}_]/u;

/** Whether `words` name somebody with an @ before the whole name. */
export function names(words: string, name: string): boolean {
  if (name === '') return false;
  const text = words.toLowerCase();
  const sought = `@${name.toLowerCase()}`;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const next = String.fromCodePoint(text.codePointAt(at + sought.length) ?? 32);
    if (!wordEdge.test(next)) return true;
  }
  return false;
}

/** A word being written that may be completed: what it begins with (`@` or `:`), what follows, and where it begins. */
export interface OpenWord {
  readonly sign: '@' | ':';
  readonly start: string;
  readonly at: number;
}

/** The `@name` or `:emoji` before the caret; null where there is none. `:D` and its like are faces already, which Enter sends. */
export function openWordAt(text: string, caret: number): OpenWord | null {
  const found = /(?:^|\s)(?:@([^\s@:]{1,30})|:([^\s@:]{2,30}))$/u.exec(text.slice(0, caret));
  if (found === null) return null;
  const [, name, emoji = ''] = found;
  const start = name ?? emoji;
  return { sign: name === undefined ? ':' : '@', start, at: caret - start.length - 1 };
}

/** Those of `all` that begin with `start`, or else hold it; at most `limit`. */
export function complete(all: Iterable<string>, start: string, limit = 6): string[] {
  const sought = start.toLowerCase();
  const [first, second]: [string[], string[]] = [[], []];
  for (const one of new Set(all)) {
    const at = one.toLowerCase().indexOf(sought);
    if (at === 0) first.push(one);
    else if (at > 0) second.push(one);
  }
  return [...first, ...second].slice(0, limit);
}
