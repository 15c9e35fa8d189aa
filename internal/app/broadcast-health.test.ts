import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { watchedSize } from '../transcode/picture-watch.ts';
import { BroadcastHealth } from './broadcast-health.ts';

function makeHealth() {
  const clock = new ManualClock();
  const warned: string[] = [];
  const log = { ...silentLogger, warn: (_: object, sentence: string) => void warned.push(sentence) };
  const metrics = new MetricsRegistry();
  const dropped = { frames: 0 };
  const ladder = { rungs: 1 };
  const renditionAt = (place: number) =>
    place <= ladder.rungs
      ? { name: '480p', speed: 1 - place / 4, lagMs: place * 300, droppedFrames: place === 0 ? null : dropped.frames }
      : null;
  const only: { codec: string | null } = { codec: null };
  const health = new BroadcastHealth({ clock, log, metrics, renditionAt, onlyCodec: () => only.codec });
  return { ladder, only, clock, warned, metrics, dropped, health };
}

const black = Buffer.alloc(watchedSize.width * watchedSize.height, 16);

describe('the health of a broadcast', () => {
  it('tells of a black picture in the log, once, and again when it comes back', () => {
    const { clock, warned, health } = makeHealth();
    const stop = health.start();
    const showBlack = (seconds: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        health.picture.push(black, clock.monotonicMs());
        clock.advance(1000);
      }
    };
    showBlack(30);
    assert.match(health.warnings()[0] ?? '', /black for 30 s/);
    health.picture.push(Buffer.alloc(black.length, 200), clock.monotonicMs());
    clock.advance(5000);
    assert.deepEqual(health.warnings(), []);
    showBlack(20);
    stop();
    assert.deepEqual(
      warned.map((sentence) => sentence.slice(0, 26)),
      ['The picture has been black', 'The picture has been black'],
    );
  });

  it('tells of a picture that only some browsers have a decoder for, until there is another', () => {
    const { only, clock, warned, health } = makeHealth();
    const stop = health.start();
    only.codec = 'HEVC';
    clock.advance(10_000);
    assert.match(health.warnings()[0] ?? '', /in HEVC alone.*"ladder"/);
    only.codec = null;
    assert.deepEqual(health.warnings(), []);
    stop();
    assert.equal(warned.length, 1);
  });

  it('tells of a rendition that loses pictures, and no more once it has lost none for half a minute', () => {
    const { clock, warned, dropped, health } = makeHealth();
    const stop = health.start();
    clock.advance(60_000);
    dropped.frames = 10;
    clock.advance(5000);
    assert.deepEqual(health.warnings(), []);
    dropped.frames = 100;
    clock.advance(5000);
    assert.match(health.warnings()[0] ?? '', /The rendition 480p lost 100 pictures.*fewer or smaller/);
    for (let look = 0; look < 12; look += 1) {
      dropped.frames += 2;
      clock.advance(5000);
    }
    assert.equal(health.warnings().length, 1, 'ten or so within half a minute are not well again');
    clock.advance(40_000);
    assert.deepEqual(health.warnings(), []);
    stop();
    assert.equal(warned.length, 1);
  });

  it('keeps in mind that a chip failed, until the next broadcast', () => {
    const { health } = makeHealth();
    health.noteFallback('h264_vaapi', 'ffmpeg ended with code 1.');
    assert.match(health.warnings()[0] ?? '', /h264_vaapi failed.*code 1\. Check the graphics driver/);
    health.clear();
    assert.deepEqual(health.warnings(), []);
  });

  it('tells that another makes the renditions than the encoder that is set, while there are any', () => {
    const { health, ladder, warned } = makeHealth();
    health.noteStandIn('h264_vaapi', 'No VA display found.');
    assert.match(health.warnings().join(), /^The video encoder h264_vaapi .*the processor .*"video-encoder"\)\.$/);
    assert.match(warned.join(), /No VA display found\.$/);
    ladder.rungs = 0;
    assert.deepEqual(health.warnings(), []);
    ladder.rungs = 1;
    health.clear();
    assert.deepEqual(health.warnings(), []);
  });

  it('tells of sound that cannot be made for as long as it cannot', () => {
    const { health } = makeHealth();
    health.noteSound('ffmpeg was not found.');
    assert.deepEqual(health.warnings(), ['ffmpeg was not found.']);
    health.noteSound(null);
    assert.deepEqual(health.warnings(), []);
  });

  it('tells metrics how each rendition keeps up', () => {
    const text = makeHealth().metrics.render();
    assert.match(text, /aerial_rendition_speed\{rendition="1"\} 0\.75\n/);
    assert.match(text, /aerial_rendition_lag_seconds\{rendition="1"\} 0\.3\n/);
    assert.match(text, /aerial_rendition_speed\{rendition="2"\} NaN\n/);
    assert.match(text, /aerial_rendition_dropped_frames\{rendition="0"\} NaN\n/);
    assert.match(text, /aerial_rendition_dropped_frames\{rendition="1"\} 0\n/);
    assert.match(text, /aerial_picture_black_seconds 0\n/);
  });
});
