/** What has to be known of a fragment; hls.js's satisfies it. */
export interface ShownFragment {
  /** Discontinuities up to it. */
  readonly cc: number;
  /** In seconds of the player's timeline. */
  readonly start: number;
  readonly initSegment: { readonly relurl?: string | undefined } | null;
}

/** Far enough into the first picture that it is this one that is shown. */
const insideSeconds = 0.02;

/**
 * Where the picture goes on after a slate, once the first of it has come; null where nothing of the kind has happened. Nobody wants to see the rest
 * of a slate: without this it would be on the screen for as long as the player holds back.
 */
export function endOfSlate(fragments: readonly ShownFragment[], arrived: ShownFragment): number | null {
  if (isSlate(arrived)) return null;
  const first = fragments.find(({ cc }) => cc === arrived.cc);
  const before = fragments.findLast(({ cc }) => cc < arrived.cc);
  return first === undefined || before === undefined || !isSlate(before) ? null : first.start + insideSeconds;
}

/** The server names the initialisation section of a slate so (`docs/40-how-the-picture-travels.md`). */
function isSlate({ initSegment }: ShownFragment): boolean {
  return initSegment?.relurl?.includes('-slate-') ?? false;
}
