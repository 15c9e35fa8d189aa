import { isIP } from 'node:net';
import { isPublicAddress } from '../platform/public-address.ts';

/** Whether a host, as `URL.hostname` has it, is an address that the world cannot reach (RFC 6890), or this machine by name. */
export function isPrivateHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return address === 'localhost' || address.endsWith('.localhost');
  return !isPublicAddress(address);
}
