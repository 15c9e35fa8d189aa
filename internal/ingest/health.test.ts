import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { HealthMeter } from './health.ts';

function play(meter: HealthMeter, seconds: number, keyEveryMs: number, audioLeadMs = 0): number {
  for (let atMs = 0; atMs <= seconds * 1000; atMs += 40) {
    meter.addBytes(5000, atMs);
    meter.addVideo({ dtsMs: 10_000 + atMs, isKey: atMs % keyEveryMs === 0 }, atMs);
    meter.addAudio({ ptsMs: 10_000 + atMs + audioLeadMs, data: { length: 800 } }, atMs);
  }
  return seconds * 1000;
}

describe('HealthMeter', () => {
  it('reads bit rate, frame rate and key frame interval off the stream', () => {
    const meter = new HealthMeter(0);
    const nowMs = play(meter, 6, 2000);
    assert.deepEqual(meter.figures(nowMs), {
      bitrateKbps: 1000,
      audioBitrateKbps: 160,
      frameRate: 25,
      keyFrameIntervalMs: 2000,
      keyFrameJitterMs: null,
      silentForMs: 0,
      blindForMs: 0,
      driftMs: 0,
      isInterlaced: false,
      warnings: [],
    });
  });

  it('tells the person at the encoder to shorten a long key frame interval, also before its second key frame', () => {
    const meter = new HealthMeter(0);
    const nowMs = play(meter, 6, 60_000);
    assert.match(
      meter.figures(nowMs).warnings[0] ?? '',
      /more than 6 s apart\. Set the key frame interval to 2 s in OBS/,
    );
    const known = new HealthMeter(0);
    assert.match(known.figures(play(known, 15, 10_000)).warnings[0] ?? '', /^Key frames come 10\.0 s apart\./);
  });

  it('tells which of sound and picture comes late', () => {
    const late = new HealthMeter(0);
    assert.match(
      late.figures(play(late, 3, 1000, -900)).warnings[0] ?? '',
      /sound arrives 900 ms late.* heard that much after/,
    );
    const early = new HealthMeter(0);
    assert.match(early.figures(play(early, 3, 1000, 900)).warnings[0] ?? '', /picture arrives 86\d ms late/);
  });

  it('measures how regular key frames are, once there are some', () => {
    const meter = new HealthMeter(0);
    for (const dtsMs of [0, 2000, 4000, 4500, 8000]) meter.addVideo({ dtsMs, isKey: true }, dtsMs);
    assert.equal(meter.figures(8000).keyFrameJitterMs, 3000);
    assert.match(meter.figures(8000).warnings[0] ?? '', /changes by 3\.0 s\. Set a fixed/);
  });

  it('hears silence by the size of its frames', () => {
    const meter = new HealthMeter(0);
    const hear = (length: number, atMs: number): void => meter.addAudio({ ptsMs: atMs, data: { length } }, atMs);
    hear(400, 0);
    // ffmpeg's encoder writes its name into a frame now and then.
    for (let atMs = 1000; atMs <= 31_000; atMs += 1000) hear(atMs % 5000 === 0 ? 23 : 6, atMs);
    assert.equal(meter.figures(31_000).silentForMs, 30_000);
    assert.match(meter.figures(31_000).warnings[0] ?? '', /no sound for 30 s/);
    for (const atMs of [32_000, 32_021, 32_042]) hear(400, atMs);
    assert.equal(meter.figures(32_042).silentForMs, 0);
  });

  it('does not take a slow slide show for a late picture', () => {
    const meter = new HealthMeter(0);
    for (let atMs = 0; atMs <= 20_000; atMs += 20) {
      if (atMs % 2000 === 0) meter.addVideo({ dtsMs: atMs, isKey: true }, atMs);
      meter.addAudio({ ptsMs: atMs, data: { length: 400 } }, atMs);
      if (atMs >= 2000) assert.equal(meter.figures(atMs).driftMs, meter.figures(2000).driftMs);
    }
    assert.deepEqual(meter.figures(20_000).warnings, []);
  });

  it('tells of sound that comes no more while pictures do, and of pictures that come no more while sound does', () => {
    const sound = new HealthMeter(0);
    const untilMs = play(sound, 3, 1000);
    for (let atMs = untilMs; atMs <= untilMs + 25_000; atMs += 40)
      sound.addVideo({ dtsMs: 10_000 + atMs, isKey: atMs % 1000 === 0 }, atMs);
    const soundless = sound.figures(untilMs + 25_000);
    assert.deepEqual([soundless.silentForMs, soundless.driftMs], [25_000, null]);
    assert.match(soundless.warnings.join(), /^There has been no sound for 25 s/);
    const picture = new HealthMeter(0);
    play(picture, 3, 1000);
    for (let atMs = untilMs; atMs <= untilMs + 12_000; atMs += 40)
      picture.addAudio({ ptsMs: 10_000 + atMs, data: { length: 400 } }, atMs);
    const blind = picture.figures(untilMs + 12_000);
    assert.deepEqual([blind.blindForMs, blind.driftMs], [12_000, null]);
    assert.match(blind.warnings.join(), /^No picture has come for 12 s/);
    // Both gone is the network's doing.
    assert.equal(picture.figures(untilMs + 60_000).blindForMs, 12_000);
  });

  it('says what begins once, and again when it comes back', () => {
    const meter = new HealthMeter(0);
    let atMs = 0;
    const drift = (byMs: number, seconds: number): string[] => {
      const kinds: string[] = [];
      for (const untilMs = atMs + seconds * 1000; atMs < untilMs; atMs += 20) {
        if (atMs % 40 === 0) meter.addVideo({ dtsMs: atMs, isKey: atMs % 1000 === 0 }, atMs);
        meter.addAudio({ ptsMs: atMs + byMs, data: { length: 400 } }, atMs);
        if (atMs % 500 === 0) kinds.push(...meter.look(atMs).map(({ kind }) => kind));
      }
      return kinds;
    };
    assert.deepEqual(drift(700, 5), ['drift']);
    assert.deepEqual(drift(480, 5), [], 'it is still wrong');
    assert.deepEqual(drift(530, 5), [], 'it was wrong all the time');
    assert.equal(meter.figures(atMs).warnings.length, 1);
    assert.deepEqual(drift(0, 5), []);
    assert.equal(meter.figures(atMs).warnings.length, 0);
    assert.deepEqual(drift(700, 5), ['drift']);
  });

  it('measures an encoder that is back by what has come since, from its second second on', () => {
    const meter = new HealthMeter(0);
    play(meter, 6, 2000);
    meter.restart(60_300);
    for (let atMs = 60_300; atMs < 62_100; atMs += 40) {
      meter.addBytes(10_000, atMs);
      meter.addVideo({ dtsMs: atMs, isKey: false }, atMs);
      meter.addAudio({ ptsMs: atMs, data: { length: 800 } }, atMs);
    }
    const { bitrateKbps, audioBitrateKbps, frameRate } = meter.figures(62_100);
    assert.deepEqual([bitrateKbps, audioBitrateKbps, frameRate], [2000, 160, 25]);
  });

  it('reads zero when nothing came for a while', () => {
    const meter = new HealthMeter(0);
    const nowMs = play(meter, 3, 1000);
    assert.equal(meter.figures(nowMs + 20_000).bitrateKbps, 0);
  });
});
