import type { RenditionStatus } from '../hls/live-channel.ts';
import type { ControlRoomFacts } from '../http/handlers/control-room.ts';
import type { IngestState } from '../ingest/stage.ts';
import { codecNames } from '../media/codec-names.ts';
import type { TrackConfig } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { RenditionFigures } from './broadcast-health.ts';
import type { RenditionState } from './events.ts';
import type { OnAirState } from './state.ts';

/** What the control room is put together from. */
export interface ControlRoomParts {
  readonly onAir: OnAirState;
  readonly ingest: IngestState | null;
  readonly plans: readonly RenditionPlan[];
  readonly figuresOf: (index: number) => RenditionFigures;
  readonly served: readonly RenditionStatus[];
  readonly cpuPercent: number;
  readonly latencySeconds: number | null;
  /** What is wrong besides what the encoder sends, in sentences. */
  readonly warnings: readonly string[];
}

/** Puts together what who runs the broadcast keeps an eye on. Pure. */
export function describeControlRoom(parts: ControlRoomParts): ControlRoomFacts {
  const { onAir, ingest, cpuPercent, latencySeconds } = parts;
  const { phase, tracks } = onAir;
  const isOnAir = phase !== 'offline';
  return {
    phase,
    isTest: onAir.isTest,
    startedWallMs: isOnAir ? onAir.lastConnectWallMs : null,
    encoder: isOnAir && ingest !== null ? { name: ingest.encoder, address: ingest.remoteAddress ?? '' } : null,
    inbound: phase === 'live' && tracks !== null ? describeInbound(tracks, parts) : null,
    renditions: isOnAir && tracks !== null ? describeRenditions(tracks, parts) : [],
    cpuPercent: Math.round(cpuPercent),
    latencySeconds: isOnAir ? latencySeconds : null,
  };
}

function describeInbound({ video, audio }: TrackConfig, parts: ControlRoomParts): ControlRoomFacts['inbound'] {
  const health = parts.ingest?.health ?? null;
  return {
    videoCodec: video === null ? null : codecNames[video.codec],
    audioCodec: audio === null ? null : codecNames[audio.codec],
    width: video?.width ?? null,
    height: video?.height ?? null,
    bitrateKbps: health?.bitrateKbps ?? 0,
    audioBitrateKbps: health?.audioBitrateKbps ?? 0,
    frameRate: video === null ? null : (health?.frameRate ?? 0),
    declaredFrameRate: video?.frameRate ?? null,
    keyFrameIntervalMs: video === null ? null : (health?.keyFrameIntervalMs ?? null),
    keyFrameJitterMs: video === null ? null : (health?.keyFrameJitterMs ?? null),
    driftMs: video === null ? null : (health?.driftMs ?? null),
    warnings: [...parts.warnings, ...(health?.warnings ?? [])],
  };
}

function describeRenditions({ video }: TrackConfig, parts: ControlRoomParts): ControlRoomFacts['renditions'] {
  const servedKbps = (key: string): number | null => {
    const bitsPerSecond = parts.served.find((one) => one.key === key)?.bitsPerSecond ?? null;
    return bitsPerSecond === null ? null : Math.round(bitsPerSecond / 1000);
  };
  const stateOf = (index: number): RenditionState | undefined =>
    parts.onAir.renditions.find((one) => one.index === index);
  const source = {
    name: 'Source',
    width: video?.width ?? null,
    height: video?.height ?? null,
    frameRate: video === null ? null : (video.frameRate ?? parts.ingest?.health?.frameRate ?? 0),
    targetKbps: null,
    bitrateKbps: servedKbps('0'),
    encoder: null,
    state: 'running',
    reason: null,
    ...parts.figuresOf(0),
  } as const;
  return [
    source,
    ...parts.plans.map((plan) => ({
      name: plan.name,
      width: plan.width,
      height: plan.height,
      frameRate: plan.frameRate,
      targetKbps: plan.videoBitrateKbps,
      bitrateKbps: servedKbps(String(plan.index)),
      encoder: plan.encoder,
      state: stateOf(plan.index)?.state ?? ('starting' as const),
      reason: stateOf(plan.index)?.reason ?? null,
      ...parts.figuresOf(plan.index),
    })),
  ];
}
