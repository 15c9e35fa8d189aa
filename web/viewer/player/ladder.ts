import { variantId, type Variant } from './qualities.ts';

/** Value of one attribute of an HLS tag, without its quotes; empty when it is not there. */
function attribute(tag: string, name: string): string {
  const match = new RegExp(`[:,]${name}=(?:"([^"]*)"|([^,"]*))`).exec(tag);
  return match?.[1] ?? match?.[2] ?? '';
}

/** The renditions that a multivariant playlist lists just now (rfc8216bis 4.4.6.2), in its order; `baseUrl` resolves their addresses. */
export function parseLadder(playlist: string, baseUrl: string): Variant[] {
  const variants: Variant[] = [];
  let tag: string | null = null;
  for (const line of playlist.split(/\r?\n/)) {
    if (line.startsWith('#EXT-X-STREAM-INF:')) tag = line;
    if (line === '' || line.startsWith('#') || tag === null) continue;
    const url = URL.canParse(line, baseUrl) ? new URL(line, baseUrl).href : line;
    const [width = 0, height = 0] = attribute(tag, 'RESOLUTION').split('x').map(Number);
    variants.push({
      id: variantId(url),
      url,
      width,
      height,
      name: attribute(tag, 'NAME'),
      frameRate: Number(attribute(tag, 'FRAME-RATE')),
      bitsPerSecond: Number(attribute(tag, 'AVERAGE-BANDWIDTH') || attribute(tag, 'BANDWIDTH')),
      codecs: attribute(tag, 'CODECS'),
      hasVideo: height > 0 || /avc|hvc|hev|av01|vp0/.test(attribute(tag, 'CODECS')),
    });
    tag = null;
  }
  return variants;
}

/**
 * The renditions that this browser has decoders for, by what `isTypeSupported` says of their media type. All of them where it has none
 * for any: the player then says so.
 */
export function playableOf(
  variants: readonly Variant[],
  isTypeSupported: (type: string) => boolean,
): readonly Variant[] {
  const playable = variants.filter((variant) => isDecodable(variant, isTypeSupported));
  return playable.length > 0 ? playable.filter(hasFirstSound) : variants;
}

/** Whether there is a picture that this browser has a decoder for, or, where there are no pictures, a sound. */
export function hasDecodable(variants: readonly Variant[], isTypeSupported: (type: string) => boolean): boolean {
  const pictures = variants.filter(({ hasVideo }) => hasVideo);
  return (pictures.length > 0 ? pictures : variants).some((variant) => isDecodable(variant, isTypeSupported));
}

function isDecodable({ codecs, hasVideo }: Variant, isTypeSupported: (type: string) => boolean): boolean {
  const container = hasVideo ? 'video/mp4' : 'audio/mp4';
  return codecs === '' || isTypeSupported(`${container}; codecs="${codecs}"`);
}

/** The multivariant playlist without those renditions that differ from another one only in their sound, which this browser can play. */
export function withoutRepeats(playlist: string, baseUrl: string, isTypeSupported: (type: string) => boolean): string {
  const variants = parseLadder(playlist, baseUrl);
  const shown = new Set(playableOf(variants, isTypeSupported).map(kindOf));
  const kept = new Set(playableOf(variants, isTypeSupported).map(({ id }) => id));
  const left = new Set(variants.filter((one) => shown.has(kindOf(one)) && !kept.has(one.id)).map(({ id }) => id));
  const lines = playlist.split(/\r?\n/);
  const isLeft = (uri: string | undefined): boolean => uri !== undefined && left.has(variantId(uri));
  return lines.filter((line, at) => !isLeft(line.startsWith('#EXT-X-STREAM-INF:') ? lines[at + 1] : line)).join('\n');
}

/** What tells one picture of the list from the next. */
function kindOf({ width, height, frameRate, name, codecs, hasVideo }: Variant): string {
  return [width, height, frameRate, name, hasVideo && codecs.split(',')[0]].join();
}

/** The same picture is listed with sound in several codecs, the source's own first; the first that can be heard is enough. */
function hasFirstSound(variant: Variant, _: number, all: readonly Variant[]): boolean {
  const soundOf = ({ codecs }: Variant) => codecs.split(',')[1];
  const first = all.find((other) => kindOf(other) === kindOf(variant)) ?? variant;
  return !variant.hasVideo || soundOf(first) === soundOf(variant);
}
