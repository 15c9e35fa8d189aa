import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fillHook, type HookTemplate, judgeHook } from './hook.ts';
import type { Notice } from './notice.ts';
import { type PresetWish, templateOf } from './presets.ts';

const notice: Notice = {
  id: 'n1',
  event: 'reminder',
  channel: 'Nine "&" ten',
  title: 'Trains\nat night',
  messages: { push: '', discord: '', mail: '', hook: 'Soon on air' },
  when: 'Tuesday, 20:00 (UTC)',
  startWallMs: Date.parse('2027-03-02T20:00:00Z'),
  url: 'https://tv.example.org/',
};

const plain: HookTemplate = {
  method: 'POST',
  url: 'https://hooks.example/x?about={{title}}',
  headers: { 'x-from': '{{channel}}' },
  contentType: 'application/json',
  body: '{"at": "{{start}}", "say": "{{ message }}: {{title}}"}',
};

const presets: readonly PresetWish[] = [
  { preset: 'slack', url: 'https://hooks.slack.example/services/T/B/x' },
  { preset: 'telegram', token: '123:abc', chat: '@nine' },
  { preset: 'matrix', url: 'https://matrix.example/', token: 'syt_x', room: '!r:matrix.example' },
  { preset: 'ntfy', url: 'https://ntfy.example/nine', token: 'tk_x' },
];

describe('A template', () => {
  it('is filled in as the place of each word wants it', () => {
    assert.deepEqual(fillHook(plain, notice), {
      method: 'POST',
      url: 'https://hooks.example/x?about=Trains%0Aat%20night',
      headers: { 'content-type': 'application/json', 'x-from': 'Nine "&" ten' },
      body: '{"at": "2027-03-02T20:00:00.000Z", "say": "Soon on air: Trains\\nat night"}',
    });
  });

  it('stays JSON, and one line of headers, whatever anybody writes into a title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (title) => {
        const request = fillHook(
          { ...plain, headers: { 'x-title': '{{title}}' } },
          { ...notice, title, channel: title },
        );
        assert.equal((JSON.parse(request.body) as { say: string }).say, `Soon on air: ${title}`);
        assert.match(request.headers['x-title'] ?? '', /^[\x20-\x7e]*$/);
        assert.equal(new URL(request.url).host, 'hooks.example');
      }),
    );
  });

  it('is refused with a reason where it could not be sent', () => {
    const odd: [Partial<HookTemplate>, RegExp][] = [
      [{ body: '{"say": {{title}}}' }, /no JSON/],
      [{ body: '{"say": "{{nonsense}}"}' }, /no \{\{nonsense\}\}/],
      [{ url: 'ftp://hooks.example/' }, /http or https/],
      [{ url: 'https://me:pw@hooks.example/' }, /password/],
      [{ url: 'https://{{channel}}.example/' }, /host of the address/],
      [{ headers: { host: 'x' } }, /cannot be set/],
      [{ headers: { 'x y': 'x' } }, /cannot be set/],
      [{ headers: { 'x-a': 'é' } }, /ASCII/],
    ];
    assert.equal(judgeHook(plain), null);
    for (const [change, words] of odd) assert.match(judgeHook({ ...plain, ...change }) ?? '', words);
  });
});

describe('The presets', () => {
  for (const wish of presets) {
    it(`make of ${wish.preset} a request that can be sent`, () => {
      const template = templateOf(wish);
      assert.equal(judgeHook(template), null);
      const { body } = fillHook(template, notice);
      assert.match(body, /Soon on air\\?n?\n?Trains/);
      assert.match(body, /https:\/\/tv\.example\.org\//);
    });
  }

  it('send where each service takes it', () => {
    const addresses = presets.map((wish) => {
      const { method, url } = fillHook(templateOf(wish), notice);
      return `${method} ${url}`;
    });
    assert.deepEqual(addresses, [
      'POST https://hooks.slack.example/services/T/B/x',
      'POST https://api.telegram.org/bot123:abc/sendMessage',
      'PUT https://matrix.example/_matrix/client/v3/rooms/!r%3Amatrix.example/send/m.room.message/aerial-n1',
      'POST https://ntfy.example/nine',
    ]);
  });
});
