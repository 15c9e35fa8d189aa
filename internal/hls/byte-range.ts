/** What a Range header asks of a file: all of it, some of it (`end` is exclusive), or bytes that are not there. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const singleRange = /^bytes=(\d{0,16})-(\d{0,16})$/;

/**
 * Reads a Range header (RFC 9110, 14.2). What is malformed or asks for several ranges is ignored, as that clause allows.
 * The last position may lie beyond the end, as it does for a hinted part of unknown length (RFC 8673).
 */
export function parseByteRange(header: string | undefined, length: number): ByteRange {
  const match = header === undefined ? null : singleRange.exec(header);
  if (match === null) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { kind: 'whole' };
  return start >= length ? { kind: 'unsatisfiable' } : { kind: 'part', start, end };
}
