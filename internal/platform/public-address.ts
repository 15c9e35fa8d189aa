import { BlockList, isIP } from 'node:net';

/** Ranges of IPv4 that lead to no stranger: this network, this machine, neighbours, tests, groups (RFC 6890, RFC 5771). */
const notPublicFour = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** Of IPv6, ranges within the public ones that are not: tunnels that carry an IPv4 address in theirs, tests, documentation. */
const notPublicSix = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const refused = new BlockList();
const globalSix = new BlockList();
for (const [range, bits] of notPublicFour) {
  refused.addSubnet(range, bits, 'ipv4');
  // What a translator to IPv4 (RFC 6052) would make of such an address.
  refused.addSubnet(`64:ff9b::${range}`, bits + 96, 'ipv6');
}
for (const [range, bits] of notPublicSix) refused.addSubnet(range, bits, 'ipv6');
globalSix.addSubnet('2000::', 3, 'ipv6');
globalSix.addSubnet('64:ff9b::', 96, 'ipv6');

/** Whether an address is one of the open internet. What is no address, or one of a zone, is not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !refused.check(address, 'ipv4');
  if (version !== 6 || address.includes('%')) return false;
  return globalSix.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
