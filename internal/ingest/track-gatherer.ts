import type { StreamMetadata } from './metadata.ts';

/** The longest that a track which may yet come is waited for, in media or in real time. */
const MAX_GATHER_MS = 1_000;
/** Held packets are bounded as well; beyond this the broadcast starts with the tracks it has. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;
const MAX_HELD_PACKETS = 2_000;

/** What is known while a publisher's first packets come in. */
export interface Gathering {
  readonly hasVideoConfig: boolean;
  readonly hasAudioConfig: boolean;
  readonly metadata: StreamMetadata;
  /** Media time between the first and the newest packet. */
  readonly mediaSpanMs: number;
  /** Real time since the first packet. */
  readonly realSpanMs: number;
  readonly heldBytes: number;
  readonly heldPackets: number;
}

/** Whether the tracks of the stream are known well enough to go on air. */
export function isGathered(gathering: Gathering): boolean {
  const { hasVideoConfig, hasAudioConfig, metadata } = gathering;
  if (!hasVideoConfig && !hasAudioConfig) return false;
  const waitsForVideo = !hasVideoConfig && metadata.hasVideo !== false;
  const waitsForAudio = !hasAudioConfig && metadata.hasAudio !== false;
  if (!waitsForVideo && !waitsForAudio) return true;
  return (
    gathering.mediaSpanMs >= MAX_GATHER_MS ||
    gathering.realSpanMs >= MAX_GATHER_MS ||
    gathering.heldBytes >= MAX_HELD_BYTES ||
    gathering.heldPackets >= MAX_HELD_PACKETS
  );
}
