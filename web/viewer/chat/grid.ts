/** Where an arrow leads in a grid of `columns`; null for other keys. */
export function nextInGrid(key: string, at: number, columns: number, count: number): number | null {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (step === undefined) return null;
  return Math.max(0, Math.min(count - 1, at + step));
}
