import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { Refusal } from './rtmp/session.ts';
import { Stage, type Publisher } from './stage.ts';
import { audioFrame, audioHeader, videoFrame, videoHeader } from './testing/media-bodies.ts';
import { Recorder } from './testing/recorder.ts';

function open() {
  const clock = new ManualClock();
  const recorder = new Recorder();
  let opened = 0;
  const stage = new Stage({
    clock,
    log: silentLogger,
    events: recorder.publisher,
    openSink: (info) => recorder.openSink(info),
    graceMs: () => 60_000,
    newBroadcastId: () => `b${(opened += 1)}`,
  });
  const publisher = (keyId: string, isTest = false) => {
    const drops: string[] = [];
    const refusals: Refusal[] = [];
    const handle: Publisher = {
      keyId,
      isTest,
      remoteAddress: '192.0.2.1',
      encoder: null,
      drop: (why) => void drops.push(why),
      refuse: (refusal) => void refusals.push(refusal),
    };
    return { handle, drops, refusals };
  };
  const play = (who: Publisher): void => {
    stage.onMedia(who, { track: 'video', timestampMs: 0, body: videoHeader() });
    stage.onMedia(who, { track: 'audio', timestampMs: 0, body: audioHeader() });
    stage.onMedia(who, { track: 'video', timestampMs: 0, body: videoFrame(true) });
    stage.onMedia(who, { track: 'audio', timestampMs: 0, body: audioFrame() });
  };
  return { stage, clock, recorder, publisher, play };
}

describe('Stage', () => {
  it('is idle until somebody publishes, and says who does', () => {
    const { stage, publisher, play } = open();
    assert.equal(stage.state().state, 'idle');
    const { handle } = publisher('a');
    assert.equal(stage.admit(handle).kind, 'accepted');
    assert.equal(stage.state().state, 'gathering');
    play(handle);
    assert.deepEqual([stage.state().state, stage.state().keyId], ['live', 'a']);
  });

  it('lets the same key take over at once, in the same broadcast', () => {
    const { stage, recorder, publisher, play } = open();
    const first = publisher('a');
    const second = publisher('a');
    stage.admit(first.handle);
    play(first.handle);
    assert.equal(stage.admit(second.handle).kind, 'accepted');
    assert.equal(first.drops.length, 1);
    play(second.handle);
    stage.leave(first.handle);
    play(first.handle);
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
    assert.equal(recorder.count('video'), 2);
    assert.equal(recorder.infos.length, 1);
  });

  it('refuses another key while somebody publishes', () => {
    const { stage, publisher, play } = open();
    const first = publisher('a');
    stage.admit(first.handle);
    play(first.handle);
    const decision = stage.admit(publisher('b').handle);
    assert.equal(decision.kind === 'refused' ? decision.code : '', 'NetStream.Publish.Denied');
    assert.equal(first.drops.length, 0);
  });

  it('lets any key carry the broadcast on while the encoder is away', () => {
    const { stage, recorder, publisher, play } = open();
    const first = publisher('a');
    const second = publisher('b');
    stage.admit(first.handle);
    play(first.handle);
    stage.leave(first.handle);
    assert.equal(stage.admit(second.handle).kind, 'accepted');
    play(second.handle);
    assert.equal(stage.state().keyId, 'b');
    assert.equal(recorder.infos.length, 1);
  });

  it('lets any key carry the broadcast on while the encoder is connected but sends nothing', () => {
    const { stage, clock, recorder, publisher, play } = open();
    const first = publisher('a');
    const second = publisher('b');
    stage.admit(first.handle);
    play(first.handle);
    for (let look = 0; look < 4; look += 1) {
      clock.advance(500);
      stage.check();
    }
    assert.equal(stage.state().state, 'away');
    assert.equal(stage.admit(second.handle).kind, 'accepted');
    assert.equal(first.drops.length, 1);
    play(second.handle);
    assert.equal(stage.state().state, 'live');
    assert.equal(recorder.infos.length, 1);
  });

  it('opens another broadcast after the grace time', () => {
    const { stage, clock, recorder, publisher, play } = open();
    for (const round of [1, 2]) {
      const { handle } = publisher('a');
      stage.admit(handle);
      play(handle);
      stage.leave(handle);
      clock.advance(60_000);
      assert.equal(stage.state().state, 'idle', `round ${round}`);
    }
    assert.deepEqual(
      recorder.infos.map(({ broadcastId }) => broadcastId),
      ['b1', 'b2'],
    );
  });

  it('ends the test picture when an encoder comes, whose broadcast is its own', () => {
    const { stage, recorder, publisher, play } = open();
    const test = publisher('t', true);
    stage.admit(test.handle);
    play(test.handle);
    assert.equal(stage.state().isTest, true);
    const encoder = publisher('a');
    assert.equal(stage.admit(encoder.handle).kind, 'accepted');
    assert.equal(test.drops.length, 1);
    play(encoder.handle);
    assert.equal(stage.state().isTest, false);
    assert.deepEqual(
      recorder.infos.map(({ broadcastId, isTest }) => [broadcastId, isTest]),
      [
        ['b1', true],
        ['b2', false],
      ],
    );
  });

  it('has no test picture while somebody is on air, or away for a moment', () => {
    const { stage, publisher, play } = open();
    const { handle } = publisher('a');
    stage.admit(handle);
    play(handle);
    assert.equal(stage.admit(publisher('t', true).handle).kind, 'refused');
    stage.leave(handle);
    assert.equal(stage.admit(publisher('t', true).handle).kind, 'refused');
    assert.equal(stage.state().state, 'away');
  });

  it('waits for no return of the test picture', () => {
    const { stage, recorder, publisher, play } = open();
    const { handle } = publisher('t', true);
    stage.admit(handle);
    play(handle);
    stage.leave(handle);
    assert.equal(stage.state().state, 'idle');
    assert.deepEqual(recorder.eventNames, ['broadcast.started', 'broadcast.ended']);
  });

  it('ends at an administrator’s word, and keeps that encoder from coming back by itself', () => {
    const { stage, clock, recorder, publisher, play } = open();
    assert.equal(stage.endNow('nothing', true), false);
    const { handle, drops } = publisher('a');
    stage.admit(handle);
    play(handle);
    assert.equal(stage.endNow('ended by the administrator', true), true);
    assert.deepEqual(drops, ['ended by the administrator']);
    assert.equal(recorder.turns.at(-1), 'end');
    assert.equal(stage.state().state, 'idle');
    const again = stage.admit(publisher('a').handle);
    assert.match(again.kind === 'refused' ? again.sentence : '', /start it again after 60 s/);
    clock.advance(40_000);
    assert.equal(stage.admit(publisher('a').handle).kind, 'refused');
    clock.advance(40_000);
    assert.equal(stage.admit(publisher('a').handle).kind, 'refused');
    clock.advance(60_000);
    assert.equal(stage.admit(publisher('a').handle).kind, 'accepted');
  });
});
