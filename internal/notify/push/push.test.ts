import assert from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { certificate } from '../../../test/peers/certificate.ts';
import { PushReader } from '../../../test/peers/push-reader.ts';
import { SecureReceiver } from '../../../test/peers/secure-receiver.ts';
import { systemClock } from '../../platform/clock.ts';
import { OutboundFetch } from '../../platform/outbound-fetch.ts';
import type { Notice } from '../notice.ts';
import { encryptPush, MAX_PUSH_BYTES } from './encrypt.ts';
import { arePushKeys, makePushKeys, PushSigner } from './keys.ts';
import { PushWay } from './push-way.ts';
import { isAllowedService, readSubscription, writeSubscription } from './subscription.ts';

const notice: Notice = {
  id: 'n1',
  event: 'live',
  channel: 'Nine',
  title: 'Trains at night',
  messages: { push: "I've gone live!", discord: '', mail: '', hook: '' },
  when: null,
  startWallMs: null,
  url: 'https://tv.example.org/',
};

describe('A push notice', () => {
  let service: SecureReceiver;
  const keys = makePushKeys();
  const signer = new PushSigner({
    keys,
    contact: () => 'mailto:me@example.org',
    wallMs: () => Date.parse('2027-01-01'),
  });
  const outbound = new OutboundFetch({
    clock: systemClock,
    userAgent: 'Aerial/1',
    allowsPrivate: () => true,
    certificateAuthority: certificate.cert,
  });
  const way = new PushWay({ outbound, signer: () => signer, randomBytes, services: () => ['localhost'] });

  before(async () => void (service = await SecureReceiver.open()));
  after(() => service.close());

  it('reaches the browser alone, signed so that its push service knows who sends it', async () => {
    const browser = new PushReader();
    assert.deepEqual(await way.deliver(notice, browser.subscription(`${service.origin}/201`)), {
      kind: 'taken',
      status: 201,
    });
    const { headers, body } = service.received.at(-1) ?? assert.fail();
    assert.deepEqual(JSON.parse(browser.read(body)), {
      title: 'Nine',
      body: "I've gone live!\nTrains at night",
      icon: '/logo/external',
      tag: 'aerial-live',
      url: 'https://tv.example.org/',
    });
    assert.deepEqual(
      ['content-encoding', 'ttl', 'urgency', 'topic'].map((name) => headers[name]),
      ['aes128gcm', '1800', 'high', 'aerial-live'],
    );
    const [, token = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(String(headers['authorization'])) ?? [];
    assert.equal(key, keys.publicKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    assert.deepEqual(read(head), { typ: 'JWT', alg: 'ES256' });
    assert.deepEqual(read(claims), {
      aud: service.origin,
      exp: Date.parse('2027-01-01') / 1000 + 12 * 3600,
      sub: 'mailto:me@example.org',
    });
    const point = Buffer.from(key, 'base64url');
    const publicKey = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    assert.ok(isSigned);
  });

  it('is given up where the browser is gone, tried again where the service is busy, and refused for good where it is wrong', async () => {
    const browser = new PushReader();
    const told = async (status: number) => way.deliver(notice, browser.subscription(`${service.origin}/${status}`));
    assert.deepEqual(await told(404), { kind: 'gone', status: 404 });
    assert.deepEqual(await told(410), { kind: 'gone', status: 410 });
    for (const [status, isFinal] of [
      [429, false],
      [503, false],
      [413, true],
      [403, true],
      [302, true],
    ] as const) {
      const outcome = await told(status);
      assert.ok(outcome.kind === 'refused' && outcome.isFinal === isFinal, `${status}`);
    }
    const unknown = await way.deliver(notice, browser.subscription('https://evil.example/201'));
    assert.ok(unknown.kind === 'refused' && unknown.isFinal && /none of the push services/.test(unknown.reason));
  });

  it('can be as long as a service has to take, and no longer', () => {
    const browser = new PushReader();
    for (const length of [0, 1, MAX_PUSH_BYTES]) {
      const text = 'ä'.repeat(length / 2) + (length % 2 === 1 ? 'x' : '');
      const body = encryptPush(text, browser, randomBytes);
      assert.ok(body.length <= 4096);
      assert.equal(browser.read(body), text);
    }
    assert.throws(() => encryptPush('x'.repeat(MAX_PUSH_BYTES + 1), browser, randomBytes), RangeError);
  });
});

describe('A subscription', () => {
  it('is read however a browser writes it, and kept in one form', () => {
    const browser = new PushReader();
    const read = readSubscription(browser.subscription('https://push.example/x')) ?? assert.fail();
    assert.deepEqual(read.reader, { publicKey: browser.publicKey, secret: browser.secret });
    assert.equal(
      writeSubscription(readSubscription(writeSubscription(read)) ?? assert.fail()),
      writeSubscription(read),
    );
  });

  it('is none when nothing could be sent to it', () => {
    const fine = JSON.parse(new PushReader().subscription('https://push.example/x')) as { keys: { p256dh: string } };
    for (const odd of [
      '',
      'null',
      '{}',
      JSON.stringify({ ...fine, endpoint: 'http://push.example/x' }),
      JSON.stringify({ ...fine, endpoint: 'https://me:pw@push.example/x' }),
      JSON.stringify({ ...fine, endpoint: 'nowhere' }),
      JSON.stringify({ ...fine, keys: { ...fine.keys, auth: 'short' } }),
      JSON.stringify({ ...fine, keys: { ...fine.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } }),
      JSON.stringify({ ...fine, keys: { ...fine.keys, p256dh: 'AAAA' } }),
    ])
      assert.equal(readSubscription(odd), null, odd);
  });

  it('is of a service that is allowed, by its host or by that of the domain above', () => {
    const allowed = ['fcm.googleapis.com', '.push.apple.com'];
    assert.ok(isAllowedService('fcm.googleapis.com', allowed));
    assert.ok(isAllowedService('web.push.apple.com', allowed));
    for (const host of ['push.apple.com.evil.example', 'evilpush.apple.com', 'xfcm.googleapis.com', 'localhost'])
      assert.equal(isAllowedService(host, allowed), false, host);
    assert.ok(isAllowedService('anything.example', ['any']));
  });
});

describe('The keys of push notices', () => {
  it('belong together, always have their whole length, and are known when they do not', () => {
    for (let count = 0; count < 50; count += 1) {
      const keys = makePushKeys();
      assert.ok(arePushKeys(keys));
      assert.equal(Buffer.from(keys.privateKey, 'base64url').length, 32);
    }
    assert.equal(arePushKeys({ ...makePushKeys(), publicKey: makePushKeys().publicKey }), false);
    assert.equal(arePushKeys({ publicKey: '', privateKey: '' }), false);
  });

  it('sign one token for each service, anew after some hours', () => {
    let nowMs = Date.parse('2027-01-01');
    const signer = new PushSigner({ keys: makePushKeys(), contact: () => 'https://tv.example', wallMs: () => nowMs });
    const first = signer.authorization('https://a.example');
    assert.equal(signer.authorization('https://a.example'), first);
    assert.notEqual(signer.authorization('https://b.example'), first);
    nowMs += 7 * 3_600_000;
    assert.notEqual(signer.authorization('https://a.example'), first);
  });
});
