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
      frameRate: Number(attribute(tag, 'FRAME-RATE')),
      bitsPerSecond: Number(attribute(tag, 'AVERAGE-BANDWIDTH') || attribute(tag, 'BANDWIDTH')),
      hasVideo: height > 0 || /avc|hvc|hev|av01|vp0/.test(attribute(tag, 'CODECS')),
    });
    tag = null;
  }
  return variants;
}
