import { isIP } from 'node:net';
import type { S3Config } from '../config/s3-setting.ts';

/** Where a bucket is, what opens it, and where what is in it is read; words that are not given are empty. */
export interface BucketPlace {
  readonly endpoint: string;
  /** Where viewers read, such as a CDN; empty for the bucket itself. */
  readonly servingEndpoint: string;
  readonly accessKey: string;
  readonly secret: string;
  readonly bucket: string;
  readonly region: string;
  /** Empty for `public-read`; `none` sends no ACL at all. */
  readonly acl: string;
  readonly pathPrefix: string;
  /** Whether the bucket stands in the path of addresses, not in the name of the host. */
  readonly forcePathStyle: boolean;
}

/** The bucket that is set; null when none is. `videoAddress` is where viewers read it unless the bucket's own setting says. */
export function placeOfSettings({ enabled, ...place }: S3Config, videoAddress: string | null): BucketPlace | null {
  return enabled ? { ...place, servingEndpoint: place.servingEndpoint || (videoAddress ?? '') } : null;
}

/** Names the bucket in the record of what was written there; without a secret. */
export function placeId(place: Pick<BucketPlace, 'endpoint' | 'bucket'>): string {
  return `${withoutSlashes(place.endpoint)}/${place.bucket}`;
}

/** The key of an object of that name: `[PREFIX/]hls/NAME`, as Owncast has it. */
export function keyOf(place: Pick<BucketPlace, 'pathPrefix'>, name: string): string {
  const prefix = withoutSlashes(place.pathPrefix);
  return `${prefix === '' ? '' : `${prefix}/`}hls/${name}`;
}

/** Where everybody can read the object of that key. */
export function addressOf(place: BucketPlace, key: string): string {
  return `${servingBase(place)}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/** The origin that viewers' browsers speak to, for the policy of pages; null where there is no address to make it of. */
export function servingOrigin(place: BucketPlace): string | null {
  return URL.parse(servingBase(place))?.origin ?? null;
}

function servingBase(place: BucketPlace): string {
  if (place.servingEndpoint !== '') return withoutSlashes(place.servingEndpoint);
  const endpoint = withoutSlashes(place.endpoint);
  const url = URL.parse(endpoint);
  if (url === null || place.forcePathStyle || hasAddressForHost(url.hostname)) return `${endpoint}/${place.bucket}`;
  return `${url.protocol}//${place.bucket}.${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

/** A bucket's name cannot stand before `127.0.0.1`, nor does it help before `localhost`. */
function hasAddressForHost(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost';
}

function withoutSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}
