/** How long a list is: all of it, or, where nobody counted it, what was read of it and whether there is more. */
export type Extent = number | { readonly shown: number; readonly hasMore: boolean };

/** Where in a long list its page stands. */
export interface PagerState {
  /** There is more than this page. */
  readonly isNeeded: boolean;
  readonly isEnd: boolean;
  /** Such as `51 to 100 of 120`. */
  readonly words: string;
}

export function pagerState(offset: number, limit: number, extent: Extent): PagerState {
  const isCounted = typeof extent === 'number';
  const last = isCounted ? Math.min(offset + limit, extent) : offset + extent.shown;
  const isEnd = isCounted ? last >= extent : !extent.hasMore;
  const words =
    last <= offset
      ? `Nothing here${isCounted ? `; ${extent} in all` : ''}`
      : `${offset + 1} to ${last}${isCounted ? ` of ${extent}` : ''}`;
  return { isNeeded: offset > 0 || !isEnd, isEnd, words };
}
