import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Audience, audienceLimits, sessionsOf, viewerId } from './audience.ts';

const chrome = 'Mozilla/5.0 Chrome/131.0';

function see(audience: Audience, nowMs: number, who: { address?: string; userAgent?: string; sessionId?: string }) {
  const { address = '192.0.2.1', userAgent = chrome, sessionId = null } = who;
  return audience.see({ address, userAgent, sessionId, nowMs, wallMs: 1_000_000 + nowMs });
}

describe('Audience', () => {
  it('counts an address and a user agent once, however often it asks', () => {
    const audience = new Audience();
    for (let nowMs = 0; nowMs < 10; nowMs++) see(audience, nowMs, {});
    assert.equal(audience.count, 1);
    see(audience, 10, { userAgent: 'VLC' });
    see(audience, 10, { address: '192.0.2.2' });
    assert.equal(audience.count, 3);
  });

  it('counts a page that both loads playlists and reports under a name once', () => {
    const audience = new Audience();
    see(audience, 0, {});
    see(audience, 1, { sessionId: 'a' });
    see(audience, 2, {});
    assert.equal(audience.count, 1);
  });

  it('counts each named session behind one address and user agent', () => {
    const audience = new Audience();
    for (const sessionId of ['a', 'b', 'c', 'a']) see(audience, 0, { sessionId });
    see(audience, 1, {});
    assert.equal(audience.count, 3);
    const [viewer] = audience.viewers();
    assert.ok(viewer);
    assert.deepEqual(
      sessionsOf(viewer).map(({ sessionId }) => sessionId),
      ['a', 'b', 'c'],
    );
  });

  it('forgets after 15 s, session by session', () => {
    const audience = new Audience();
    see(audience, 0, { sessionId: 'a' });
    see(audience, 10_000, { sessionId: 'b' });
    audience.forget(15_000);
    assert.equal(audience.count, 2);
    audience.forget(15_001);
    assert.equal(audience.count, 1);
    audience.forget(25_001);
    assert.equal(audience.count, 0);
    assert.equal([...audience.viewers()].length, 0);
  });

  it('keeps one viewer whose sessions have gone while it still loads', () => {
    const audience = new Audience();
    see(audience, 0, { sessionId: 'a' });
    see(audience, 10_000, {});
    audience.forget(20_000);
    assert.equal(audience.count, 1);
    see(audience, 20_000, { sessionId: 'b' });
    assert.equal(audience.count, 1);
  });

  it('counts nobody beyond its bounds, and lets in again when somebody leaves', () => {
    const audience = new Audience({ limits: { max: 3, maxPerAddress: 2 } });
    for (const sessionId of ['a', 'b', 'c']) see(audience, 0, { sessionId });
    assert.equal(audience.count, 1);
    assert.equal(see(audience, 0, { sessionId: 'd' }), null);
    assert.ok(see(audience, 1, { address: '192.0.2.2' }));
    assert.equal(see(audience, 1, { address: '192.0.2.3' }), null);
    audience.forget(15_001);
    assert.ok(see(audience, 15_001, { address: '192.0.2.3' }));
    assert.equal(audience.count, 2);
  });

  it('is bounded against a crowd of made-up addresses, agents and names', () => {
    const audience = new Audience();
    for (let at = 0; at < 60_000; at++) {
      const who = [{ address: `a${at}` }, { userAgent: `u${at}` }, { sessionId: `s${at}` }][at % 3];
      see(audience, 0, who ?? {});
    }
    const players = [...audience.viewers()].flatMap(sessionsOf).length;
    assert.ok(players <= audienceLimits.max && players > 20_000, String(players));
    const behindOne = [...audience.viewers()].filter(({ address }) => address === '192.0.2.1').flatMap(sessionsOf);
    assert.ok(behindOne.length <= audienceLimits.maxPerAddress);
    assert.equal(audience.count, players);
  });

  it('looks at some addresses at a time, and in time at all of them', () => {
    const audience = new Audience();
    for (let at = 0; at < 100; at++) see(audience, 0, { address: `a${at}` });
    audience.forget(15_001, 40);
    assert.equal(audience.count, 60);
    see(audience, 15_001, { address: 'new' });
    audience.forget(15_001, 40);
    audience.forget(15_001, 40);
    assert.equal(audience.count, 1);
    audience.forget(30_002, 1);
    assert.equal(audience.count, 0);
    audience.forget(30_002, 1);
  });

  it('cuts endless user agents off', () => {
    const audience = new Audience();
    see(audience, 0, { userAgent: 'x'.repeat(10_000) });
    see(audience, 0, { userAgent: 'x'.repeat(9_000) });
    assert.equal(audience.count, 1);
    assert.equal([...audience.viewers()][0]?.userAgent.length, 512);
  });

  it('agrees with a count made from scratch, whatever happens in whatever order', () => {
    const event = fc.record({
      stepMs: fc.integer({ min: 0, max: 8_000 }),
      address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
      userAgent: fc.constantFrom('A', 'B'),
      sessionId: fc.constantFrom(null, 's', 't', 'u'),
      forgets: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const audience = new Audience();
        const seen: { key: string; sessionId: string | null; atMs: number }[] = [];
        let nowMs = 0;
        for (const { stepMs, address, userAgent, sessionId, forgets } of events) {
          nowMs += stepMs;
          // What is forgotten late comes back as if it had never gone; the server looks each second.
          audience.forget(nowMs);
          audience.see({ address, userAgent, sessionId, nowMs, wallMs: nowMs });
          if (forgets) audience.forget(nowMs);
          seen.push({ key: address + userAgent, sessionId, atMs: nowMs });
          const recent = seen.filter(({ atMs }) => atMs >= nowMs - 15_000);
          const expected = [...new Set(recent.map(({ key }) => key))].reduce((sum, key) => {
            const names = recent.filter((one) => one.key === key && one.sessionId !== null);
            return sum + Math.max(1, new Set(names.map((one) => one.sessionId)).size);
          }, 0);
          assert.equal(audience.count, expected);
        }
        audience.forget(nowMs + 15_001);
        assert.equal(audience.count, 0);
      }),
      { numRuns: 200 },
    );
  });

  it("knows viewers by the name that Owncast's clients expect", () => {
    assert.equal(viewerId({ address: '127.0.0.1', userAgent: 'curl/7.88.1' }), '31c54d6751a716e42db5807665d4a6b3');
  });
});
