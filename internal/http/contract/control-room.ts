import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { timeOrNull } from './shapes.ts';

const group = 'Broadcast and server';
const count = z.number().int().min(0);
const numberOrNull = z.number().nullable();

/** What arrives from the encoder, over the last seconds. */
const inbound = z.object({
  /** Null for sound alone, as all that tells of the picture then is. */
  videoCodec: z.string().nullable(),
  /** Null without sound. */
  audioCodec: z.string().nullable(),
  width: count.nullable(),
  height: count.nullable(),
  /** Of sound and picture, in kbit/s. */
  bitrateKbps: z.number(),
  audioBitrateKbps: z.number(),
  frameRate: numberOrNull,
  /** What the encoder says that it sends. */
  declaredFrameRate: numberOrNull,
  keyFrameIntervalMs: numberOrNull,
  /** Between the longest and the shortest distance of the last key frames. */
  keyFrameJitterMs: numberOrNull,
  /** How far the sound is ahead of the picture. */
  driftMs: numberOrNull,
  /** What the person at the encoder should change, in sentences. */
  warnings: z.array(z.string()),
});

const rendition = z.object({
  name: z.string(),
  /** Null for a source of sound alone. */
  width: count.nullable(),
  height: count.nullable(),
  frameRate: numberOrNull,
  /** What the encoder of the rendition aims at; null for the source, which is passed on. */
  targetKbps: numberOrNull,
  /** As it is served. */
  bitrateKbps: numberOrNull,
  /** What makes it, by ffmpeg's name; null for the source. */
  encoder: z.string().nullable(),
  state: z.enum(['starting', 'running', 'lost', 'shed']),
  /** Why it is not running, in a sentence. */
  reason: z.string().nullable(),
  /** Media made per second of real time, over the last ten: 1 keeps up. */
  speed: numberOrNull,
  /** How far it is behind the source. */
  lagMs: numberOrNull,
  /** Pictures of the source that it lacks, in this broadcast; null for the source, and before its first picture. */
  droppedFrames: z.number().int().min(0).nullable(),
});

export const controlRoom = z
  .object({
    phase: z.enum(['offline', 'live', 'away']),
    /** Whether it is the station's own test picture. */
    isTest: z.boolean(),
    startedAt: timeOrNull,
    encoder: z.object({ name: z.string().nullable(), address: z.string() }).nullable(),
    inbound: inbound.nullable(),
    /** The source first. */
    renditions: z.array(rendition),
    cpuPercent: z.number(),
    /** How far players are behind, in the middle of those that report. */
    latencySeconds: numberOrNull,
  })
  .meta({ id: 'ControlRoom' });

/** Everything that who runs a broadcast keeps an eye on. */
export const controlRoomEndpoints = defineEndpoints({
  readControlRoom: {
    method: 'GET',
    path: '/api/admin/now',
    access: 'admin',
    summary: 'How the broadcast goes: what arrives, how each rendition keeps up, and how far behind players are.',
    group,
    answer: { kind: 'json', schema: controlRoom },
  },
});
