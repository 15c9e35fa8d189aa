import { z } from '../platform/schema.ts';
import { rungCodecs } from './ladder-setting.ts';

/** Shapes of the settings that hold more than a line: what the database keeps as JSON, and what the API takes and gives. */

export const webAddress = z
  .string()
  .max(2048)
  .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''), 'must be an http or https address');
export const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line');

/** Words that say what the channel is about; a leading `#` goes. */
export const tags = z
  .array(
    line(50)
      .transform((tag) => tag.replace(/^#+/, ''))
      .pipe(z.string().min(1)),
  )
  .max(50);

/** Where else the channel is found. `platform` is a key of the list at `/api/socialplatforms`, or a name of one's own. */
export const socialLinks = z
  .array(z.object({ platform: line(50).pipe(z.string().min(1)), url: socialAddress(), icon: line(500).optional() }))
  .max(50);

/** Mail and chat addresses are as good as web addresses there; what a browser would run is not. */
function socialAddress(): z.ZodString {
  return z
    .string()
    .min(1)
    .max(2048)
    .refine((text) => !/^\s*(?:javascript|data|vbscript):/i.test(text), 'must not be a script');
}

/** A button below the picture: it opens `url`, or shows `html`, which then wins. */
export const externalAction = z
  .object({
    url: z.union([z.literal(''), webAddress]).default(''),
    html: z.string().max(50_000).default(''),
    title: line(100).pipe(z.string().min(1)),
    description: line(500).default(''),
    icon: z.string().max(2048).default(''),
    color: line(50).default(''),
    openExternally: z.boolean().default(false),
  })
  .refine(({ url, html }) => url !== '' || html !== '', 'needs a url or html');

export const externalActions = z.array(externalAction).max(30);

/** CSS custom properties, without their two hyphens. A value can only be a value: nothing that would end the declaration. */
export const appearance = z
  .record(
    z.string().regex(/^[a-z0-9-]{1,80}$/i),
    z
      .string()
      .max(200)
      .regex(/^[^;{}<>\\]*$/),
  )
  .refine((map) => Object.keys(map).length <= 200, 'has too many entries');

export const names = z.array(line(100).pipe(z.string().min(1))).max(1000);

/** Addresses of accounts of the fediverse. */
export const accountAddresses = z
  .array(
    z
      .string()
      .trim()
      .max(2048)
      .refine((written) => ['http:', 'https:'].includes(URL.parse(written)?.protocol ?? '')),
  )
  .max(20);

/** Host names, in lower case. */
export const domains = z
  .array(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9][a-z0-9.-]{0,252}$/),
  )
  .max(10_000);

const variantNumber = z
  .number()
  .int()
  .min(0)
  .max(1_000_000)
  .nullish()
  .transform((value) => value ?? 0);

/**
 * One quality as clients of Owncast write it; what is missing is 0. `scaledWidth` and `scaledHeight` are 0 for the source's own. `codec` is of Aerial
 * alone, and said where it is not H.264.
 */
export const outputVariant = z.object({
  name: z.string().max(1000).default(''),
  videoPassthrough: z.boolean().default(false),
  audioPassthrough: z.boolean().default(false),
  videoBitrate: variantNumber,
  audioBitrate: variantNumber,
  scaledWidth: variantNumber,
  scaledHeight: variantNumber,
  framerate: variantNumber,
  cpuUsageLevel: z.number().int().min(0).max(4).default(2),
  codec: z.enum(rungCodecs).optional(),
});

/** A whole list of qualities. */
export const outputVariants = z.array(outputVariant).max(50);

/** ffmpeg's names of what can make the smaller renditions, as Owncast knows them; the one that is always there first. */
export const videoEncoders = [
  'libx264',
  'h264_vaapi',
  'h264_nvenc',
  'h264_qsv',
  'h264_v4l2m2m',
  'h264_videotoolbox',
  'h264_omx',
] as const;

export type OutputVariant = z.infer<typeof outputVariant>;
export type ExternalAction = z.infer<typeof externalActions>[number];
