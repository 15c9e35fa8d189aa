import type { Settings } from '../config/settings.ts';
import { ClientAddresses, type ForwardedRequest } from '../http/client-address.ts';

/** Addresses, schemes and hosts of clients, read behind the proxies that the setting trusts, and trusting others as soon as that changes. */
export function buildClients(settings: Settings): ClientAddresses {
  const clients = new ClientAddresses({ trusted: settings.get('trusted-proxies') });
  settings.onChange('trusted-proxies', (ranges) => clients.trust(ranges));
  return clients;
}

/** The origin to give to others, in cards and links: the one that the owner named, else the one that this client sees. */
export function publicOrigin(
  settings: Settings,
  clients: ClientAddresses,
): (request: ForwardedRequest) => string | null {
  return (request) => settings.get('public-url') ?? clients.originOf(request);
}
