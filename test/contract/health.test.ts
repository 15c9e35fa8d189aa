import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BroadcastWatch } from '../peers/broadcast-watch.ts';
import { everySeconds, makeSceneClip } from '../peers/scene-clip.ts';

/** What a busy machine may add to each wait. */
const patienceMs = 20_000;

const well = { picture: 'moving', sound: 'tone' } as const;

/** What comes before the picture and the encoder in the verdict of a machine that is busy with tests. */
const busyMachine = /^The processor is \d+ % busy|^The encoder sends [\d.]+ of/;

describe('The health of a broadcast, in the API, the metrics and the log', { concurrency: true }, () => {
  it('tells of a picture that is black or stands still, of silence and of seldom key frames, once each, until it is over', async (t) => {
    const clip = await makeSceneClip([
      { seconds: 18, picture: 'black', sound: 'tone', keyFramesAt: everySeconds(2, 18) },
      { seconds: 69, picture: 'still', sound: 'silence', keyFramesAt: everySeconds(6, 69) },
      { seconds: 60, ...well, keyFramesAt: everySeconds(2, 60) },
    ]);
    const kinds = {
      black: /^The picture has been black for \d+ s/,
      still: /^The picture has not moved for \d+ s/,
      silence: /^There has been no sound for \d+ s/,
      seldom: /^Key frames come (6\.0|more than [45]) s apart/,
    };
    const watch = await BroadcastWatch.begin(t, { kinds, environment: { AERIAL_LADDER: '144p:150' } });
    await watch.publish(clip);

    await watch.untilSaid('black', true, 12_000 + patienceMs);
    assert.ok((await watch.metric('aerial_picture_black_seconds')) > 10);
    await watch.untilSaid('black', false, 10_000 + patienceMs);
    await watch.untilSaid('seldom', true, 8000 + patienceMs);
    assert.ok((await watch.metric('aerial_ingest_key_frame_interval_seconds')) > 4);
    await watch.untilSaid('silence', true, 22_000 + patienceMs);
    assert.ok((await watch.metric('aerial_ingest_silent_seconds')) > 20);
    // Another ffmpeg looks at the same standstill.
    for (const pid of watch.aerial.transcoders()) process.kill(pid, 'SIGKILL');
    await watch.untilSaid('still', true, 45_000 + patienceMs);
    assert.ok((await watch.metric('aerial_picture_still_seconds')) > 60);
    assert.notEqual(await watch.verdict(), '');

    for (const name of ['still', 'silence', 'seldom']) await watch.untilSaid(name, false, 15_000 + patienceMs);
    const room = await watch.until('nothing is wrong', ({ inbound }) => inbound?.warnings.length === 0, 30_000);
    assert.equal(room.inbound?.keyFrameIntervalMs, 2000);
    assert.equal(await watch.metric('aerial_picture_still_seconds'), 0);
    assert.equal(await watch.metric('aerial_ingest_silent_seconds'), 0);
    for (const name of Object.keys(kinds)) {
      assert.deepEqual(
        watch.changes.filter((change) => change.slice(1) === name),
        [`+${name}`, `-${name}`],
      );
      assert.equal(await watch.timesLogged(name), 1, name);
    }
  });

  it('tells of sound that drifts from the picture, whichever is late, and of irregular key frames, until it is over', async (t) => {
    const keyFramesAt = [
      ...everySeconds(4, 12).flatMap((at) => [at, at + 1]),
      ...everySeconds(2, 108).map((at) => at + 12),
    ];
    const clip = await makeSceneClip([{ seconds: 120, ...well, keyFramesAt }]);
    const kinds = {
      picture: /^The picture arrives \d+ ms late/,
      sound: /^The sound arrives \d+ ms late/,
      irregular: /^The distance of key frames changes by [12]\.\d s/,
    };
    const watch = await BroadcastWatch.begin(t, { kinds, environment: { AERIAL_LADDER: 'off' } });
    const publisher = await watch.publish(clip);
    publisher.driftSound(0.02);

    const odd = await watch.untilSaid('irregular', true, 10_000 + patienceMs);
    assert.equal(odd.inbound?.keyFrameJitterMs, 2000);
    assert.equal(await watch.metric('aerial_ingest_key_frame_jitter_seconds'), 2);

    const ahead = await watch.untilSaid('picture', true, 28_000 + patienceMs);
    assert.ok((ahead.inbound?.driftMs ?? 0) > 500, JSON.stringify(ahead.inbound));
    assert.ok((await watch.metric('aerial_ingest_drift_seconds')) > 0.5);
    assert.match(
      await watch.verdict(),
      new RegExp(`${kinds.picture.source}|${kinds.irregular.source}|${busyMachine.source}`),
    );
    publisher.driftSound(-0.1);
    await watch.untilSaid('picture', false, 5000 + patienceMs);
    const behind = await watch.untilSaid('sound', true, 15_000 + patienceMs);
    assert.ok((behind.inbound?.driftMs ?? 0) < -500, JSON.stringify(behind.inbound));
    publisher.driftSound(0.1);
    await watch.untilSaid('sound', false, 5000 + patienceMs);
    await watch.until(
      'they are together',
      ({ inbound }) => Math.abs(inbound?.driftMs ?? 999) < 50,
      10_000 + patienceMs,
    );
    publisher.driftSound(0);

    const room = await watch.until('nothing is wrong', ({ inbound }) => inbound?.warnings.length === 0, 20_000);
    assert.equal(room.inbound?.keyFrameJitterMs, 0);
    for (const name of Object.keys(kinds)) {
      assert.deepEqual(
        watch.changes.filter((change) => change.slice(1) === name),
        [`+${name}`, `-${name}`],
      );
      assert.equal(await watch.timesLogged(name), 1, name);
    }
  });

  it('tells how fast and how much comes in, how a rendition keeps up, and of pictures that it lost, until it has caught up', async (t) => {
    const clip = await makeSceneClip([{ seconds: 60, ...well, keyFramesAt: everySeconds(2, 60) }]);
    const kinds = { lost: /^The rendition 144p lost \d+ pictures within half a minute/ };
    const watch = await BroadcastWatch.begin(t, { kinds, environment: { AERIAL_LADDER: '144p:150' } });
    await watch.publish(clip);
    const sentKbps = (clip.frames.reduce((sum, { body }) => sum + body.length, 0) * 8) / clip.durationMs;
    const isNear = (value: number, wanted: number, share: number): boolean => Math.abs(value - wanted) < wanted * share;

    const steady = await watch.until(
      'the figures are there',
      ({ inbound, renditions: [source, small] }) =>
        isNear(inbound?.bitrateKbps ?? 0, sentKbps, 0.4) &&
        isNear(inbound?.frameRate ?? 0, 15, 0.15) &&
        isNear(source?.speed ?? 0, 1, 0.1) &&
        isNear(small?.speed ?? 0, 1, 0.1),
      15_000 + patienceMs,
    );
    assert.deepEqual(steady.inbound?.warnings, []);
    assert.ok(isNear(await watch.metric('aerial_ingest_bitrate_kbps'), sentKbps, 0.6));
    assert.ok(isNear(await watch.metric('aerial_rendition_speed{rendition="1"}'), 1, 0.2));

    const [pid] = watch.aerial.transcoders();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGSTOP');
    await watch.until(
      'the rendition falls behind',
      ({ renditions: [, small] }) => (small?.lagMs ?? 0) > 2000 && (small?.speed ?? 1) < 0.9,
      8000 + patienceMs,
    );
    assert.ok((await watch.metric('aerial_rendition_lag_seconds{rendition="1"}')) > 2);
    // The server takes it for hung, and begins another with the group of pictures that there is then.
    const { renditions } = await watch.untilSaid('lost', true, 12_000 + patienceMs);
    assert.ok((renditions[1]?.droppedFrames ?? 0) > 18);
    const lostInMetrics = await watch.metric('aerial_rendition_dropped_frames{rendition="1"}');
    assert.ok(lostInMetrics >= (renditions[1]?.droppedFrames ?? Infinity), String(lostInMetrics));

    const room = await watch.untilSaid('lost', false, 36_000 + patienceMs);
    assert.deepEqual(room.inbound?.warnings, []);
    const keepsUp = ({ renditions: [, small] }: typeof room): boolean => isNear(small?.speed ?? 0, 1, 0.1);
    await watch.until('the rendition keeps up again', keepsUp, 10_000 + patienceMs);
    assert.deepEqual(watch.changes, ['+lost', '-lost']);
    assert.equal(await watch.timesLogged('lost'), 1);
  });
});
