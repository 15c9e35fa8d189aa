import { Action } from './action.tsx';
import { type Extent, pagerState } from './pager-state.ts';

/** The way through a long list, a page at a time. */
export function Pager(props: {
  readonly offset: number;
  readonly limit: number;
  readonly total: Extent;
  readonly onGo: (offset: number) => void;
}) {
  const { offset, limit, total, onGo } = props;
  const { isNeeded, isEnd, words } = pagerState(offset, limit, total);
  if (!isNeeded) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      <Action
        isSmall
        unless={offset === 0 && 'This is the beginning of the list.'}
        onPress={() => onGo(Math.max(0, offset - limit))}
      >
        Newer
      </Action>
      <p class="quiet">{words}</p>
      <Action isSmall unless={isEnd && 'This is the end of the list.'} onPress={() => onGo(offset + limit)}>
        Older
      </Action>
    </nav>
  );
}
