import { CloseIcon, SoundWaveIcon, VolumeIcon } from '../../shared/icons.tsx';
import type { Channel } from '../channel.ts';
import type { Desk } from './desk.ts';
import type { Failure } from './supervisor.ts';
import { shortcutList } from './shortcuts.ts';

interface NoticeNeeds {
  readonly desk: Desk;
  readonly channel: Channel;
}

function Notice(needs: { title: string; words: string; detail?: string; onRetry?: () => void }) {
  return (
    <div class="notice">
      <div class="notice-card">
        <p class="notice-title">{needs.title}</p>
        <p class="notice-words">{needs.words}</p>
        {needs.detail && <p class="notice-detail">{needs.detail}</p>}
        {needs.onRetry && (
          <button type="button" class="action" data-control="retry" onClick={needs.onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}

function OffAir({ channel }: { readonly channel: Channel }) {
  return (
    <div class="off-air">
      <span class="pill">Off air</span>
      <p class="off-air-title" dir="auto">
        {channel.name}
      </p>
      {channel.summary && (
        <p class="off-air-summary" dir="auto">
          {channel.summary}
        </p>
      )}
      <p class="off-air-words">Leave this page open: the picture starts by itself.</p>
    </div>
  );
}

function Waiting({ words }: { readonly words: string }) {
  return (
    <div class="waiting">
      <span class="ring" />
      <span class="waiting-words">{words}</span>
    </div>
  );
}

const failureWords: Readonly<Record<Failure['kind'], string>> = {
  network: 'The server answers, but the stream cannot be loaded. Another attempt follows by itself.',
  media: 'The browser could not decode the picture. Another attempt follows by itself.',
  codec: 'This stream uses a video format that this browser cannot play. Another browser may be able to.',
};

function StateWords({ desk: { player }, channel }: NoticeNeeds) {
  switch (player.state.value) {
    case 'offline':
      return <OffAir channel={channel} />;
    case 'connecting':
      return <Waiting words="Connecting to the channel…" />;
    case 'stalled':
      return (
        <div class="chip">
          <span class="ring ring-small" />
          The picture is waiting for the connection…
        </div>
      );
    case 'away':
      return (
        <Notice
          title="The encoder has gone away; waiting for its return"
          words="The picture goes on by itself as soon as it is back."
        />
      );
    case 'reconnecting':
      return (
        <Notice
          title="The connection is lost; trying again"
          words="The picture comes back by itself. Nothing needs to be reloaded."
        />
      );
    case 'failed': {
      const failure = player.failure.value;
      const kind = failure?.kind ?? 'network';
      return (
        <Notice
          title="The picture cannot be shown"
          words={failureWords[kind]}
          detail={failure ? `Reason: ${failure.detail}` : ''}
          onRetry={() => player.retry()}
        />
      );
    }
    case 'unsupported':
      return (
        <Notice
          title="This browser cannot play the stream"
          words="It lacks Media Source Extensions or H.264. A current Firefox, Chrome, Edge or Safari plays it."
        />
      );
    case 'playing':
    case 'paused':
      return null;
  }
}

function SoundButton({ desk: { player } }: { readonly desk: Desk }) {
  return (
    <button type="button" class="control sound" data-control="sound" onClick={() => player.loudness.setMuted(false)}>
      <VolumeIcon level={0} />
      {matchMedia('(hover: none)').matches ? 'Tap for sound' : 'Click for sound'}
    </button>
  );
}

function Keys({ desk }: { readonly desk: Desk }) {
  return (
    <div class="keys" role="dialog" aria-label="Keyboard shortcuts" onClick={() => desk.openHelp(false)}>
      <div class="keys-card" onClick={(event) => event.stopPropagation()}>
        <div class="keys-head">
          Keyboard
          <button type="button" class="control" aria-label="Close" onClick={() => desk.openHelp(false)}>
            <CloseIcon />
          </button>
        </div>
        <dl class="keys-list">
          {shortcutList.map(([keys, meaning]) => [
            <dt key={`${meaning}-keys`}>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>,
            <dd key={meaning}>{meaning}</dd>,
          ])}
        </dl>
      </div>
    </div>
  );
}

function Listening() {
  return (
    <div class="listening">
      <SoundWaveIcon />
      <span>Audio only</span>
    </div>
  );
}

/** Words over the picture: what is happening, told once to screen readers too. */
export function Notices({ desk, channel }: NoticeNeeds) {
  const { player } = desk;
  return (
    <>
      <div class="words" aria-live="polite">
        {player.listening.value && <Listening />}
        <StateWords desk={desk} channel={channel} />
      </div>
      {player.loudness.blocked.value && player.hasPicture.value && <SoundButton desk={desk} />}
      {desk.helpOpen.value && (
        <div class="words">
          <Keys desk={desk} />
        </div>
      )}
    </>
  );
}
