import { formatCount } from '../shared/format.ts';
import { ViewersIcon } from '../shared/icons.tsx';
import { formats, say } from '../shared/words.ts';
import type { Channel } from './channel.ts';

/** The badge at the top: on air or not, and how many watch. */
export function OnAir({ channel }: { readonly channel: Channel }) {
  const { phase, viewerCount } = channel.status.value;
  if (phase === 'offline') return <span class="pill">{say('page.offAir')}</span>;
  return (
    <>
      {viewerCount !== null && (
        <span class="watching" aria-label={say('page.watching', { count: viewerCount })}>
          <ViewersIcon />
          {formatCount(viewerCount, formats())}
        </span>
      )}
      {phase === 'live' && channel.reachable.value ? (
        <span class="pill pill-live">{say('page.live')}</span>
      ) : (
        <span class="pill pill-away">{say('page.waiting')}</span>
      )}
    </>
  );
}
