import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DroppedFrames } from './dropped-frames.ts';

/** Times of a source of so many pictures a second, as encoders stamp them: whole milliseconds. */
function times(frameRate: number, seconds: number): number[] {
  return Array.from({ length: frameRate * seconds }, (_, frame) => Math.round(10_000 + (frame * 1000) / frameRate));
}

function dropped(source: readonly number[], rendition: readonly number[], frameRate: number): number | null {
  const meter = new DroppedFrames();
  for (const ptsMs of source) meter.addSource(ptsMs);
  for (const ptsMs of rendition) meter.add(1, ptsMs, frameRate);
  return meter.of(1);
}

describe('Dropped frames of a rendition', () => {
  it('are none when it shows all that the source has', () => {
    for (const rate of [24, 25, 30, 50, 60]) assert.equal(dropped(times(rate, 20), times(rate, 20), rate), 0);
    assert.equal(new DroppedFrames().of(1), null);
  });

  it('are those that are missing between two that it shows', () => {
    const source = times(30, 20);
    const broken = source.filter((_, frame) => frame < 100 || (frame > 140 && frame !== 200));
    assert.equal(dropped(source, broken, 30), 42);
  });

  it('are not those of the rendition whose place another one took', () => {
    const meter = new DroppedFrames();
    for (const ptsMs of times(30, 20)) meter.addSource(ptsMs);
    meter.add(1, 10_000, 30);
    meter.add(1, 15_000, 30);
    assert.equal(meter.of(1), 149);
    meter.forget(1);
    assert.equal(meter.of(1), null);
    meter.add(1, 20_000, 30);
    assert.equal(meter.of(1), 0);
  });

  it('are not those that a lower frame rate leaves out, save for a gap in it', () => {
    const source = times(60, 20);
    const half = source.filter((_, frame) => frame % 2 === 0);
    assert.equal(dropped(source, half, 30), 0);
    assert.equal(
      dropped(
        source,
        half.filter((_, frame) => frame < 50 || frame >= 60),
        30,
      ),
      10,
    );
  });

  it('are not those that the encoder did not send', () => {
    const odd = times(30, 20).filter((_, frame) => frame % 7 !== 0 && frame % 3 !== 0);
    assert.equal(dropped(odd, odd, 30), 0);
    const away = [...times(30, 20), ...times(30, 20).map((ptsMs) => ptsMs + 65_000)];
    assert.equal(dropped(away, away, 30), 0);
  });

  it('are counted in the order of showing, in which B-frames do not come', () => {
    const shown = times(30, 20);
    const coded = shown.flatMap((_, at) => (at % 3 === 0 ? [shown[at + 2], shown[at], shown[at + 1]] : []));
    assert.equal(
      dropped(
        coded.filter((ptsMs) => ptsMs !== undefined),
        shown.filter((_, at) => at !== 301),
        30,
      ),
      1,
    );
  });

  it('are forgotten with the broadcast', () => {
    const meter = new DroppedFrames();
    for (const ptsMs of times(30, 2)) meter.addSource(ptsMs);
    meter.add(1, 10_000, 30);
    meter.add(1, 11_000, 30);
    assert.equal(meter.of(1), 29);
    meter.clear();
    assert.equal(meter.of(1), null);
  });

  it('cost bounded memory over the longest broadcast, and a long gap is counted as far as it is remembered', () => {
    const meter = new DroppedFrames();
    meter.addSource(0);
    meter.add(1, 0, 60);
    for (let frame = 1; frame < 100_000; frame += 1) meter.addSource(frame * 16);
    meter.add(1, 100_000 * 16, 60);
    const count = meter.of(1) ?? 0;
    assert.ok(count >= 3_600 && count <= 7_200, `${count}`);
  });
});
