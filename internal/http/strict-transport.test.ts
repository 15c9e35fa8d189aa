import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebRequest, WebResponse } from './listener.ts';
import { withStrictTransport } from './strict-transport.ts';

test('browsers are told to stay with HTTPS for the days of the setting, by pages and not by media', () => {
  const ask = (url: string, days: number): unknown => {
    let told: unknown = null;
    let isHandled = false;
    const response = { setHeader: (_name: string, value: unknown) => void (told = value) };
    const handle = withStrictTransport(
      () => void (isHandled = true),
      () => days,
    );
    handle({ url } as WebRequest, response as unknown as WebResponse);
    assert.ok(isHandled);
    return told;
  };
  assert.equal(ask('/', 180), 'max-age=15552000');
  assert.equal(ask('/', 0), null);
  assert.equal(ask('/hls/0/part.m4s', 180), null);
});
