/**
 * The part of a peer's address that one person is likely to own: an IPv4 address, or the first 64 bits of an IPv6
 * one (RFC 6177 gives a home no less). Used to count connections and wrong keys; anything unreadable stays as it is.
 */
export function addressGroup(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = (plain.split('%')[0] as string).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** The address without the `::ffff:` that a dual-stack socket puts before IPv4. */
export function plainAddress(address: string): string {
  return /^::ffff:\d+\./i.test(address) ? address.slice(7) : address;
}
