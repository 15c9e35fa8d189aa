import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { verifyProof } from '@fedify/fedify/sig';
import { Activity, DataIntegrityProof, Multikey, Service } from '@fedify/vocab';
import { preloadedContexts } from '@fedify/vocab-runtime';
import { systemClock } from '../../platform/clock.ts';
import { addressesOf } from '../addresses.ts';
import { actorDocument } from '../documents/actor.ts';
import { base58, canonical, multibaseOf, readMultibase, withProof } from '../documents/proof.ts';

const ACTOR = 'https://tv.example/federation/user/streamer';
const KEY_ID = `${ACTOR}#ed25519-key`;
const activity = {
  '@context': ['https://www.w3.org/ns/activitystreams'],
  id: 'https://tv.example/federation/abc/activity',
  type: 'Create',
  actor: ACTOR,
  published: '2026-01-01T00:00:00Z',
  object: { id: 'https://tv.example/federation/abc', type: 'Note', content: 'Häppy' },
};

describe('withProof', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = { id: KEY_ID, privateKey };
  const contextLoader = (url: string) =>
    Promise.resolve({ document: preloadedContexts[url] ?? { '@context': {} }, documentUrl: url, contextUrl: null });

  it('makes proofs that Fedify believes, until a word is changed', async () => {
    const proved = withProof(activity, key, systemClock.wallMs());
    const { proof, ...rest } = proved as { proof: object };
    const options = { contextLoader, documentLoader: contextLoader };
    const parsed = await DataIntegrityProof.fromJsonLd(
      { '@context': ['https://w3id.org/security/data-integrity/v1'], ...proof },
      options,
    );
    const publicKeyMultibase = multibaseOf(publicKey);
    const document = {
      '@context': 'https://w3id.org/security/multikey/v1',
      id: key.id,
      type: 'Multikey',
      controller: ACTOR,
      publicKeyMultibase,
    };
    const keyCache = { get: async () => Multikey.fromJsonLd(document, options), set: async () => {} };
    const verify = (json: unknown) => verifyProof(json, parsed, { ...options, keyCache });
    assert.equal((await verify({ ...rest, proof }))?.id?.href, key.id);
    assert.equal(await verify({ ...rest, proof, published: '2020-01-01T00:00:00Z' }), null);
    assert.ok((await Activity.fromJsonLd(proved, options)).id?.href === activity.id);
  });

  it('names its key in the account so that Fedify finds it', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const document = actorDocument(addressesOf('https://tv.example', 'streamer'), {
      name: 'Night Trains',
      summary: '',
      tags: [],
      links: [],
      logo: { url: 'https://tv.example/logo/external', mediaType: 'image/png' },
      isPrivate: false,
      isListed: true,
      createdWallMs: null,
      publicKeyPem: rsa.export({ type: 'spki', format: 'pem' }).toString(),
      secondKey: multibaseOf(publicKey),
      aliases: [],
      movedTo: null,
      live: null,
    });
    const options = { contextLoader, documentLoader: contextLoader };
    const actor = await Service.fromJsonLd(document, options);
    assert.deepEqual(
      [...actor.assertionMethodIds].map(({ href }) => href),
      [KEY_ID],
    );
    for await (const found of actor.getAssertionMethods(options))
      assert.deepEqual(found.publicKey?.algorithm, { name: 'Ed25519' });
  });

  it('writes JSON and numbers in the one way that there is, and reads keys so', () => {
    const read = readMultibase(multibaseOf(publicKey));
    assert.ok(read?.equals(publicKey));
    for (const bad of [
      '',
      'z',
      'z6Mk',
      multibaseOf(publicKey).slice(1),
      multibaseOf(publicKey).replace(/.$/, '0'),
      `z${'1'.repeat(46)}`,
    ])
      assert.equal(readMultibase(bad), null, bad);
    assert.equal(canonical({ b: [1, 'é', null], a: { d: true, c: undefined } }), '{"a":{"d":true},"b":[1,"é",null]}');
    assert.equal(base58(Buffer.from('00000102', 'hex')), '115T');
    assert.equal(base58(Buffer.alloc(2)), '11');
  });
});
