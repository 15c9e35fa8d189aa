import type { RenditionPlan } from '../media/rendition.ts';
import { encoderNamed } from './encoders/catalogue.ts';
import { isExtra } from './expendable.ts';
import { type LadderSource, scaledSize } from './ladder.ts';

/** Short sides that a stand-in may have, in pixels. */
const shortSides = [720, 480, 360, 240, 144] as const;
/** What is cheaper has at most this share of the short side: less than half of the pixels. */
const shortSideShare = 0.67;
/** The last resort has at most this short side, and half of the pictures. */
const lastShortSide = 240;
/** Half of fewer pictures a second than this is no moving picture any more. */
const leastHalvedFrameRate = 20;
/** Smaller pictures need more bits for each pixel. */
const bitrateExponent = 0.75;
const leastBitrateKbps = 150;

/** What else there is besides the rendition that is too much. */
export interface LadderAround {
  readonly source: LadderSource;
  /** What goes on. */
  readonly others: readonly RenditionPlan[];
  /** Names that are taken. */
  readonly names: readonly string[];
}

/** Whether some browsers show nothing of the source without it. */
export function isOnlyOne(plan: RenditionPlan, { source, others }: LadderAround): boolean {
  return source.playsEverywhere === false && !isExtra(plan) && others.every((other) => isExtra(other));
}

/**
 * The next cheaper picture to be made in place of `plan`: smaller and with the least effort, and then smallest, with half of the pictures a
 * second. Null where nothing is cheaper.
 */
export function cheaperPlan(plan: RenditionPlan, ladder: LadderAround): Omit<RenditionPlan, 'index'> | null {
  const own = shortSideOf(plan);
  const smaller = shortSides.find((side) => side <= own * shortSideShare) ?? own;
  if (plan.effort > 0 || smaller > lastShortSide) return planOf(plan, ladder, { shortSide: smaller, share: 1 });
  const share = plan.frameRate < leastHalvedFrameRate ? 1 : 0.5;
  const shortSide = Math.min(own, lastShortSide, ...ladder.others.map(shortSideOf));
  return share === 1 && shortSide === own ? null : planOf(plan, ladder, { shortSide, share });
}

function shortSideOf({ width, height }: RenditionPlan): number {
  return Math.min(width, height);
}

function planOf(
  plan: RenditionPlan,
  { source, names }: LadderAround,
  { shortSide, share }: { readonly shortSide: number; readonly share: number },
): Omit<RenditionPlan, 'index'> {
  const size = scaledSize(source, shortSide);
  const pixels = (size.width * size.height) / (plan.width * plan.height);
  const wanted = plan.videoBitrateKbps * (pixels * share) ** bitrateExponent;
  const videoBitrateKbps = Math.min(plan.videoBitrateKbps, Math.max(leastBitrateKbps, 10 * Math.round(wanted / 10)));
  const picture = { ...size, frameRate: plan.frameRate * share, videoBitrateKbps };
  const name = `${shortSide}p`;
  return {
    ...plan,
    ...picture,
    name: names.includes(name) ? `${name} ${videoBitrateKbps}k` : name,
    givenName: null,
    effort: 0,
    isStandIn: true,
    codecString: encoderNamed(plan.encoder).codecString(picture),
  };
}
