import type { Terminal } from '../command.ts';
import { bold, dim, printable } from '../terminal.ts';

/** What one check found. A `fault` keeps the server from working; a `doubt` does not, or not yet. */
export interface Finding {
  readonly subject: string;
  readonly verdict: 'good' | 'doubt' | 'fault';
  /** What was found, in a few words. */
  readonly says: string;
  /** What to do about it; null when nothing has to be done. */
  readonly remedy: string | null;
}

export function good(subject: string, says: string): Finding {
  return { subject, verdict: 'good', says, remedy: null };
}

export function doubt(subject: string, says: string, remedy: string): Finding {
  return { subject, verdict: 'doubt', says, remedy };
}

export function fault(subject: string, says: string, remedy: string): Finding {
  return { subject, verdict: 'fault', says, remedy };
}

const signs = { good: '✓', doubt: '!', fault: '✗' } as const;
const SUBJECT_COLUMN = 18;

/** One line for what was found, and one below for what to do. */
export function renderFinding(finding: Finding, terminal: Terminal): string {
  const subject = bold(terminal, finding.subject.padEnd(SUBJECT_COLUMN));
  const line = `${signs[finding.verdict]} ${subject}${printable(finding.says)}`;
  if (finding.remedy === null) return line;
  return `${line}\n  ${''.padEnd(SUBJECT_COLUMN)}${dim(terminal, `→ ${printable(finding.remedy)}`)}`;
}
