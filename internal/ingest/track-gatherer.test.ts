import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { emptyMetadata } from './metadata.ts';
import { isGathered, type Gathering } from './track-gatherer.ts';

const nothing: Gathering = {
  hasVideoConfig: false,
  hasAudioConfig: false,
  metadata: emptyMetadata,
  mediaSpanMs: 0,
  realSpanMs: 0,
  heldBytes: 0,
  heldPackets: 0,
};
const videoOnly = { ...emptyMetadata, hasVideo: true, hasAudio: false };
const both = { ...emptyMetadata, hasVideo: true, hasAudio: true };

describe('isGathered', () => {
  const table: readonly (readonly [string, Partial<Gathering>, boolean])[] = [
    ['is false while no track is known, however long it takes', { realSpanMs: 60_000, mediaSpanMs: 60_000 }, false],
    ['is true once both tracks are known', { hasVideoConfig: true, hasAudioConfig: true }, true],
    ['waits for a track that may yet come', { hasVideoConfig: true }, false],
    ['waits no longer than a second of media', { hasVideoConfig: true, mediaSpanMs: 1000 }, true],
    ['waits no longer than a second of real time', { hasAudioConfig: true, realSpanMs: 1000 }, true],
    ['waits for an announced track', { hasVideoConfig: true, metadata: both, mediaSpanMs: 900 }, false],
    ['does not wait for a track that metadata deny', { hasVideoConfig: true, metadata: videoOnly }, true],
    ['does not hold more packets than allowed', { hasVideoConfig: true, heldPackets: 2_000 }, true],
    ['does not hold more bytes than allowed', { hasVideoConfig: true, heldBytes: 20_000_000 }, true],
  ];
  for (const [what, known, expected] of table) {
    it(what, () => {
      assert.equal(isGathered({ ...nothing, ...known }), expected);
    });
  }
});
