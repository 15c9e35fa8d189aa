import UPlot from 'uplot';
import { studioLanguage, writeTime } from '../times.ts';
import type { Columns } from './columns.ts';

export interface Drawing {
  /** Beside the curves' values. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly columns: Columns;
  /** Seconds since 1970: what is shown, whether there are figures or not. */
  readonly from: number;
  readonly to: number;
}

const heightPixels = 200;
/** In this order; none of them is the colour that means on air. */
const colours = ['--accent', '--good', '--warn'] as const;

/** A chart that stands; it is drawn anew at every change, which is rare. */
export interface Chart {
  resize(widthPixels: number): void;
  destroy(): void;
}

/** Draws curves over time into an element, in the colours that the page has now. */
export function drawChart(root: HTMLElement, drawing: Drawing): Chart {
  const style = getComputedStyle(root);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = {
    stroke: colour('--text-quiet'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1, notation: 'compact' });
  const plot = new UPlot(
    {
      width: Math.max(200, root.clientWidth),
      height: heightPixels,
      cursor: { points: { size: 6 }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: () => [drawing.from, drawing.to] },
        y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] },
      },
      axes: [
        { ...axis, values: (_plot, splits) => timesOf(splits) },
        {
          ...axis,
          size: 56,
          ...(drawing.unit !== '' && { label: drawing.unit, labelFont: font, labelSize: 18 }),
          values: (_plot, splits) => splits.map((value) => number.format(value)),
        },
      ],
      series: [
        { value: (_plot, seconds) => (seconds === null ? '–' : writeTime(seconds * 1000, 'moment')) },
        ...drawing.labels.map((label, index) => ({
          label,
          stroke: colour(colours[index] ?? colours[0]),
          width: 2,
          points: { show: false },
          value: (_plot: UPlot, value: number | null) =>
            value === null ? '–' : `${number.format(value)} ${drawing.unit}`,
          ...steps,
        })),
      ],
    },
    [[...drawing.columns.times], ...drawing.columns.values.map((column) => [...column])],
    root,
  );
  return {
    resize: (widthPixels) => plot.setSize({ width: Math.max(200, widthPixels), height: heightPixels }),
    destroy: () => plot.destroy(),
  };
}

const day = new Intl.DateTimeFormat(studioLanguage, { day: 'numeric', month: 'short' });
const daySeconds = 86_400;

/** What stands below the grid's lines: hours, and the day where one begins; days alone where a step is one. */
function timesOf(splits: readonly number[]): string[] {
  const isByDay = (splits[1] ?? 0) - (splits[0] ?? 0) >= daySeconds;
  return splits.map((seconds, index) => {
    const at = seconds * 1000;
    const before = splits[index - 1];
    if (isByDay) return day.format(at);
    const isNewDay = before === undefined || day.format(before * 1000) !== day.format(at);
    return isNewDay ? `${writeTime(at, 'clock')}\n${day.format(at)}` : writeTime(at, 'clock');
  });
}

/** A figure holds until the next: a straight line from one to the other would invent what was between. */
const stepped = UPlot.paths.stepped?.({ align: 1 });
const steps = stepped === undefined ? {} : { paths: stepped };
