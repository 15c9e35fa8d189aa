import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../../test/peers/wait.ts';
import type { AerialEvents, BroadcastSoon } from '../app/events.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { Announcer } from './announcer.ts';
import type { Notice } from './notice.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const tracks = { video: null, audio: null };

function noticeOf(event: Notice['event']): Notice {
  const messages = { push: '', discord: '', mail: '', hook: '' };
  return { id: event, event, channel: 'Nine', title: '', messages, when: null, startWallMs: null, url: '' };
}

function rig(receivers: readonly { way: 'push' | 'mail'; to: string }[] = [{ way: 'mail', to: 'a@example.org' }]) {
  const clock = new ManualClock();
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const told: string[] = [];
  const noted = new Map<string, { event: string; wallMs: number }>();
  const disk = { isFull: false };
  const announcer = new Announcer({
    clock,
    events,
    log: silentLogger,
    rules: () => ({ delayMs: 120 * SECOND_MS, everyMs: 10 * MINUTE_MS }),
    write: { live: () => noticeOf('live'), reminder: () => noticeOf('reminder') },
    receivers: () => receivers,
    queue: { add: (lane, { notice, to }) => void told.push(`${notice.event} ${lane} ${to}`) },
    ledger: {
      note: ({ key, ...entry }) => {
        if (disk.isFull) throw new Error('no space');
        return !noted.has(key) && noted.set(key, entry) === noted;
      },
      latestWallMs: (event) =>
        Math.max(0, ...[...noted.values()].filter((one) => one.event === event).map(({ wallMs }) => wallMs)) || null,
    },
    pause: () => new Promise(setImmediate),
  });
  const begin = (broadcastId: string, isTest = false): void =>
    events.publish('broadcast.started', {
      broadcastId,
      isTest,
      startedWallMs: 0,
      remoteAddress: '',
      encoder: null,
      tracks,
    });
  const end = (broadcastId: string): void =>
    events.publish('broadcast.ended', { broadcastId, isTest: false, reason: '' });
  return { clock, disk, events, told, begin, end, stop: announcer.start() };
}

const soon: BroadcastSoon = {
  id: 'late',
  name: 'Late show',
  description: '',
  startWallMs: 5,
  durationMinutes: 60,
  timeZone: 'UTC',
  minutesBefore: 30,
};

describe('People', () => {
  it('are told of a broadcast once it has lasted, and of a false start never', () => {
    const { clock, told, begin, end } = rig();
    begin('one');
    clock.advance(60 * SECOND_MS);
    end('one');
    clock.advance(10 * MINUTE_MS);
    assert.deepEqual(told, []);
    begin('two');
    clock.advance(119 * SECOND_MS);
    assert.deepEqual(told, []);
    clock.advance(SECOND_MS);
    assert.deepEqual(told, ['live mail a@example.org']);
  });

  it('are told once there is room again, when the disk was full at that moment', () => {
    const { clock, disk, told, begin, end } = rig();
    disk.isFull = true;
    begin('one');
    clock.advance(10 * MINUTE_MS);
    assert.deepEqual(told, []);
    disk.isFull = false;
    clock.advance(MINUTE_MS);
    assert.deepEqual(told, ['live mail a@example.org']);
    disk.isFull = true;
    clock.advance(10 * MINUTE_MS);
    begin('two');
    clock.advance(3 * MINUTE_MS);
    end('two');
    disk.isFull = false;
    clock.advance(10 * MINUTE_MS);
    assert.equal(told.length, 1, 'a broadcast that is over is no news');
  });

  it('are not told while the encoder is away, but once it is back', () => {
    const { clock, events, told, begin } = rig();
    begin('one');
    clock.advance(100 * SECOND_MS);
    events.publish('broadcast.paused', { broadcastId: 'one', graceMs: 60_000 });
    clock.advance(50 * SECOND_MS);
    assert.deepEqual(told, []);
    events.publish('broadcast.resumed', { broadcastId: 'one' });
    assert.equal(told.length, 1);
  });

  it('are told once in so many minutes, and of a test picture never', () => {
    const { clock, told, begin, end } = rig();
    begin('one');
    clock.advance(3 * MINUTE_MS);
    end('one');
    begin('two');
    clock.advance(3 * MINUTE_MS);
    assert.equal(told.length, 1);
    end('two');
    clock.advance(10 * MINUTE_MS);
    begin('test', true);
    clock.advance(3 * MINUTE_MS);
    assert.equal(told.length, 1);
    begin('three');
    clock.advance(3 * MINUTE_MS);
    assert.equal(told.length, 2);
  });

  it('are reminded of a planned broadcast once, however often it is said', () => {
    const { events, told, stop } = rig();
    events.publish('schedule.reminder', soon);
    events.publish('schedule.reminder', soon);
    assert.deepEqual(told, ['reminder mail a@example.org']);
    events.publish('schedule.reminder', { ...soon, minutesBefore: 5 });
    events.publish('schedule.reminder', { ...soon, startWallMs: 6 });
    assert.equal(told.length, 3);
    stop();
    events.publish('schedule.reminder', { ...soon, startWallMs: 7 });
    assert.equal(told.length, 3);
  });

  it('are told all of them when they are many, with whatever is live going on in between', async () => {
    const { events, told } = rig(Array.from({ length: 500 }, (_, id) => ({ way: 'push', to: String(id) })));
    events.publish('schedule.reminder', soon);
    assert.ok(told.length < 500);
    await until('all were told', () => told.length === 500, { timeoutMs: 10_000 });
    assert.equal(new Set(told).size, 500);
  });

  it('wait for nobody else whose push service does not answer', () => {
    const { events, told } = rig([1, 9, 17].map((id) => ({ way: 'push', to: String(id) })));
    events.publish('schedule.reminder', soon);
    assert.deepEqual(told, ['reminder push 1 1', 'reminder push 9 9', 'reminder push 17 17']);
  });
});
