import countries110 from 'world-atlas/countries-110m.json' with { type: 'json' };
import countries50 from 'world-atlas/countries-50m.json' with { type: 'json' };
import { feature } from 'topojson-client';

/** The countries of the world as paths of an SVG, by their two letters, and those too small for that as dots. */
export interface WorldMap {
  readonly width: number;
  readonly height: number;
  readonly paths: Readonly<Record<string, string>>;
  readonly dots: Readonly<Record<string, readonly [x: number, y: number]>>;
}

type Point = readonly [x: number, y: number];
type Ring = readonly (readonly number[])[];
interface Country {
  readonly id?: string | number | undefined;
  readonly properties: { readonly name?: string } | null;
  readonly geometry: { readonly type: string; readonly coordinates?: unknown };
}

/** Equal Earth (Šavrič, Patterson and Jenny, 2018): areas are true to each other. */
const polynomial = [1.340264, -0.081106, 0.000893, 0.003796] as const;
const halfRootOfThree = Math.sqrt(3) / 2;
const eastX = 2.7066;
const northY = 1.3173;
/** Pixels of one unit: the map is about a thousand wide. */
const scale = 180;
/** Nobody lives there who could watch, and it would take much of the height. */
const leftOut = 'AQ';
/** Degrees south of which there is nothing else. */
const southEdge = -57;

/** The codes of those that have none of their own in the data. */
const unnumbered: Readonly<Record<string, string>> = { Kosovo: 'XK', 'N. Cyprus': 'CY', Somaliland: 'SO' };

/** Draws the map of the coarse data, and takes what is too small for it from the finer. Pure. */
export function drawWorldMap(): WorldMap {
  const paths: Record<string, string> = {};
  const dots: Record<string, Point> = {};
  for (const country of read(countries110)) {
    const code = codeOf(country);
    if (code === null || code === leftOut) continue;
    paths[code] = (paths[code] ?? '') + polygonsOf(country).flat().flatMap(atDateLine).map(pathOf).join('');
  }
  for (const country of read(countries50)) {
    const code = codeOf(country);
    if (code === null || code === leftOut || code in paths) continue;
    const largest = polygonsOf(country)
      .flatMap(([outline]) => (outline === undefined ? [] : [boundsOf(outline)]))
      .toSorted((one, other) => other.area - one.area)[0];
    if (largest !== undefined) dots[code] = toPixels(largest.middle);
  }
  return { width: Math.round(2 * eastX * scale), height: toPixels([0, southEdge])[1], paths, dots };
}

function read(atlas: unknown): readonly Country[] {
  const topology = atlas as Parameters<typeof feature>[0];
  const { countries } = topology.objects;
  if (countries === undefined) throw new Error('The atlas holds no countries.');
  const found = feature(topology, countries);
  return found.type === 'FeatureCollection' ? (found.features as unknown as readonly Country[]) : [];
}

/** The two letters of a country's number (ISO 3166-1), which every engine that knows languages knows. */
function codeOf({ id, properties }: Country): string | null {
  if (id === undefined) return unnumbered[properties?.name ?? ''] ?? null;
  const [tag = ''] = Intl.getCanonicalLocales(`und-${String(id).padStart(3, '0')}`);
  const region = new Intl.Locale(tag).region ?? '';
  return /^[A-Z]{2}$/.test(region) ? region : null;
}

function polygonsOf({ geometry }: Country): readonly (readonly Ring[])[] {
  const coordinates = geometry.coordinates ?? [];
  return geometry.type === 'Polygon' ? [coordinates as readonly Ring[]] : (coordinates as readonly (readonly Ring[])[]);
}

/** A ring that crosses the line where the map is cut falls into pieces there. */
function atDateLine(ring: Ring): readonly Ring[] {
  const pieces: (readonly number[])[][] = [[]];
  for (const [index, point] of ring.entries()) {
    const before = ring[index - 1]?.[0];
    if (before !== undefined && Math.abs((point[0] ?? 0) - before) > 180) pieces.push([]);
    pieces.at(-1)?.push(point);
  }
  return pieces;
}

/** One ring in steps from point to point; what is smaller than a pixel is nothing. */
function pathOf(ring: Ring): string {
  const points = ring.map(([longitude = 0, latitude = 0]) => toPixels([longitude, latitude]));
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let [x, y] = first;
  const steps: string[] = [];
  for (const [nextX, nextY] of rest) {
    if (nextX === x && nextY === y) continue;
    steps.push(`${nextX - x} ${nextY - y}`);
    [x, y] = [nextX, nextY];
  }
  return steps.length < 2 ? '' : `M${first[0]} ${first[1]}l${steps.join(' ').replaceAll(' -', '-')}z`;
}

function boundsOf(outline: Ring): { readonly area: number; readonly middle: Point } {
  const longitudes = outline.map(([longitude = 0]) => longitude);
  const latitudes = outline.map(([, latitude = 0]) => latitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  return { area: (east - west) * (north - south), middle: [(west + east) / 2, (south + north) / 2] };
}

function toPixels([longitude, latitude]: Point): Point {
  const [a1, a2, a3, a4] = polynomial;
  const lambda = (Math.max(-180, Math.min(180, longitude)) * Math.PI) / 180;
  const theta = Math.asin(halfRootOfThree * Math.sin((latitude * Math.PI) / 180));
  const square = theta * theta;
  const sixth = square ** 3;
  const stretch = halfRootOfThree * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square));
  const x = (lambda * Math.cos(theta)) / stretch;
  const y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square));
  return [Math.round((x + eastX) * scale), Math.round((northY - y) * scale)];
}
