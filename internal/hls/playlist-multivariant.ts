/** One line of choice for the player. */
export interface Variant {
  readonly uri: string;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  /** What viewers choose it by where its size does not say enough; nothing that would end a quoted string. */
  readonly name: string | null;
  /** RFC 6381 names, video first. */
  readonly codecs: readonly string[];
  readonly resolution: { readonly width: number; readonly height: number } | null;
  readonly frameRate: number | null;
}

/** Renders the multivariant playlist; players that start with the first variant get the first given. */
export function renderMultivariantPlaylist(variants: readonly Variant[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6'];
  for (const variant of variants) lines.push(`#EXT-X-STREAM-INF:${attributes(variant).join(',')}`, variant.uri);
  return `${lines.join('\n')}\n`;
}

function attributes(variant: Variant): string[] {
  const list = [
    `BANDWIDTH=${Math.ceil(variant.bandwidth)}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(variant.averageBandwidth)}`,
    `CODECS="${variant.codecs.join(',')}"`,
  ];
  if (variant.resolution !== null) list.push(`RESOLUTION=${variant.resolution.width}x${variant.resolution.height}`);
  if (variant.frameRate !== null) list.push(`FRAME-RATE=${variant.frameRate.toFixed(3)}`);
  // No standard attribute, and ignored by who does not know it (RFC 8216bis, 6.3.1); widely used for this.
  if (variant.name !== null) list.push(`NAME="${variant.name.replaceAll(/["\r\n]/g, "'")}"`);
  return list;
}
