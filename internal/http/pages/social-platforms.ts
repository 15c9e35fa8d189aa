/** How a platform's icon is drawn: a mark of the package `simple-icons`, a path of our own (24 x 24), or letters where there is neither. */
type Mark = { readonly icon: string } | { readonly path: string } | { readonly letters: string };

export interface SocialPlatform {
  readonly label: string;
  readonly mark: Mark;
  /** Colour of the tile behind the mark, where it is not the icon package's. */
  readonly color?: string;
}

const OURS = '#4a5568';
const heart = 'M12 20.5 3.9 12.6a5.2 5.2 0 0 1 7.3-7.4l.8.7.8-.7a5.2 5.2 0 0 1 7.3 7.4z';
const plus = 'M10.5 4h3v6.5H20v3h-6.5V20h-3v-6.5H4v-3h6.5z';
const globe =
  'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 2c1 0 2.3 1.9 2.8 5H9.2c.5-3.1 1.8-5 2.8-5M7.9 5.1C7.5 6.2 7.2 7.6 7.1 9H4.6a8 8 0 0 1 3.3-3.9m8.2 0A8 8 0 0 1 19.4 9h-2.5c-.1-1.4-.4-2.8-.8-3.9M4.1 11H7v2H4.1zm4.9 0h6v2H9zm8 0h2.9v2H17zM4.6 15h2.5c.1 1.4.4 2.8.8 3.9A8 8 0 0 1 4.6 15m4.6 0h5.6c-.5 3.1-1.8 5-2.8 5s-2.3-1.9-2.8-5m7.7 0h2.5a8 8 0 0 1-3.3 3.9c.4-1.1.7-2.5.8-3.9';

/** Where else a channel may be found, by the keys that Owncast's clients know. */
export const socialPlatforms: Readonly<Record<string, SocialPlatform>> = {
  bandcamp: { label: 'Bandcamp', mark: { icon: 'bandcamp' } },
  bluesky: { label: 'Bluesky', mark: { icon: 'bluesky' } },
  discord: { label: 'Discord', mark: { icon: 'discord' } },
  donate: { label: 'Donate', mark: { path: heart }, color: '#b83280' },
  facebook: { label: 'Facebook', mark: { icon: 'facebook' } },
  fediverse: { label: 'Fediverse', mark: { icon: 'activitypub' } },
  follow: { label: 'Follow', mark: { path: plus }, color: OURS },
  github: { label: 'GitHub', mark: { icon: 'github' } },
  gitlab: { label: 'GitLab', mark: { icon: 'gitlab' } },
  instagram: { label: 'Instagram', mark: { icon: 'instagram' } },
  keyoxide: { label: 'Keyoxide', mark: { letters: 'Kx' }, color: '#6855c3' },
  kofi: { label: 'Ko-fi', mark: { icon: 'kofi' } },
  lbry: { label: 'LBRY', mark: { icon: 'lbry' } },
  liberapay: { label: 'Liberapay', mark: { icon: 'liberapay' } },
  linkedin: { label: 'LinkedIn', mark: { letters: 'in' }, color: '#0a66c2' },
  mastodon: { label: 'Mastodon', mark: { icon: 'mastodon' } },
  matrix: { label: 'Matrix', mark: { icon: 'matrix' } },
  odysee: { label: 'Odysee', mark: { icon: 'odysee' } },
  patreon: { label: 'Patreon', mark: { icon: 'patreon' } },
  paypal: { label: 'PayPal', mark: { icon: 'paypal' } },
  peertube: { label: 'PeerTube', mark: { icon: 'peertube' } },
  snapchat: { label: 'Snapchat', mark: { icon: 'snapchat' } },
  soundcloud: { label: 'SoundCloud', mark: { icon: 'soundcloud' } },
  spotify: { label: 'Spotify', mark: { icon: 'spotify' } },
  steam: { label: 'Steam', mark: { icon: 'steam' } },
  tiktok: { label: 'TikTok', mark: { icon: 'tiktok' } },
  twitch: { label: 'Twitch', mark: { icon: 'twitch' } },
  twitter: { label: 'X (Twitter)', mark: { icon: 'x' } },
  xmpp: { label: 'XMPP', mark: { icon: 'xmpp' } },
  youtube: { label: 'YouTube', mark: { icon: 'youtube' } },
};

/** For a platform that is not in the list. */
export const unknownPlatform: SocialPlatform = { label: 'Elsewhere', mark: { path: globe }, color: OURS };

/** Name of the file for platforms that are not in the list. */
export const unknownPlatformKey = 'elsewhere';

/** Address of a platform's icon, however its key is written; platforms that are not in the list share one. */
export function platformIcon(key: string): string {
  const known = key.toLowerCase();
  return `/img/platformlogos/${Object.hasOwn(socialPlatforms, known) ? known : unknownPlatformKey}.svg`;
}

/** What a link is called: the platform's label, or the name that the owner gave it. */
export function platformLabel(key: string): string {
  return Object.hasOwn(socialPlatforms, key) ? (socialPlatforms[key]?.label ?? key) : key;
}
