import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { isSignedBy, readSignature, signByRfc9421 } from './rfc9421.ts';

/** RFC 9421, B.1.4 and B.2.6. */
const example = {
  key: createPublicKey(
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n',
  ),
  request: {
    url: 'https://example.com/foo?param=Value&Pet=dog',
    method: 'POST',
    headers: {
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      'content-type': 'application/json',
      'content-length': '18',
      'signature-input':
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    },
  },
  wallMs: 1_618_884_480_000,
};

const pair = generateKeyPairSync('ed25519');
const key = { id: 'https://tv.example/federation/user/streamer#ed25519-key', privateKey: pair.privateKey };
const unsigned = {
  url: 'https://social.example/inbox?which=1',
  method: 'POST',
  headers: { 'content-type': 'application/activity+json' },
  body: '{"type":"Create"}',
};

describe('A signature of RFC 9421', () => {
  it('is believed as the standard has it', () => {
    const { request, wallMs } = example;
    const stated = readSignature(request);
    assert.ok(stated !== null);
    assert.deepEqual([stated.keyId, stated.created, stated.algorithm], ['test-key-ed25519', 1_618_884_473, null]);
    assert.ok(isSignedBy(request, stated, example.key, wallMs));
    assert.ok(!isSignedBy(request, stated, pair.publicKey, wallMs));
  });

  it('is believed as it is made, until anything that it covers is changed, or it has expired', () => {
    const headers = signByRfc9421(unsigned, key, example.wallMs);
    const request = { ...unsigned, headers };
    const stated = readSignature(request);
    assert.ok(stated !== null);
    const isBelieved = (changed: object): boolean =>
      isSignedBy({ ...request, ...changed }, stated, pair.publicKey, example.wallMs);
    assert.ok(isBelieved({}));
    const changes: readonly object[] = [
      { url: 'https://social.example/inbox?which=2' },
      { method: 'PUT' },
      { headers: { ...headers, 'content-type': 'text/plain' } },
      { headers: { ...headers, 'content-digest': 'sha-256=:AAAA:' } },
      { headers: { 'content-digest': headers['content-digest'] } },
    ];
    for (const change of changes) assert.ok(!isBelieved(change), JSON.stringify(change));
    const other = { ...stated, parameters: stated.parameters.replace('created=', 'created=1') };
    assert.ok(!isSignedBy(request, other, pair.publicKey, example.wallMs));
    assert.ok(!isSignedBy(request, { ...stated, algorithm: 'rsa-v1_5-sha256' }, pair.publicKey, example.wallMs));
    assert.ok(!isSignedBy(request, { ...stated, expires: 1_618_884_479 }, pair.publicKey, example.wallMs));
  });

  it('is not read when it is not the only one, or says what nobody here understands', () => {
    const { headers } = example.request;
    const read = (input: string, signature = headers.signature): unknown =>
      readSignature({ headers: { ...headers, 'signature-input': input, signature } });
    const input = headers['signature-input'];
    assert.ok(read(input) !== null);
    for (const bad of [
      `${input}, sig2=("@method");created=1;keyid="k"`,
      input.replace('sig-b26=', 'other='),
      input.replace('"date"', '"date";sf'),
      input.replace(';created=1618884473', ''),
      input.replace(';keyid="test-key-ed25519"', ''),
      `${input};keyid="another"`,
      'sig-b26=',
      '',
    ])
      assert.equal(read(bad), null, bad);
    assert.equal(read(input, 'sig-b26=:'), null);
  });
});
