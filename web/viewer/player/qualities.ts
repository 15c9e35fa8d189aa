import { formatBitrate } from '../../shared/format.ts';

/** One rendition of the multivariant playlist. */
export interface Variant {
  /** Folder of its playlist: `0` for the source, `1`… for smaller ones, `audio`. */
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitsPerSecond: number;
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

/** `720p`, `1080p60`; for upright pictures the shorter side counts, as everywhere. */
export function resolutionName({ width, height, frameRate }: Variant): string {
  const lines = width > 0 ? Math.min(width, height) : height;
  if (lines <= 0) return 'Video';
  return `${lines}p${frameRate > 31 ? Math.round(frameRate) : ''}`;
}

/** The menu, best first: Auto, the source, smaller renditions, audio only. */
export function qualityOptions(variants: readonly Variant[], currentId: string): QualityOption[] {
  const videos = variants.filter((variant) => variant.hasVideo);
  const ordered = videos.toSorted((a, b) => b.height - a.height || b.bitsPerSecond - a.bitsPerSecond);
  const options: QualityOption[] = [];
  const current = variants.find((variant) => variant.id === currentId);
  if (videos.length > 1) {
    const now = current?.hasVideo ? `${resolutionName(current)} now` : 'fits your connection';
    options.push({ choice: 'auto', label: 'Auto', detail: now });
  }
  for (const variant of ordered) {
    const name = resolutionName(variant);
    const label = variant.id === '0' ? `${name} · source` : name;
    options.push({ choice: variant.id, label, detail: formatBitrate(variant.bitsPerSecond) });
  }
  const audio = variants.find((variant) => !variant.hasVideo);
  if (audio && videos.length > 0) {
    options.push({ choice: audio.id, label: 'Audio only', detail: formatBitrate(audio.bitsPerSecond) });
  }
  return options;
}

/** What the quality button says: `Auto 480p`, `720p`, `Audio only`. */
export function qualityButtonLabel(variants: readonly Variant[], choice: QualityChoice, currentId: string): string {
  const shown = variants.find((variant) => variant.id === (choice === 'auto' ? currentId : choice));
  if (!shown) return 'Auto';
  const name = shown.hasVideo ? resolutionName(shown) : 'Audio only';
  return choice === 'auto' && shown.hasVideo ? `Auto ${name}` : name;
}
