import { useEffect, useRef, useState } from 'preact/hooks';
import { type Curve, toColumns } from './columns.ts';
import type { Chart as Drawn } from './draw.ts';

export interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Curves over time. What draws them is fetched with the first chart; without it the words below tell the least and the most. */
export function Chart({ title, unit, curves, fromMs, toMs }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const isDark = useDark();
  useEffect(() => {
    let drawn: Drawn | null = null;
    let isGone = false;
    const watch = new ResizeObserver(([entry]) => drawn?.resize(Math.floor(entry?.contentRect.width ?? 0)));
    const draw = async (): Promise<void> => {
      try {
        const { drawChart } = await import('./draw.ts');
        const root = place.current;
        if (isGone || root === null) return;
        const labels = curves.map(({ label }) => label);
        drawn = drawChart(root, { unit, labels, columns: toColumns(curves), from: fromMs / 1000, to: toMs / 1000 });
        watch.observe(root);
      } catch {
        setFailed(true);
      }
    };
    void draw();
    return () => {
      isGone = true;
      watch.disconnect();
      drawn?.destroy();
    };
  }, [curves, unit, fromMs, toMs, isDark]);
  return (
    <figure class="chart">
      <div ref={place} class="chart-place" role="img" aria-label={`${title} over time. ${wordsOf(curves, unit)}`} />
      {hasFailed && <figcaption class="quiet">{wordsOf(curves, unit)}</figcaption>}
    </figure>
  );
}

const format = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function wordsOf(curves: readonly Curve[], unit: string): string {
  return curves
    .map(({ label, figures }) => {
      if (figures.length === 0) return `${label}: nothing yet.`;
      const most = figures.reduce((highest, { value }) => Math.max(highest, value), 0);
      return `${label}: ${format.format(figures.at(-1)?.value ?? 0)} ${unit} last, at most ${format.format(most)}.`;
    })
    .join(' ');
}

const darkQuery = '(prefers-color-scheme: dark)';

/** Goes with the colours of the page, which a canvas does not do by itself. */
function useDark(): boolean {
  const [isDark, setDark] = useState(() => matchMedia(darkQuery).matches);
  useEffect(() => {
    const query = matchMedia(darkQuery);
    const follow = (): void => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isDark;
}
