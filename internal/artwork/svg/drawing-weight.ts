import type { SvgElement } from './svg-tree.ts';

/** How many elements and references may lie within one another, root to leaf. */
const MAX_CHAIN = 500;

/**
 * How many elements are drawn when every reference is followed: a dozen nested `<use>` can stand for billions. Null when something
 * refers to itself, or the chain of references is too long.
 */
export function weighDrawing(root: SvgElement): number | null {
  const byId = new Map<string, SvgElement>();
  index(root, byId);
  const known = new Map<SvgElement, number>();
  const open = new Set<SvgElement>();
  const weigh = (element: SvgElement): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    if (open.has(element) || open.size > MAX_CHAIN) return Number.NaN;
    open.add(element);
    let weight = 1;
    for (const child of element.children) if (typeof child !== 'string') weight += weigh(child);
    for (const id of referencesOf(element)) {
      const target = byId.get(id);
      if (target !== undefined) weight += weigh(target);
    }
    open.delete(element);
    known.set(element, weight);
    return weight;
  };
  const weight = weigh(root);
  return Number.isNaN(weight) ? null : weight;
}

function index(element: SvgElement, byId: Map<string, SvgElement>): void {
  for (const { local, value } of element.attributes) if (local === 'id' && !byId.has(value)) byId.set(value, element);
  for (const child of element.children) if (typeof child !== 'string') index(child, byId);
}

/** Animations refer to what they move, and draw nothing. */
function referencesOf(element: SvgElement): string[] {
  if (element.local.startsWith('animate') || element.local === 'mpath') return [];
  return element.attributes.flatMap(({ local, value }) => {
    if (local === 'href') return [value.slice(1)];
    return [...value.matchAll(/url\(\s*["']?#([\w.:-]+)/gi)].map((match) => match[1] ?? '');
  });
}
