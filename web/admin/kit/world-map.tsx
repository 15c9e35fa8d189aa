import { useEffect, useState } from 'preact/hooks';
import { useStudio } from '../studio.ts';
import { countryName } from './countries.ts';
import { shadeOf } from './shade.ts';

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly paths: Readonly<Record<string, string>>;
  readonly dots: Readonly<Record<string, readonly [x: number, y: number]>>;
}

/** Fetched once, when a map is first shown; null when it could not be. */
let drawing: Promise<Drawing | null> | null = null;

async function fetchDrawing(address: string): Promise<Drawing | null> {
  try {
    const reply = await fetch(address);
    return reply.ok ? ((await reply.json()) as Drawing) : null;
  } catch {
    return null;
  }
}

const countFormat = new Intl.NumberFormat('en');

/** The world, darker where there is more. What it shows stands beside it as a table or a list, too. */
export function WorldMap({ counts, unit }: { readonly counts: ReadonlyMap<string, number>; readonly unit: string }) {
  const { worldMap } = useStudio();
  const [shown, setShown] = useState<Drawing | null>(null);
  useEffect(() => {
    drawing ??= fetchDrawing(worldMap);
    void drawing.then(setShown);
  }, [worldMap]);
  const known = [...counts].filter(([code]) => /^[A-Z]{2}$/.test(code));
  const most = Math.max(1, ...known.map(([, count]) => count));
  const titleOf = (code: string): string =>
    `${countryName(code)}: ${countFormat.format(counts.get(code) ?? 0)} ${unit}`;
  const words = known.length === 0 ? 'No country is known.' : known.map(([code]) => titleOf(code)).join(', ');
  if (shown === null) return <div class="world-map" />;
  return (
    <svg class="world-map" viewBox={`0 0 ${shown.width} ${shown.height}`} role="img" aria-label={`Map. ${words}`}>
      {Object.entries(shown.paths).map(([code, path]) => (
        <path key={code} d={path} data-shade={shadeOf(counts.get(code) ?? 0, most)}>
          <title>{titleOf(code)}</title>
        </path>
      ))}
      {Object.entries(shown.dots)
        .filter(([code]) => (counts.get(code) ?? 0) > 0)
        .map(([code, [x, y]]) => (
          <circle key={code} cx={x} cy={y} r={6} data-shade={shadeOf(counts.get(code) ?? 0, most)}>
            <title>{titleOf(code)}</title>
          </circle>
        ))}
    </svg>
  );
}
