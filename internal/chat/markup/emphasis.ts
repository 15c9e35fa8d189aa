/** A row of `*` or `_`, with what it turned out to open and close. */
export interface Run {
  readonly character: string;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Characters that stand for themselves. */
  left: number;
  /** In the order in which they are written. */
  readonly closes: Mark[];
  readonly opens: Mark[];
}

/** One emphasis: its run that opens and its run that closes hold the same mark. */
export interface Mark {
  readonly kind: 'em' | 'strong';
}

const space = /^[\s\p{Cc}]?$/u;
const punctuation = /^[\p{P}\p{S}]$/u;

/** A run between two characters (empty at the ends of a paragraph), by CommonMark 6.2. */
export function makeRun(character: string, length: number, before: string, after: string): Run {
  const leansLeft = !space.test(after) && (!punctuation.test(after) || space.test(before) || punctuation.test(before));
  const leansRight = !space.test(before) && (!punctuation.test(before) || space.test(after) || punctuation.test(after));
  const isStar = character === '*';
  return {
    character,
    length,
    canOpen: leansLeft && (isStar || !leansRight || punctuation.test(before)),
    canClose: leansRight && (isStar || !leansLeft || punctuation.test(after)),
    left: length,
    closes: [],
    opens: [],
  };
}

/** Finds out what the runs of one paragraph, or of one link's label, open and close. Takes time in proportion to their number. */
export function matchRuns(runs: readonly Run[]): void {
  const openers: { readonly run: Run; readonly place: number }[] = [];
  /** For each sort of closer the place up to which no opener fits. */
  const searched = new Map<string, number>();
  for (const [place, run] of runs.entries()) {
    const sort = `${run.character}${run.canOpen}${run.length % 3}`;
    while (run.canClose && run.left > 0) {
      const bottom = searched.get(sort) ?? -1;
      const index = openers.findLastIndex((opener) => opener.place <= bottom || fits(opener.run, run));
      const opener = openers[index];
      if (opener === undefined || opener.place <= bottom) {
        searched.set(sort, place - 1);
        break;
      }
      pair(opener.run, run);
      openers.length = opener.run.left > 0 ? index + 1 : index;
    }
    if (run.canOpen && run.left > 0) openers.push({ run, place });
  }
}

/** The "multiple of 3" rule keeps `*a**b*` from being read two ways. */
function fits(opener: Run, closer: Run): boolean {
  if (opener.character !== closer.character) return false;
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function pair(opener: Run, closer: Run): void {
  const size = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  const mark: Mark = { kind: size === 2 ? 'strong' : 'em' };
  opener.left -= size;
  closer.left -= size;
  opener.opens.unshift(mark);
  closer.closes.push(mark);
}
