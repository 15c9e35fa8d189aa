import { Action } from './action.tsx';

/** The way through a long list, a page at a time. */
export function Pager(props: {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly onGo: (offset: number) => void;
}) {
  const { offset, limit, total, onGo } = props;
  if (total <= limit && offset === 0) return null;
  const last = Math.min(offset + limit, total);
  return (
    <nav class="pager" aria-label="Pages of the list">
      <Action
        isSmall
        unless={offset === 0 && 'This is the beginning of the list.'}
        onPress={() => onGo(Math.max(0, offset - limit))}
      >
        Newer
      </Action>
      <p class="quiet">
        {total === 0 ? 0 : offset + 1} to {last} of {total}
      </p>
      <Action isSmall unless={last >= total && 'This is the end of the list.'} onPress={() => onGo(offset + limit)}>
        Older
      </Action>
    </nav>
  );
}
