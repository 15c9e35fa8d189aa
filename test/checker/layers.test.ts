import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { audioFrame, audioHeader, videoFrame, videoHeader } from '../../internal/ingest/testing/media-bodies.ts';
import { ingestInto, WatchedBroadcast } from './testing.ts';

/** A message of a further track as OBS sends it, "one track": made of the message that the same picture would be as the only one. */
function asTrack(trackId: number, body: Buffer): Buffer {
  const [first = 0, packetType = 0] = body;
  const high = 0x80 | (first & 0x70) | 6;
  const payload = packetType === 0 ? body.subarray(5) : body.subarray(2);
  return Buffer.concat([
    Buffer.from([high, packetType]),
    Buffer.from('avc1', 'latin1'),
    Buffer.from([trackId]),
    payload,
  ]);
}

interface Shape {
  /** Composition offset of the main picture's key frames, in ms, and of the other sizes'. */
  readonly delayMs: number;
  readonly layerDelayMs: number;
  /** Whether the other sizes' messages come before the main picture's of the same time. */
  readonly layersFirst: boolean;
  readonly layers: readonly number[];
}

function broadcast(shape: Shape, seconds = 12): WatchedBroadcast {
  const watched = new WatchedBroadcast();
  const ingest = ingestInto(watched);
  const send = (track: 'video' | 'audio', timestampMs: number, body: Buffer) =>
    assert.equal(ingest.onMedia({ track, timestampMs, body }), null);
  send('video', 0, videoHeader('large'));
  for (const trackId of shape.layers) send('video', 0, asTrack(trackId, videoHeader('small')));
  send('audio', 0, audioHeader());
  send(
    'audio',
    0,
    Buffer.concat([Buffer.from([0x95, 0]), Buffer.from('mp4a', 'latin1'), Buffer.from([1, 0x11, 0x90])]),
  );
  let soundMs = 0;
  for (let frame = 0; frame * 40 < seconds * 1000; frame += 1) {
    const atMs = frame * 40;
    const isKey = frame % 50 === 0;
    const main = () => send('video', atMs + 100, videoFrame(isKey, shape.delayMs, 800));
    // Reordered pictures are decoded earlier than they would be otherwise.
    const layerMs = atMs + 100 + shape.delayMs - shape.layerDelayMs;
    const others = () => {
      for (const trackId of shape.layers)
        send('video', layerMs, asTrack(trackId, videoFrame(isKey, shape.layerDelayMs)));
    };
    if (shape.layersFirst) others();
    main();
    if (!shape.layersFirst) others();
    for (; soundMs < atMs + 40; soundMs += 1024 / 48) send('audio', Math.round(soundMs) + 100, audioFrame());
    watched.clock.advance(40);
  }
  ingest.end('the test is over');
  return watched;
}

describe('an encoder that sends several sizes of its picture', () => {
  const shapes: Readonly<Record<string, Shape>> = {
    'in the order of their numbers': { delayMs: 0, layerDelayMs: 0, layersFirst: false, layers: [1, 2] },
    'the smaller ones first': { delayMs: 80, layerDelayMs: 80, layersFirst: true, layers: [1] },
    'of which only the main one is reordered': { delayMs: 80, layerDelayMs: 0, layersFirst: false, layers: [3] },
    'of which only the smaller ones are reordered': { delayMs: 0, layerDelayMs: 80, layersFirst: true, layers: [1] },
  };
  for (const [name, shape] of Object.entries(shapes)) {
    test(`is served as a ladder that keeps every rule: ${name}`, () => {
      const watched = broadcast(shape);
      assert.deepEqual(watched.findings.list, []);
      const text = watched.broadcast.multivariant()?.plain.toString() ?? '';
      assert.match(text, /RESOLUTION=640x360[^\n]*\n0\/stream\.m3u8/);
      for (const index of shape.layers) {
        assert.match(text, new RegExp(`RESOLUTION=320x180[^\\n]*\\n${index}/stream\\.m3u8`));
        const segments = watched.last(String(index))?.segments ?? [];
        assert.ok(segments.length >= 5, `${segments.length} segments`);
        assert.equal(segments[0]?.mediaSequence, watched.last('0')?.segments[0]?.mediaSequence);
        for (const segment of segments) {
          assert.equal(segment.isGap, false);
          assert.equal(segment.parts[0]?.isIndependent ?? true, true);
        }
      }
    });
  }
});
