const maxLength = 2048;
const plain = /^[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/;
const writable = /^(?:https?:\/\/|mailto:|\/(?![/\\]))[^\s\p{Cc}]+$|^\/$/iu;

/** Where a link written by somebody leads; null when it may not be one. Paths of this station count only if `isTrusted`. */
export function linkTarget(written: string, isTrusted: boolean): string | null {
  if (written.length > maxLength) return null;
  if (written.startsWith('/')) return isTrusted && plain.test(written) && isWritableAddress(written) ? written : null;
  const url = URL.parse(written);
  // Names and passwords in addresses serve to make one host look like another.
  if (url === null || url.username !== '' || url.password !== '') return null;
  const address = plain.test(written) && isWritableAddress(written) ? written : url.href;
  return isWritableAddress(address) ? address : null;
}

/** Whether an address may stand in a link at all: of the web, of mail, or a path of this station. */
export function isWritableAddress(address: string): boolean {
  return address.length <= maxLength * 4 && writable.test(address);
}

/** The length of the bare address that starts at `start`, without the punctuation of the sentence around it; 0 for none. */
export function bareLinkLength(text: string, start: number): number {
  const bare = /https?:\/\/[^\s<>[\]\p{Cc}"`]+/iuy;
  bare.lastIndex = start;
  const found = bare.exec(text)?.[0] ?? '';
  const end = withoutTail(found);
  return /^https?:\/\/$/i.test(found.slice(0, end)) ? 0 : end;
}

/** Where an address ends that a sentence, a pair of brackets or an emphasis goes on after. */
function withoutTail(found: string): number {
  let end = found.length;
  let open = found.split('(').length - found.split(')').length;
  while (end > 0) {
    const last = found[end - 1] ?? '';
    if (last === ')') {
      if (open >= 0) return end;
      open += 1;
    } else if (!"?!.,:;*_~'’”]".includes(last)) {
      return end;
    }
    end -= 1;
  }
  return end;
}
