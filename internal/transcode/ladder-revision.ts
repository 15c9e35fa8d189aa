import { type RenditionPlan, soundTwinOffset } from '../media/rendition.ts';
import { type RenditionOutputs, RenditionTrack } from './rendition-track.ts';

/**
 * The tracks of another ladder: those of the same picture go on, with their index, and only take on the name; the others are new, with
 * an index that nothing in this broadcast has had of late. What is in neither is given up.
 */
export function reviseLadder(
  before: readonly RenditionTrack[],
  plans: readonly RenditionPlan[],
  how: { readonly lastIndex: number; readonly outputs: RenditionOutputs },
): { tracks: RenditionTrack[]; lastIndex: number } {
  let { lastIndex } = how;
  const taken = new Set(before.map((track) => track.plan.index));
  const tracks = plans.map((plan) => {
    const same = before.find((track) => !track.isShed && isSamePicture(track.plan, plan));
    if (same === undefined) {
      lastIndex = nextIndex(lastIndex, taken);
      return new RenditionTrack({ plan: { ...plan, index: lastIndex }, outputs: how.outputs });
    }
    same.plan = { ...plan, index: same.plan.index };
    return same;
  });
  for (const track of before) if (!tracks.includes(track)) track.shed('It was taken out of the ladder.');
  return { tracks, lastIndex };
}

/** The number after `last` that is not taken; after the last one that cannot be a twin's it begins anew, when what had it is long forgotten. */
export function nextIndex(last: number, taken: ReadonlySet<number>): number {
  const next = (last % (soundTwinOffset - 1)) + 1;
  return taken.has(next) ? nextIndex(next, taken) : next;
}

function isSamePicture(left: RenditionPlan, right: RenditionPlan): boolean {
  return (
    left.width === right.width &&
    left.height === right.height &&
    left.frameRate === right.frameRate &&
    left.videoBitrateKbps === right.videoBitrateKbps &&
    left.effort === right.effort &&
    left.encoder === right.encoder
  );
}
