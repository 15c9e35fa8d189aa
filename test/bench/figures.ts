import { median, spread } from '../peers/statistics.ts';

/** What the issue of the release asks of a figure, of Aerial's own value or of its ratio to the peer's. */
export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One line of the table: what was measured, round by round, on Aerial and on its peer. */
export interface Figure {
  readonly section: string;
  readonly name: string;
  readonly unit: string;
  readonly aerial: readonly number[];
  readonly peer: { readonly name: string; readonly rounds: readonly number[] } | null;
  readonly goal: Goal | null;
  /** Decimals to print. */
  readonly digits: number;
  readonly note?: string;
}

/** A figure with its rounds boiled down. */
export interface Outcome {
  readonly section: string;
  readonly name: string;
  readonly unit: string;
  readonly aerial: number;
  readonly peerName: string | null;
  readonly peer: number | null;
  /** Aerial's median divided by the peer's. */
  readonly ratio: number | null;
  readonly goal: string | null;
  readonly isMet: boolean | null;
  readonly rounds: number;
  /** (highest - lowest) / median over the rounds, the greater of the two sides; null for a single round. */
  readonly noise: number | null;
  readonly note: string | null;
  readonly digits: number;
}

function meets(goal: Goal, value: number, ratio: number | null): boolean | null {
  const judged = goal.of === 'value' ? value : ratio;
  if (judged === null || Number.isNaN(judged)) return null;
  return judged <= (goal.atMost ?? Infinity) && judged >= (goal.atLeast ?? -Infinity);
}

function nameGoal(goal: Goal): string {
  const bound = goal.atMost === undefined ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  return goal.of === 'ratio' ? `${bound} x` : bound;
}

export function conclude(figure: Figure): Outcome {
  const aerial = median(figure.aerial);
  const peer = figure.peer === null ? null : median(figure.peer.rounds);
  const ratio = peer === null || peer === 0 ? null : aerial / peer;
  return {
    section: figure.section,
    name: figure.name,
    unit: figure.unit,
    aerial,
    peerName: figure.peer?.name ?? null,
    peer,
    ratio,
    goal: figure.goal === null ? null : nameGoal(figure.goal),
    isMet: figure.goal === null ? null : meets(figure.goal, aerial, ratio),
    rounds: figure.aerial.length,
    noise: figure.aerial.length < 2 ? null : Math.max(spread(figure.aerial), spread(figure.peer?.rounds ?? [])),
    note: figure.note ?? null,
    digits: figure.digits,
  };
}

const HEADINGS = ['', 'Aerial', 'peer', 'ratio', 'goal', '', 'noise', 'rounds'];

function cells(outcome: Outcome): string[] {
  const number = (value: number | null) => (value === null ? '' : value.toFixed(outcome.digits));
  const verdict = outcome.isMet === null ? '' : outcome.isMet ? 'met' : 'MISSED';
  return [
    `${outcome.name}${outcome.note === null ? '' : ` (${outcome.note})`}`,
    `${number(outcome.aerial)} ${outcome.unit}`.trim(),
    outcome.peer === null ? '' : `${number(outcome.peer)} ${outcome.peerName}`,
    outcome.ratio === null ? '' : `${outcome.ratio.toFixed(2)} x`,
    outcome.goal ?? '',
    verdict,
    outcome.noise === null ? '' : `±${((outcome.noise / 2) * 100).toFixed(0)} %`,
    `${outcome.rounds}`,
  ];
}

/** The outcomes as a table for a terminal, by section. */
export function renderTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(cells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = [line(HEADINGS)];
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.section !== outcomes[at - 1]?.section) lines.push('', outcome.section);
    lines.push(line(rows[at] ?? []));
  }
  return lines.join('\n');
}
