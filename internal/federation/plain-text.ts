const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Longest text of a stranger that is looked at. */
const MAX_READ = 20_000;
/** Draws nothing, or turns what follows around. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu;

/**
 * What is left of a stranger's HTML when everything but its words is taken away. It is text: whoever puts it into a page escapes it again.
 */
export function plainText(html: string, maxLength: number): string {
  const words = html
    .slice(0, MAX_READ)
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/<br\b[^>]*>|<\/p>|<\/li>|<\/div>/gi, ' ')
    .replaceAll(/<[^>]*(?:>|$)/g, '');
  return tidy(decode(words), maxLength);
}

/** One line without anything that cannot be seen, and without towers of accents. */
export function tidy(text: string, maxLength: number): string {
  const line = text
    .slice(0, MAX_READ)
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1')
    .replaceAll(/ +/g, ' ')
    .trim();
  const letters = Array.from(line);
  return letters.length > maxLength
    ? `${letters
        .slice(0, maxLength - 1)
        .join('')
        .trimEnd()}…`
    : line;
}

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi,
    (whole, decimal: string, hex: string, name: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
