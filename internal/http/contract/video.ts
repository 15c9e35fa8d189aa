import { rungCodecs } from '../../config/ladder-setting.ts';
import * as shapes from '../../config/shapes.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done } from './shapes.ts';

const group = 'Broadcast and server';

/** `late`: it could not be tried in time, so that nothing is known of it. */
const encoderState = z.enum(['works', 'fails', 'late', 'untried']);

const videoEncoder = z
  .object({
    name: z.enum(shapes.videoEncoders),
    title: z.string(),
    /** Whether a chip does the work. */
    isHardware: z.boolean(),
    /** Whether it is the one that is set. */
    isChosen: z.boolean(),
    state: encoderState,
    /** Why it fails, or is not known to work, in a sentence or two. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'VideoEncoder' });

/** A codec of renditions, and what makes it here. */
const renditionCodec = z
  .object({
    codec: z.enum(rungCodecs),
    title: z.string(),
    state: encoderState,
    /** ffmpeg's name of what makes it; null while nothing is known to. */
    encoder: z.string().nullable(),
    encoderTitle: z.string().nullable(),
    /** Why nothing makes it, encoder by encoder; empty where something does. */
    reasons: z.array(z.object({ encoder: z.string(), reason: z.string() })),
  })
  .meta({ id: 'RenditionCodec' });

/** Media made per second of real time; null where there was no time to find out. */
const speed = z.number().nullable();

const ladderTrial = z
  .object({
    /** The source that was tried with: the one on air, else the usual one. */
    source: z.object({ width: z.number().int(), height: z.number().int(), frameRate: z.number() }),
    /** All renditions together, as on air; null when nothing has to be made. */
    speed,
    /** Best first, without the source. */
    renditions: z.array(
      z.object({
        name: z.string(),
        codec: z.enum(rungCodecs),
        width: z.number().int(),
        height: z.number().int(),
        frameRate: z.number(),
        videoBitrateKbps: z.number(),
        /** It alone. */
        speed,
      }),
    ),
    /** Names of those that are larger than the source, and so are not made of it. */
    tooLarge: z.array(z.string()),
    verdict: z.enum(['fits', 'tight', 'too-much']),
    /** What the figures mean, in a sentence or two. */
    message: z.string(),
  })
  .meta({ id: 'LadderTrial' });

/** What OBS takes as "Config Override (JSON)" of its multitrack video. */
const obsOverride = z
  .object({
    encoder_configurations: z.array(
      z.object({
        type: z.string(),
        width: z.number().int(),
        height: z.number().int(),
        framerate: z.object({ numerator: z.number().int(), denominator: z.number().int() }),
        settings: z.record(z.string(), z.union([z.string(), z.number()])),
        canvas_index: z.number().int(),
      }),
    ),
    audio_configurations: z.object({
      live: z.array(
        z.object({
          codec: z.string(),
          track_id: z.number().int(),
          channels: z.number().int(),
          settings: z.object({ bitrate: z.number() }),
        }),
      ),
    }),
  })
  .meta({ id: 'ObsOverride' });

/** What can make the smaller renditions. */
export const videoEndpoints = defineEndpoints({
  listVideoEncoders: {
    method: 'GET',
    path: '/api/admin/video/encoders',
    access: 'admin',
    summary:
      'Which video encoders work on this machine, found by encoding a second with each. Tries them where that has not been done.',
    group,
    answer: { kind: 'json', schema: z.array(videoEncoder) },
  },
  listVideoCodecs: {
    method: 'GET',
    path: '/api/admin/video/codecs',
    access: 'admin',
    summary:
      'In which codecs renditions can be made on this machine, and by what: H.264 for everybody, HEVC and AV1 for those that have a decoder.',
    group,
    answer: { kind: 'json', schema: z.array(renditionCodec) },
  },
  getObsMultitrack: {
    method: 'GET',
    path: '/api/admin/obs/multitrack',
    access: 'admin',
    summary:
      'What to paste into OBS as "Config Override (JSON)" so that it encodes the ladder itself: the sizes that are set, for the source on air or the usual one.',
    group,
    answer: { kind: 'json', schema: obsOverride },
  },
  tryLadder: {
    method: 'POST',
    path: '/api/admin/video/ladder/try',
    access: 'admin',
    summary:
      'Makes three seconds of a lively picture into the renditions of a ladder, together and each alone, and says how fast; with the encoder that is set, unless told. It takes up to 17 s and gives way to what is on air.',
    group,
    body: z.object({ ladder: z.string().max(1000), encoder: z.enum(shapes.videoEncoders).optional() }),
    answer: { kind: 'json', schema: ladderTrial },
  },
  tryVideoEncoders: {
    method: 'POST',
    path: '/api/admin/video/encoders/try',
    access: 'admin',
    summary: 'Tries all video encoders again, in the background; the list says what came of it some seconds later.',
    group,
    answer: { kind: 'json', schema: done },
  },
});
