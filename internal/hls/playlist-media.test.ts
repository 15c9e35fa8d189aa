import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countSkippable, type MediaPlaylist, renderMediaPlaylist } from './playlist-media.ts';
import type { Part, Segment } from './rendition-window.ts';

const init = { name: 'p-init.mp4', bytes: Buffer.alloc(1) };

function part(mediaSequence: number, index: number, overrides: Partial<Part> = {}): Part {
  const name = `p-${mediaSequence}.${index}.m4s`;
  return { name, durationMs: 500, isIndependent: index === 0, bytes: Buffer.alloc(1), ...overrides };
}

function segment(mediaSequence: number, overrides: Partial<Segment> = {}): Segment {
  return {
    name: `p-${mediaSequence}.m4s`,
    mediaSequence,
    discontinuityIndex: 5,
    isDiscontinuity: false,
    isInterlude: false,
    startWallMs: 1_700_000_000_000 + mediaSequence * 2000,
    init,
    parts: [0, 1, 2, 3].map((index) => part(mediaSequence, index)),
    durationMs: 2000,
    isGap: false,
    ...overrides,
  };
}

function playlist(segments: readonly Segment[], overrides: Partial<MediaPlaylist> = {}): MediaPlaylist {
  return { partTargetMs: 502, segments, nextPartName: 'p-next.m4s', reports: [], hasEnded: false, ...overrides };
}

function lines(of: MediaPlaylist, skipped = 0): string[] {
  return renderMediaPlaylist(of, skipped).trimEnd().split('\n');
}

describe('renderMediaPlaylist', () => {
  test('writes a whole segment and an open one as the standard wants them', () => {
    const open = segment(8, { durationMs: null, parts: [part(8, 0)] });
    const reports = [{ uri: '../1/stream.m3u8', position: { mediaSequence: 8, part: 0 } }];
    assert.deepEqual(lines(playlist([segment(7), open], { reports, nextPartName: 'p-8.1.m4s' })), [
      '#EXTM3U',
      '#EXT-X-VERSION:9',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-PART-INF:PART-TARGET=0.50200',
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.506,HOLD-BACK=12.0,CAN-SKIP-UNTIL=24.0',
      '#EXT-X-MEDIA-SEQUENCE:7',
      '#EXT-X-DISCONTINUITY-SEQUENCE:5',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-MAP:URI="p-init.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:34.000Z',
      '#EXT-X-PART:DURATION=0.50000,URI="p-7.0.m4s",INDEPENDENT=YES',
      '#EXT-X-PART:DURATION=0.50000,URI="p-7.1.m4s"',
      '#EXT-X-PART:DURATION=0.50000,URI="p-7.2.m4s"',
      '#EXT-X-PART:DURATION=0.50000,URI="p-7.3.m4s"',
      '#EXTINF:2.00000,',
      'p-7.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:36.000Z',
      '#EXT-X-PART:DURATION=0.50000,URI="p-8.0.m4s",INDEPENDENT=YES',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p-8.1.m4s"',
      '#EXT-X-RENDITION-REPORT:URI="../1/stream.m3u8",LAST-MSN=8,LAST-PART=0',
    ]);
  });

  test('counts the discontinuities before the first segment, without its own', () => {
    const first = segment(7, { isDiscontinuity: true });
    assert.ok(lines(playlist([first])).includes('#EXT-X-DISCONTINUITY-SEQUENCE:4'));
    assert.equal(lines(playlist([first])).filter((line) => line === '#EXT-X-DISCONTINUITY').length, 1);
  });

  test('repeats EXT-X-MAP only where it changes', () => {
    const other = { name: 'q-init.mp4', bytes: Buffer.alloc(1) };
    const all = lines(playlist([segment(1), segment(2), segment(3, { init: other }), segment(4, { init: other })]));
    assert.deepEqual(
      all.filter((line) => line.startsWith('#EXT-X-MAP')),
      ['#EXT-X-MAP:URI="p-init.mp4"', '#EXT-X-MAP:URI="q-init.mp4"'],
    );
  });

  test('marks missing segments and parts as gaps', () => {
    const holed = segment(3, { isGap: true, parts: [part(3, 0), part(3, 1, { bytes: null })] });
    const all = lines(playlist([holed]));
    assert.ok(all.includes('#EXT-X-PART:DURATION=0.50000,URI="p-3.1.m4s",GAP=YES'));
    assert.equal(all.indexOf('#EXT-X-GAP'), all.indexOf('#EXTINF:2.00000,') - 1);
  });

  test('lists parts only within three target durations of the end', () => {
    const all = lines(playlist(Array.from({ length: 10 }, (_, index) => segment(index))));
    assert.ok(!all.some((line) => line.includes('"p-3.0.m4s"')));
    assert.ok(all.some((line) => line.includes('"p-4.0.m4s"')));
  });

  test('promises independent segments only while that is true', () => {
    const forced = segment(2, { parts: [part(2, 0, { isIndependent: false })] });
    assert.ok(!lines(playlist([segment(1), forced])).includes('#EXT-X-INDEPENDENT-SEGMENTS'));
  });

  test('ends with EXT-X-ENDLIST and no hint when the broadcast has ended', () => {
    const all = lines(playlist([segment(1)], { hasEnded: true }));
    assert.equal(all.at(-1), '#EXT-X-ENDLIST');
    assert.ok(!all.some((line) => line.startsWith('#EXT-X-PRELOAD-HINT')));
  });

  test('leaves the head out of a delta update and keeps its sequence numbers', () => {
    const segments = Array.from({ length: 20 }, (_, index) => segment(100 + index));
    const skipped = countSkippable(segments);
    const all = lines(playlist(segments), skipped);
    assert.equal(skipped, 8);
    assert.ok(all.includes('#EXT-X-SKIP:SKIPPED-SEGMENTS=8'));
    assert.ok(all.includes('#EXT-X-MEDIA-SEQUENCE:100'));
    assert.equal(
      all.find((line) => line.endsWith('.m4s')),
      'p-108.m4s',
    );
  });
});
