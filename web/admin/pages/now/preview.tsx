import { Link } from '../../kit/link.tsx';
import type { ControlRoom } from './page.tsx';

/** The channel's own player, muted, as viewers have it; while nobody is on air its place stays, and says so. */
export function Preview({ phase }: { readonly phase: ControlRoom['phase'] }) {
  return (
    <div class="now-preview">
      {phase === 'offline' ? (
        <p>
          Off air. The picture stands here as soon as something is sent. <Link to="video">Video</Link> has the qualities
          and the stream keys.
        </p>
      ) : (
        <iframe
          title="The picture as viewers see it"
          src="/embed/video?initiallyMuted=true"
          allow="autoplay; fullscreen"
        />
      )}
    </div>
  );
}
