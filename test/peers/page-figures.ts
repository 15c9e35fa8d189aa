import type { Page } from 'playwright-core';

/** How a page came up, by the browser's own count. */
export interface PageFigures {
  /** From the start of the navigation until the largest piece stood, in milliseconds. */
  readonly largestPaintMs: number;
  /** Sum of all layout shifts without the viewer's doing. */
  readonly layoutShift: number;
  /** What moved, for a person. */
  readonly moved: readonly string[];
  /** Hosts that anything was asked of. */
  readonly hosts: readonly string[];
}

/** Runs in the page: it must not refer to anything outside of it. */
async function readFigures(): Promise<PageFigures> {
  interface Shift extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
    readonly sources?: readonly { readonly node?: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
  }
  const entriesOf = (type: string) =>
    new Promise<PerformanceEntryList>((resolve) => {
      // Called once with all that was buffered; where there was nothing, it is not called at all.
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
      setTimeout(() => resolve([]), 300);
    });
  const [paints, all] = [await entriesOf('largest-contentful-paint'), await entriesOf('layout-shift')];
  const shifts = (all as unknown as readonly Shift[]).filter(({ hadRecentInput }) => !hadRecentInput);
  const nameOf = (node?: Element | null) => node?.id || node?.className || node?.textContent || 'something';
  const boxOf = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ');
  return {
    largestPaintMs: paints.at(-1)?.startTime ?? 0,
    layoutShift: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.flatMap(({ sources = [] }) =>
      sources.map(
        ({ node, previousRect, currentRect }) =>
          `${String(nameOf(node)).slice(0, 60)} from ${boxOf(previousRect)} to ${boxOf(currentRect)}`,
      ),
    ),
    hosts: [...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).host))],
  };
}

/** What the browser counted since the page was gone to. */
export async function pageFigures(page: Page): Promise<PageFigures> {
  return page.evaluate(readFigures);
}
