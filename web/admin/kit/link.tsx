import type { ComponentChildren } from 'preact';
import { hrefTo } from '../router.ts';
import { useStudio } from '../studio.ts';

export interface LinkProps {
  /** Such as `chat/emoji` or `server#channel-name`. */
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly onGo?: () => void;
  readonly children: ComponentChildren;
}

/** A link within the studio: a real one, so that it opens in a tab of its own, but without loading the page anew. */
export function Link({ to, current, onGo, children, ...rest }: LinkProps) {
  const { router } = useStudio();
  return (
    <a
      {...rest}
      href={hrefTo(to)}
      aria-current={current === true ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        void router.go(to).then((went) => {
          if (went) onGo?.();
        });
      }}
    >
      {children}
    </a>
  );
}
