import { formatCount } from '../shared/format.ts';
import { ViewersIcon } from '../shared/icons.tsx';
import type { Channel } from './channel.ts';

/** The badge at the top: on air or not, and how many watch. */
export function OnAir({ channel }: { readonly channel: Channel }) {
  const { phase, viewerCount } = channel.status.value;
  if (phase === 'offline') return <span class="pill">Off air</span>;
  const language = document.documentElement.lang || 'en';
  return (
    <>
      {viewerCount !== null && (
        <span class="watching" aria-label={`${formatCount(viewerCount, language)} watching`}>
          <ViewersIcon />
          {formatCount(viewerCount, language)}
        </span>
      )}
      {phase === 'live' && channel.reachable.value ? (
        <span class="pill pill-live">Live</span>
      ) : (
        <span class="pill pill-away">Waiting</span>
      )}
    </>
  );
}
