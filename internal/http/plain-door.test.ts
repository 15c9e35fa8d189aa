import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebRequest, WebResponse } from './listener.ts';
import { plainDoor, type PlainDoorNeeds } from './plain-door.ts';

function ask(host: string | undefined, url: string, changes: Partial<PlainDoorNeeds> = {}) {
  const seen = { status: 0, body: '', headers: {} as Record<string, unknown> };
  const response = {
    setHeader: (name: string, value: unknown) => void (seen.headers[name] = value),
    writeHead: (status: number) => void (seen.status = status),
    end: (body: string) => void (seen.body = body),
  };
  const answer = plainDoor({
    hosts: ['tv.example', 'www.tv.example'],
    httpPort: 80,
    httpsPort: 443,
    challengeAnswer: (token) => (token === 'token' ? 'token.print' : null),
    isSecureReady: () => true,
    ...changes,
  });
  answer({ url, headers: { host } } as WebRequest, response as unknown as WebResponse);
  return { ...seen, location: seen.headers['location'] };
}

test('the check of the certificate authority is answered, also before there is a certificate', () => {
  const answer = ask('tv.example', '/.well-known/acme-challenge/token', { isSecureReady: () => false });
  assert.deepEqual([answer.status, answer.body], [200, 'token.print']);
  assert.equal(ask('tv.example', '/.well-known/acme-challenge/other').status, 404);
  assert.equal(ask('tv.example', '/.well-known/acme-challenge/').status, 404);
});

test('all else is sent to HTTPS with its path and query, and only ever to a host of the station', () => {
  assert.equal(ask('tv.example', '/').status, 308);
  assert.equal(ask('tv.example', '/hls/a?b=c').location, 'https://tv.example/hls/a?b=c');
  assert.equal(ask('WWW.tv.example:80', '/').location, 'https://www.tv.example/');
  for (const host of ['evil.example', '192.0.2.1', '[::1]:80', 'tv.example@evil.example', '', undefined])
    assert.equal(ask(host, '//evil.example/x').location, 'https://tv.example//evil.example/x');
  assert.equal(ask('tv.example', 'http://evil.example/').location, 'https://tv.example/');
});

test('another HTTPS port is named, unless a router in front maps the usual ones', () => {
  const ports = { httpPort: 8081, httpsPort: 8443 };
  assert.equal(ask('tv.example:8081', '/x', ports).location, 'https://tv.example:8443/x');
  assert.equal(ask('tv.example', '/x', ports).location, 'https://tv.example/x');
  assert.equal(ask('tv.example', '/x', { httpsPort: 8443 }).location, 'https://tv.example:8443/x');
});

test('visitors are asked for patience until there is a certificate', () => {
  const answer = ask('tv.example', '/', { isSecureReady: () => false });
  assert.equal(answer.status, 503);
  assert.equal(answer.headers['retry-after'], '30');
});
