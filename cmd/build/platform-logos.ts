import * as simpleIcons from 'simple-icons';
import {
  type SocialPlatform,
  socialPlatforms,
  unknownPlatform,
  unknownPlatformKey,
} from '../../internal/http/pages/social-platforms.ts';

/**
 * The icons of social platforms, as files by name. Each is a tile in the platform's colour with its mark on it, so that it holds
 * on light and dark pages alike, also on those of others that ask `/api/socialplatforms`.
 */
export function drawPlatformLogos(): Map<string, Buffer> {
  const all = { ...socialPlatforms, [unknownPlatformKey]: unknownPlatform };
  return new Map(Object.entries(all).map(([key, platform]) => [`${key}.svg`, Buffer.from(drawTile(platform))]));
}

interface BrandIcon {
  readonly slug: string;
  readonly hex: string;
  readonly path: string;
}

const icons = new Map((Object.values(simpleIcons) as readonly BrandIcon[]).map((icon) => [icon.slug, icon]));

/** One tile; throws when the icon package has no such mark (any more). */
export function drawTile({ label, mark, color }: SocialPlatform): string {
  const icon = 'icon' in mark ? icons.get(mark.icon) : undefined;
  if ('icon' in mark && icon === undefined) throw new Error(`simple-icons has no ${mark.icon}: give ${label} letters.`);
  const tile = color ?? `#${icon?.hex ?? '4a5568'}`;
  const ink = inkOn(tile);
  const drawing =
    'letters' in mark
      ? `<text x="12" y="16.2" font-family="system-ui,sans-serif" font-size="12" font-weight="700" text-anchor="middle" fill="${ink}">${mark.letters}</text>`
      : `<path transform="translate(4.8 4.8) scale(.6)" fill="${ink}" d="${'path' in mark ? mark.path : (icon?.path ?? '')}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="${tile}"/>${drawing}</svg>\n`;
}

/** Black or white, whichever is read better on `color` (`#rrggbb`), by WCAG's relative luminance. */
export function inkOn(color: string): '#000' | '#fff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.4 ? '#000' : '#fff';
}
