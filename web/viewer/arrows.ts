/** Where something stands on the screen. */
export interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** What is beside counts as so much farther than what is straight ahead. */
const SIDEWAYS = 3;

/** How far `to` lies in a direction; null where it does not lie there at all. */
function distance(from: Place, to: Place, direction: Direction): number | null {
  const [ahead, gap] = {
    left: [to.right <= from.left + 1, from.left - to.right],
    right: [to.left >= from.right - 1, to.left - from.right],
    up: [to.bottom <= from.top + 1, from.top - to.bottom],
    down: [to.top >= from.bottom - 1, to.top - from.bottom],
  }[direction] as [boolean, number];
  if (!ahead) return null;
  const isLevel = direction === 'left' || direction === 'right';
  const [start, end, otherStart, otherEnd] = isLevel
    ? [from.top, from.bottom, to.top, to.bottom]
    : [from.left, from.right, to.left, to.right];
  const aside = Math.max(0, otherStart - end, start - otherEnd);
  // Of two that are as far, the one whose beginning is nearer.
  return Math.max(0, gap) + SIDEWAYS * aside + Math.abs(otherStart - start) / 1000;
}

/** The nearest of `places` in a direction, by its index; null where there is none. */
export function nearest(from: Place, places: readonly Place[], direction: Direction): number | null {
  let best: { readonly index: number; readonly far: number } | null = null;
  for (const [index, place] of places.entries()) {
    const far = distance(from, place, direction);
    if (far !== null && (best === null || far < best.far)) best = { index, far };
  }
  return best?.index ?? null;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const reachable = 'a[href], button, input, textarea, summary, [role="log"]';

/** Whether a key moves something inside of what has the focus, and not the focus. */
function isOwnKey(element: Element | null, direction: Direction): boolean {
  const isSideways = direction === 'left' || direction === 'right';
  if (element instanceof HTMLTextAreaElement) return isSideways && element.value !== '';
  if (!(element instanceof HTMLInputElement)) return false;
  return isSideways && (element.type === 'range' || element.value !== '');
}

function isThere(element: HTMLElement): boolean {
  const { width, height, bottom } = element.getBoundingClientRect();
  // Above the page waits what only the tab key is meant to find.
  return (
    width > 0 &&
    height > 0 &&
    bottom + scrollY > 0 &&
    element.tabIndex >= 0 &&
    element.checkVisibility({ visibilityProperty: true })
  );
}

/** Lets the arrows of a remote control go from one thing to the next, as televisions do it. What has arrows of its own keeps them. */
export function openArrows(): void {
  document.addEventListener('keydown', (event) => {
    const direction = directions[event.key];
    if (direction === undefined || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const here = document.activeElement;
    if (isOwnKey(here, direction)) return;
    // There they would change the volume, for which a television has keys.
    event.stopImmediatePropagation();
    const scope = document.querySelector('dialog[open]') ?? document;
    const all = [...scope.querySelectorAll<HTMLElement>(reachable)].filter(isThere);
    const isNowhere = here === null || here === document.body || here.id === 'player';
    const next = isNowhere
      ? (all.find((one) => one.closest('#player') !== null) ?? all[0])
      : all[
          nearest(
            here.getBoundingClientRect(),
            all.map((one) => (one === here ? nowhere : one.getBoundingClientRect())),
            direction,
          ) ?? -1
        ];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
}

const nowhere: Place = { left: Number.NaN, right: Number.NaN, top: Number.NaN, bottom: Number.NaN };
