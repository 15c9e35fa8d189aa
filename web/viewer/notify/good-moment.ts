import type { Memory } from '../../shared/memory.ts';

const VISITS = 'visits';
const ASKED = 'notices-asked';
/** Whoever comes for the third time may like to hear of the fourth. */
const ASKED_AT_VISIT = 3;

/** Counts this visit; true when it is the moment to ask, once and never again, whether one wants to be told. */
export function isGoodMoment(memory: Memory): boolean {
  const before = Number(memory.read(VISITS) ?? 0);
  const visits = (Number.isInteger(before) && before >= 0 ? before : 0) + 1;
  if (visits <= ASKED_AT_VISIT) memory.write(VISITS, String(visits));
  return visits >= ASKED_AT_VISIT && memory.read(ASKED) === null;
}

/** It was asked, whatever the answer. */
export function rememberAsked(memory: Memory): void {
  memory.write(ASKED, 'yes');
}
