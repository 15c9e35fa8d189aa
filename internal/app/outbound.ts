import type { Settings } from '../config/settings.ts';
import type { Clock } from '../platform/clock.ts';
import { OutboundFetch } from '../platform/outbound-fetch.ts';

/** Asks addresses that people gave: those of the admin, or of anybody, as far as the owner lets each. */
export function buildOutbound(
  needs: { settings: Settings; clock: Clock; version: string },
  whatAllowsPrivate: 'outbound-private' | 'indieauth-private' = 'outbound-private',
): OutboundFetch {
  const { settings, clock, version } = needs;
  return new OutboundFetch({
    clock,
    userAgent: `Aerial/${version}`,
    allowsPrivate: () => settings.get(whatAllowsPrivate),
  });
}
