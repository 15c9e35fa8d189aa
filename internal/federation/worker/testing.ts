import { generateKeyPairSync } from 'node:crypto';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { OutboundFetch } from '../../platform/outbound-fetch.ts';
import { multibaseOf } from '../documents/proof.ts';
import { Envoy } from './envoy.ts';

/** The account of the channel that envoys of tests speak for. */
export const channelIri = 'http://tv.example/federation/user/streamer';

const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: generateKeyPairSync('ed25519'),
};

/** Both keys of that account, as its document tells them where its address is `iri`. */
export function keysOf(iri: string): Readonly<Record<string, unknown>> {
  const publicKeyPem = keys.rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const publicKeyMultibase = multibaseOf(keys.ed25519.publicKey);
  return {
    publicKey: { id: `${iri}#main-key`, owner: iri, publicKeyPem },
    assertionMethod: [{ id: `${iri}#ed25519-key`, type: 'Multikey', controller: iri, publicKeyMultibase }],
  };
}

/** Somebody who speaks for a channel to peers on this machine. */
export function envoyFor(allowsLocal = true, clock: Clock = systemClock, actorIri = channelIri): Envoy {
  const outbound = new OutboundFetch({ clock, userAgent: 'Aerial/test', allowsPrivate: () => allowsLocal });
  const pemOf = (kind: keyof typeof keys): string =>
    keys[kind].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const identity = {
    actorIri,
    keyId: `${actorIri}#main-key`,
    privateKeyPem: pemOf('rsa'),
    secondKey: { id: `${actorIri}#ed25519-key`, privateKeyPem: pemOf('ed25519') },
    allowsLocal,
    userAgent: 'Aerial/test',
  };
  return new Envoy({ clock, outbound, identity });
}
