import type { Curve } from '../../kit/chart/columns.ts';

/** The unit that bit rates come in, and those that they are read in, by how many kbit/s one of them is. */
const units = [
  { unit: 'kbit/s', kbps: 1 },
  { unit: 'Mbit/s', kbps: 1000 },
  { unit: 'Gbit/s', kbps: 1_000_000 },
] as const;

/** What a chart draws, with bit rates in the unit in which the highest is at least 1: nobody reads `600K kbit/s`. Pure. */
export function inReadableUnit(
  curves: readonly Curve[],
  unit: string,
): { readonly curves: readonly Curve[]; readonly unit: string } {
  if (unit !== 'kbit/s') return { curves, unit };
  const most = curves.reduce(
    (highest, { figures }) => figures.reduce((high, { value }) => Math.max(high, value), highest),
    0,
  );
  const chosen = units.findLast(({ kbps }) => most >= kbps) ?? units[0];
  return {
    unit: chosen.unit,
    curves: curves.map(({ label, figures }) => ({
      label,
      figures: figures.map(({ time, value }) => ({ time, value: value / chosen.kbps })),
    })),
  };
}
