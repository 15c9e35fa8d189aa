import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import type { AudioConfig, MediaItem, MediaPacket, TrackConfig, VideoConfig } from '../media/packet.ts';
import { Splicer } from './splicer.ts';

function video(mark: number): VideoConfig {
  const description = Buffer.of(1, mark);
  return { codec: 'avc', description, codecString: 'avc1.640028', width: 640, height: 360, frameRate: 30 };
}

function audio(mark: number): AudioConfig {
  const description = Buffer.of(mark);
  return {
    codec: 'aac',
    description,
    codecString: 'mp4a.40.2',
    sampleRate: 48_000,
    channels: 2,
    samplesPerFrame: 1024,
  };
}

const data = Buffer.of(0);
const frame = (atMs: number, isKey = false): MediaPacket => ({ kind: 'video', dtsMs: atMs, ptsMs: atMs, isKey, data });
const sound = (atMs: number): MediaPacket => ({ kind: 'audio', ptsMs: atMs, data });
const tracks: TrackConfig = { video: video(1), audio: audio(1) };

function open(first: TrackConfig) {
  const items: MediaItem[] = [];
  const splicer = new Splicer({ emit: (item) => void items.push(item) });
  splicer.setTracks(first);
  const kinds = () =>
    items.map((item) => (item.kind === 'video' ? `video${item.isKey ? '!' : ''} ${item.dtsMs}` : describeItem(item)));
  return { splicer, items, kinds };
}

function describeItem(item: MediaItem): string {
  if (item.kind === 'audio') return `audio ${item.ptsMs}`;
  return item.kind === 'discontinuity' ? item.reason : item.kind;
}

describe('Splicer', () => {
  it('starts with the codec data and a key frame, and with the sound that belongs to it', () => {
    const { splicer, kinds } = open(tracks);
    for (const packet of [frame(0), sound(10), sound(930), frame(1000, true), sound(1010)]) splicer.push(packet);
    assert.deepEqual(kinds(), ['config', 'video! 1000', 'audio 930', 'audio 1010']);
  });

  it('starts at once when there is no picture', () => {
    const { splicer, kinds } = open({ video: null, audio: audio(1) });
    splicer.push(sound(0));
    assert.deepEqual(kinds(), ['config', 'audio 0']);
  });

  it('swallows codec data that only repeat', () => {
    const { splicer, kinds } = open(tracks);
    splicer.push(frame(0, true));
    splicer.setTracks({ video: video(1), audio: audio(1) });
    splicer.push(frame(40));
    assert.deepEqual(kinds(), ['config', 'video! 0', 'video 40']);
  });

  it('changes the picture at the next key frame, dropping what cannot be decoded, while the sound goes on', () => {
    const { splicer, kinds } = open(tracks);
    splicer.push(frame(0, true));
    splicer.setTracks({ ...tracks, video: video(2) });
    for (const packet of [frame(40), sound(50), frame(80, true)]) splicer.push(packet);
    assert.deepEqual(kinds(), ['config', 'video! 0', 'audio 50', 'codec-change', 'config', 'video! 80']);
  });

  it('changes the sound at the next key frame, while the picture goes on', () => {
    const { splicer, kinds } = open(tracks);
    splicer.push(frame(0, true));
    splicer.setTracks({ ...tracks, audio: audio(2) });
    for (const packet of [sound(10), frame(40), sound(70), frame(80, true), sound(90)]) splicer.push(packet);
    assert.deepEqual(kinds(), [
      'config',
      'video! 0',
      'video 40',
      'codec-change',
      'config',
      'video! 80',
      'audio 10',
      'audio 70',
      'audio 90',
    ]);
  });

  it('names the return of the encoder rather than the change that came with it', () => {
    const { splicer, kinds } = open(tracks);
    splicer.push(frame(0, true));
    splicer.interrupt('encoder-returned');
    splicer.setTracks({ video: null, audio: audio(2) });
    splicer.push(sound(5000));
    assert.deepEqual(kinds(), ['config', 'video! 0', 'encoder-returned', 'config', 'audio 5000']);
  });

  it('keeps the order that consumers rely on, whatever happens', () => {
    const step = fc.oneof(
      fc.constant('frame'),
      fc.constant('key'),
      fc.constant('sound'),
      fc.constantFrom('timestamp-jump' as const, 'encoder-returned' as const),
      fc.record({ video: fc.option(fc.integer({ min: 1, max: 3 })), audio: fc.option(fc.integer({ min: 1, max: 3 })) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { splicer, items } = open(tracks);
        steps.forEach((one, index) => {
          if (one === 'sound') splicer.push(sound(index));
          else if (one === 'frame' || one === 'key') splicer.push(frame(index, one === 'key'));
          else if (typeof one === 'string') splicer.interrupt(one);
          else
            splicer.setTracks({
              video: one.video === null ? null : video(one.video),
              audio: one.audio === null ? null : audio(one.audio),
            });
        });
        checkOrder(items);
      }),
      { numRuns: 500 },
    );
  });
});

/** First `config`; each later one right after a discontinuity; a key frame (or sound, without picture) next. */
function checkOrder(items: readonly MediaItem[]): void {
  if (items.length > 0) assert.equal(items[0]?.kind, 'config');
  let current: TrackConfig = { video: null, audio: null };
  items.forEach((item, index) => {
    const before = items[index - 1];
    if (item.kind === 'config') {
      assert.ok(before === undefined || before.kind === 'discontinuity');
      current = item.tracks;
    }
    if (item.kind === 'discontinuity') {
      const next = items[index + 1];
      assert.ok(next !== undefined && next.kind !== 'discontinuity');
    }
    if (item.kind !== 'video' && item.kind !== 'audio') return;
    if (before?.kind !== 'config' && before?.kind !== 'discontinuity') return;
    assert.ok(current.video === null ? item.kind === 'audio' : item.kind === 'video' && item.isKey);
  });
}
