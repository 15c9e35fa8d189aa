import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArchivedRendition, renderArchivePlaylist } from './playlist-archive.ts';
import type { Segment } from './rendition-window.ts';
import type { ArchiveState } from './segment-archive.ts';

const init = { name: 'init.mp4', bytes: Buffer.alloc(0) };

function segment(mediaSequence: number, changes: Partial<Segment> = {}): Segment {
  return {
    name: `${mediaSequence}.m4s`,
    mediaSequence,
    discontinuityIndex: 3,
    isDiscontinuity: false,
    isInterlude: false,
    startWallMs: 1_700_000_000_000 + mediaSequence * 2_000,
    init,
    parts: [],
    durationMs: 2_000,
    isGap: false,
    ...changes,
  };
}

/** The playlist's files, `!` before those that are gaps; null for no playlist. */
function render(
  segments: readonly Segment[],
  states: Readonly<Record<string, ArchiveState>> = {},
  changes: Partial<ArchivedRendition> = {},
): { text: string; files: string[] } | null {
  const stateOf = (name: string): ArchiveState => states[name] ?? 'stored';
  const text = renderArchivePlaylist({ segments, hasEnded: false, stateOf, folder: '../b/0/', ...changes });
  if (text === null) return null;
  const lines = text.split('\n');
  const isGap = (index: number) => lines.slice(index - 2, index).includes('#EXT-X-GAP');
  const files = lines.flatMap((line, index) =>
    line.startsWith('..') ? `${isGap(index) ? '!' : ''}${line.slice(7)}` : [],
  );
  return { text, files };
}

test('names whole segments with their initialisation section, none that is open', () => {
  const playlist = render([segment(4), segment(5), segment(6, { durationMs: null })]);
  assert.deepEqual(playlist?.files, ['4.m4s', '5.m4s']);
  assert.match(playlist?.text ?? '', /#EXT-X-MEDIA-SEQUENCE:4\n/);
  assert.match(playlist?.text ?? '', /#EXT-X-DISCONTINUITY-SEQUENCE:3\n/);
  assert.equal(playlist?.text.match(/#EXT-X-MAP:URI="\.\.\/b\/0\/init\.mp4"/g)?.length, 1);
});

test('ends before the first file that is still to come', () => {
  const states = { '6.m4s': 'coming' } as const;
  assert.deepEqual(render([segment(4), segment(5), segment(6), segment(7)], states)?.files, ['4.m4s', '5.m4s']);
  assert.equal(render([segment(4)], { 'init.mp4': 'coming' }), null);
});

test('begins after what will never be there, and has a gap for it further on', () => {
  const states = { '4.m4s': 'absent', '6.m4s': 'absent' } as const;
  const playlist = render([segment(4), segment(5), segment(6), segment(7)], states);
  assert.deepEqual(playlist?.files, ['5.m4s', '!6.m4s', '7.m4s']);
  assert.match(playlist?.text ?? '', /#EXT-X-MEDIA-SEQUENCE:5\n/);
});

test('counts the discontinuities before it, and carries those in it', () => {
  const segments = [
    segment(4, { isDiscontinuity: true }),
    segment(5, { isDiscontinuity: true, discontinuityIndex: 4 }),
  ];
  const playlist = render(segments);
  assert.match(playlist?.text ?? '', /#EXT-X-DISCONTINUITY-SEQUENCE:2\n/);
  assert.equal(playlist?.text.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 2);
});

test('ends for good only when all of it is there', () => {
  const segments = [segment(4), segment(5)];
  assert.match(render(segments, {}, { hasEnded: true })?.text ?? '', /#EXT-X-ENDLIST\n$/);
  assert.doesNotMatch(render(segments, { '5.m4s': 'coming' }, { hasEnded: true })?.text ?? '', /ENDLIST/);
});
