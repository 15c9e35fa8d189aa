/** Most levels and most values of a body that is still read. */
export const nestingLimits = { levels: 24, values: 2_000 } as const;

const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * Whether JSON is as shallow and as small as an activity is. Looks at bytes alone, before anything is parsed: what is nested a thousand deep, or
 * has a hundred thousand recipients, costs no more than reading it once.
 */
export function isModest(
  body: Uint8Array,
  limits: { readonly levels: number; readonly values: number } = nestingLimits,
): boolean {
  let level = 0;
  let values = 1;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfText(body, at);
    } else if (OPENING.has(byte)) {
      level += 1;
      values += 1;
      if (level > limits.levels) return false;
    } else if (CLOSING.has(byte)) level -= 1;
    else if (byte === COMMA) values += 1;
    if (values > limits.values) return false;
  }
  return true;
}

/** Where the text that begins at `start` ends. */
function endOfText(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}
