import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { VideoPacket } from '../media/packet.ts';
import { AudioLog } from './audio-log.ts';
import { Grid } from './grid.ts';
import type { RenditionWindow } from './rendition-window.ts';
import { bothTracks, stream, videoConfig } from './testing.ts';
import { VideoWriter } from './video-writer.ts';

const startMs = 10_000;

/** A broadcast of a source, and what writers of its renditions say to their windows. */
class Broadcast {
  readonly #audio = new AudioLog();
  readonly grid: Grid;

  constructor() {
    let mediaSequence = 0;
    this.#audio.restart(bothTracks.audio, false);
    this.grid = new Grid({
      audio: this.#audio,
      takeMediaSequence: () => mediaSequence++,
      takeDiscontinuity: () => 0,
    });
  }

  source(untilMs: number, keyInterval: number): void {
    for (const item of stream({ fromMs: startMs, untilMs, keyInterval })) {
      if (item.kind === 'video') this.grid.video(item, bothTracks);
      else if (item.kind === 'audio') this.#audio.append(item);
    }
  }

  writer(): { writer: VideoWriter; said: unknown[] } {
    const said: unknown[] = [];
    const window = {
      memory: { take: (size: number) => Buffer.alloc(size) },
      useInit: () => {},
      openSegment: ({ mediaSequence }: { mediaSequence: number }, atMs: number) =>
        void said.push(['open', mediaSequence, atMs]),
      addPart: (part: { durationMs: number }) =>
        void said.push({ ...part, durationMs: Math.round(part.durationMs * 1e6) }),
      markGap: () => void said.push('gap'),
      closeSegment: (durationMs: number) => void said.push(['close', durationMs]),
    };
    const writer = new VideoWriter({
      grid: this.grid,
      audio: this.#audio,
      window: window as unknown as RenditionWindow,
      partTargetMs: 502,
      epochWallMs: 0,
      placement: 'pts',
    });
    writer.config(videoConfig());
    return { writer, said };
  }
}

function pictures(untilMs: number, keyInterval: number): VideoPacket[] {
  return stream({ fromMs: startMs, untilMs, keyInterval, hasAudio: false }).filter((item) => item.kind === 'video');
}

function withEnds(packets: readonly VideoPacket[]): VideoPacket[] {
  return packets.map((packet, position) => ({ ...packet, untilMs: packets[position + 1]?.ptsMs }));
}

describe('what is written of a rendition', () => {
  it('is a part as soon as its last picture is there, and a segment as well, where pictures say until when they are shown', () => {
    const broadcast = new Broadcast();
    broadcast.source(16_000, 60);
    const { writer, said } = broadcast.writer();
    const packets = withEnds(pictures(16_000, 60));
    const ends = packets.map((packet) => {
      writer.video(packet);
      return said.filter((word) => Array.isArray(word) && word[0] === 'close').length;
    });
    const parts = said.filter((word) => typeof word === 'object' && word !== null && 'bytes' in word);
    assert.equal(ends[58], 0);
    assert.equal(ends[59], 1);
    assert.equal(ends[119], 2);
    assert.equal(parts.length, 11);
  });

  it('is the same whether pictures say until when they are shown or not, whatever is missing among them', () => {
    const holes = fc.array(fc.record({ from: fc.nat(250), count: fc.integer({ min: 1, max: 45 }) }), { maxLength: 5 });
    fc.assert(
      fc.property(holes, fc.integer({ min: 20, max: 130 }), fc.boolean(), (missing, keyInterval, isThinned) => {
        const broadcast = new Broadcast();
        broadcast.source(18_000, keyInterval);
        const packets = pictures(18_000, keyInterval).filter(
          (packet, position) =>
            (packet.isKey || !isThinned || position % 2 === 0) &&
            !missing.some(({ from, count }) => position >= from && position < from + count),
        );
        broadcast.grid.breakOff();
        const [waiting, knowing] = [packets, withEnds(packets)].map((list) => {
          const { writer, said } = broadcast.writer();
          for (const packet of list) writer.video(packet);
          writer.finish();
          return said;
        });
        assert.deepEqual(knowing, waiting);
      }),
      { numRuns: 100 },
    );
  });

  it('is never of less than no length, whatever stamps a broken encoder writes', () => {
    const frame = fc.record({
      stepMs: fc.nat(60),
      compositionMs: fc.nat(150),
      isKey: fc.boolean(),
      skipMs: fc.nat(3000),
    });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 150 }), fc.boolean(), (frames, saysEnds) => {
        const broadcast = new Broadcast();
        const { writer, said } = broadcast.writer();
        const [template] = pictures(startMs + 100, 60);
        assert.ok(template !== undefined);
        let dtsMs = startMs;
        for (const { stepMs, compositionMs, isKey, skipMs } of frames) {
          dtsMs += skipMs > 2900 ? skipMs : stepMs;
          const packet = { ...template, dtsMs, ptsMs: dtsMs + compositionMs, isKey };
          broadcast.grid.video(packet, bothTracks);
          writer.video({ ...packet, ...(saysEnds && { untilMs: packet.ptsMs + stepMs + 1 }) });
        }
        broadcast.grid.breakOff();
        writer.finish();
        let parts = 0;
        for (const word of said) {
          if (Array.isArray(word) && word[0] === 'open') parts = 0;
          else if (Array.isArray(word))
            assert.ok(Math.abs(parts - word[1] * 1e6) <= 1e6 + 10, `${parts} in ${word[1]}`);
          else if (typeof word === 'object' && word !== null && 'durationMs' in word) {
            assert.ok(Number(word.durationMs) >= 0, JSON.stringify(word));
            parts += Number(word.durationMs);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
