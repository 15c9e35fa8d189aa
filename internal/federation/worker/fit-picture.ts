import type { OutboundFailure } from '../../platform/outbound-fetch.ts';

const MAX_LENGTH = 2048;

/**
 * The address of an account's picture, or null for one that is better not shown. Such pictures are never fetched here, but whoever shows them has browsers fetch
 * them: no address goes on that leads these to their own network, to a script, or to a server without TLS.
 */
export function fitPicture(
  address: string | null,
  needs: { readonly allowsLocal: boolean; readonly judge: (address: string) => OutboundFailure | null },
): string | null {
  if (address === null || address.length > MAX_LENGTH || needs.judge(address) !== null) return null;
  return address.startsWith('https:') || needs.allowsLocal ? address : null;
}
