import { formatBitrate } from '../../shared/format.ts';
import { formats, say } from '../../shared/words.ts';

/** One rendition of the multivariant playlist. */
export interface Variant {
  /** Folder of its playlist: `0` for the source, `1`… for smaller ones, `audio`. */
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** What the owner calls it; empty where its size says enough. */
  readonly name: string;
  readonly frameRate: number;
  readonly bitsPerSecond: number;
  /** RFC 6381 names, as declared. */
  readonly codecs: string;
  readonly hasVideo: boolean;
}

/** What a viewer may choose: `auto`, the id of a rendition, or `audio`. */
export type QualityChoice = string;

/** A line of the quality menu. */
export interface QualityOption {
  readonly choice: QualityChoice;
  readonly label: string;
  readonly detail: string;
}

/** The folder that a media playlist lies in, such as `0` of `/hls/0/stream.m3u8`. */
export function variantId(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return path.split('/').at(-2) ?? '';
}

/** What a size is called by: for upright pictures the shorter side counts, as everywhere. Zero where it is not known. */
export function linesOf({ width, height }: Variant): number {
  return width > 0 ? Math.min(width, height) : height;
}

/** `720p`, `1080p60`. */
export function resolutionName(variant: Variant): string {
  const lines = linesOf(variant);
  if (lines <= 0) return say('quality.video');
  return `${lines}p${variant.frameRate > 31 ? Math.round(variant.frameRate) : ''}`;
}

function nameOf(variant: Variant): string {
  return variant.name === '' ? resolutionName(variant) : variant.name;
}

/** The menu, best first: Auto, the source, smaller renditions, audio only. */
export function qualityOptions(variants: readonly Variant[], currentId: string): QualityOption[] {
  const videos = variants.filter((variant) => variant.hasVideo);
  const ordered = videos.toSorted((a, b) => b.height - a.height || b.bitsPerSecond - a.bitsPerSecond);
  const options: QualityOption[] = [];
  const current = variants.find((variant) => variant.id === currentId);
  if (videos.length > 1) {
    const now = current?.hasVideo ? say('quality.now', { name: nameOf(current) }) : say('quality.fits');
    options.push({ choice: 'auto', label: say('quality.auto'), detail: now });
  }
  for (const variant of ordered) {
    const label = variant.id === '0' ? say('quality.source', { name: nameOf(variant) }) : nameOf(variant);
    const bitrate = formatBitrate(variant.bitsPerSecond, formats());
    const detail = variant.name === '' ? bitrate : `${resolutionName(variant)} · ${bitrate}`;
    options.push({ choice: variant.id, label, detail });
  }
  const audio = variants.find((variant) => !variant.hasVideo);
  if (audio && videos.length > 0) {
    options.push({
      choice: audio.id,
      label: say('player.audioOnly'),
      detail: formatBitrate(audio.bitsPerSecond, formats()),
    });
  }
  return options;
}

/** What the quality button says: `Auto 480p`, `720p`, `Audio only`. */
export function qualityButtonLabel(variants: readonly Variant[], choice: QualityChoice, currentId: string): string {
  const shown = variants.find((variant) => variant.id === (choice === 'auto' ? currentId : choice));
  if (!shown) return say('quality.auto');
  const name = shown.hasVideo ? nameOf(shown) : say('player.audioOnly');
  return choice === 'auto' && shown.hasVideo ? say('quality.autoNow', { name }) : name;
}
