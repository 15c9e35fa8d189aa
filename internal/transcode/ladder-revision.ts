import { type RenditionPlan, soundTwinOffset } from '../media/rendition.ts';
import { encoderNamed } from './encoders/catalogue.ts';
import { type RenditionOutputs, RenditionTrack } from './rendition-track.ts';

/** By how much the same size of two sources of one shape may differ. */
const roundingPixels = 2;

interface RevisionNeeds {
  readonly lastIndex: number;
  readonly outputs: RenditionOutputs;
}

interface Revision {
  readonly tracks: RenditionTrack[];
  readonly lastIndex: number;
}

/**
 * The tracks of another ladder: those of the same picture go on, with their index, and only take on the name; the others are new, with
 * an index that nothing in this broadcast has had of late. What is in neither is given up.
 */
export function reviseLadder(
  before: readonly RenditionTrack[],
  plans: readonly RenditionPlan[],
  needs: RevisionNeeds,
): Revision {
  return revise(before, plans, { ...needs, isSame: isSamePicture });
}

/**
 * The tracks of a ladder for another source, after a break in the timeline: those of the same name, size and codec keep their index, however else
 * they are made from now on, so that who watches one stays on it.
 */
export function replanLadder(
  before: readonly RenditionTrack[],
  plans: readonly RenditionPlan[],
  needs: RevisionNeeds,
): Revision {
  const revision = revise(before, plans, { ...needs, isSame: isSameRung });
  for (const track of revision.tracks) track.beginAnew();
  return revision;
}

function revise(
  before: readonly RenditionTrack[],
  plans: readonly RenditionPlan[],
  how: RevisionNeeds & { isSame(left: RenditionPlan, right: RenditionPlan): boolean },
): Revision {
  let { lastIndex } = how;
  const taken = new Set(before.map((track) => track.plan.index));
  const left = new Set(before.filter((track) => !track.isShed));
  const tracks = plans.map((plan) => {
    const same = [...left].find((track) => how.isSame(track.plan, plan));
    if (same === undefined) {
      lastIndex = nextIndex(lastIndex, taken);
      return new RenditionTrack({ plan: { ...plan, index: lastIndex }, outputs: how.outputs });
    }
    left.delete(same);
    same.plan = { ...plan, index: same.plan.index };
    // What else the ladder has is not known to hold any better than this one.
    same.tries = 0;
    return same;
  });
  for (const track of before) if (!tracks.includes(track)) track.shed('It was taken out of the ladder.');
  return { tracks, lastIndex };
}

/** Whether these are the tracks of such plans already, however each of them does, and whatever stands in for one. */
export function isLadderOf(tracks: readonly RenditionTrack[], plans: readonly RenditionPlan[]): boolean {
  const planned = tracks.map(({ plan }) => plan).filter(({ isStandIn = false }) => !isStandIn);
  if (planned.length !== plans.length) return false;
  return planned.every((before, place) => {
    const plan = plans[place];
    if (plan === undefined || !isSamePicture(before, plan)) return false;
    return before.name === plan.name && before.givenName === plan.givenName;
  });
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

function isSameRung(left: RenditionPlan, right: RenditionPlan): boolean {
  return (
    left.name === right.name &&
    Math.abs(left.width - right.width) <= roundingPixels &&
    Math.abs(left.height - right.height) <= roundingPixels &&
    encoderNamed(left.encoder).codec === encoderNamed(right.encoder).codec
  );
}
