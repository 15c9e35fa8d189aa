import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiClient } from '../shared/api-client.ts';
import type { BrowserClock } from '../shared/clock.ts';
import { Channel } from './channel.ts';
import { parsePageState } from './page-state.ts';

/** A clock whose timers run when the test says so. */
function handClock() {
  let nowMs = 1000;
  const timers: { delayMs: number; callback: () => void }[] = [];
  const clock: BrowserClock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    random: () => 0.5,
    after(delayMs, callback) {
      const timer = { delayMs, callback };
      timers.push(timer);
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
    },
    every: () => () => undefined,
  };
  const fire = () => {
    const timer = timers.shift();
    assert.ok(timer, 'a question is planned');
    nowMs += timer.delayMs;
    timer.callback();
  };
  return { clock, fire, nextDelayMs: () => timers[0]?.delayMs };
}

type Answer = Record<string, unknown> | 'nothing';

function channelAnswering(answers: Answer[]) {
  const hands = handClock();
  const channel = new Channel({
    clock: hands.clock,
    initial: parsePageState('{"stream":{"phase":"offline"}}'),
    hidden: () => false,
    api: new ApiClient({
      timeoutMs: 1000,
      fetch: () => {
        const answer = answers.shift() ?? 'nothing';
        return answer === 'nothing' ? Promise.reject(new TypeError('refused')) : Promise.resolve(Response.json(answer));
      },
    }),
  });
  return { channel, ...hands };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

test('going live is noticed with the next answer and remembered with its time', async () => {
  const { channel, fire } = channelAnswering([
    { phase: 'live', streamTitle: 'Hello', serverTime: new Date(9000).toISOString() },
  ]);
  const stop = channel.start();
  fire();
  await settled();
  assert.equal(channel.status.value.phase, 'live');
  assert.equal(channel.status.value.title, 'Hello');
  assert.equal(channel.phaseSinceMs, 3000);
  assert.equal(channel.serverNowMs(), 9000);
  stop();
});

test('a server that stays silent twice counts as unreachable, and one answer brings it back', async () => {
  const { channel, fire } = channelAnswering(['nothing', 'nothing', { phase: 'live' }]);
  const stop = channel.start();
  fire();
  await settled();
  assert.equal(channel.reachable.value, true);
  fire();
  await settled();
  assert.equal(channel.reachable.value, false);
  assert.equal(channel.status.value.phase, 'offline');
  fire();
  await settled();
  assert.equal(channel.reachable.value, true);
  stop();
});

test('a misshapen answer changes nothing that was known', async () => {
  const { channel, fire } = channelAnswering([{ phase: 'live', streamTitle: 'Kept' }, { error: 'teapot' }]);
  const stop = channel.start();
  fire();
  await settled();
  fire();
  await settled();
  assert.equal(channel.status.value.title, 'Kept');
  stop();
});

test('urgency asks at once and then every second', async () => {
  const { channel, nextDelayMs } = channelAnswering([{ phase: 'live' }]);
  const stop = channel.start();
  channel.setUrgent(true);
  await settled();
  assert.equal(channel.status.value.phase, 'live');
  assert.equal(nextDelayMs(), 1000);
  stop();
});

test('after stopping nothing is asked any more', () => {
  const { channel, nextDelayMs } = channelAnswering([]);
  channel.start()();
  assert.equal(nextDelayMs(), undefined);
});
