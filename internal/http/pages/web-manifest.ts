/** What the web app manifest needs of the channel. */
export interface ManifestChannel {
  readonly name: string;
  readonly summary: string;
  /** The uploaded logo; null while there is none. */
  readonly logo: {
    readonly url: string;
    readonly mediaType: string;
    /** Null for a drawing, which has any size. */
    readonly size: { readonly widthPixels: number; readonly heightPixels: number } | null;
  } | null;
}

/** Characters that fit below an icon. */
const SHORT_NAME_CHARACTERS = 24;
/** Below it no phone takes a picture for its home screen. */
const LEAST_ICON_PIXELS = 192;

const builtIn = [
  { src: '/static/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  { src: '/static/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/static/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
  { src: '/static/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
];

/** The manifest (W3C Web Application Manifest) with the channel's name, and its logo where that can be an icon. */
export function renderManifest({ name, summary, logo }: ManifestChannel): string {
  return JSON.stringify({
    name,
    short_name: name.slice(0, SHORT_NAME_CHARACTERS),
    ...(summary !== '' && { description: summary }),
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#0b0d12',
    theme_color: '#0b0d12',
    icons: logo === null ? builtIn : (iconsOf(logo) ?? builtIn),
  });
}

function iconsOf({ url, mediaType, size }: NonNullable<ManifestChannel['logo']>): object[] | null {
  if (size === null) return [{ src: url, sizes: 'any', type: mediaType }];
  const { widthPixels, heightPixels } = size;
  if (widthPixels !== heightPixels || widthPixels < LEAST_ICON_PIXELS) return null;
  return [{ src: url, sizes: `${widthPixels}x${heightPixels}`, type: mediaType }];
}
