import type { ApiClient } from '../../shared/api-client.ts';
import { CloseIcon, PlayIcon, SoundWaveIcon, VolumeIcon } from '../../shared/icons.tsx';
import { say, type WordKey } from '../../shared/words.ts';
import type { Channel } from '../channel.ts';
import { Follow } from '../follow.tsx';
import { NextBroadcast } from '../schedule/next-broadcast.tsx';
import type { Desk } from './desk.ts';
import type { Failure } from './supervisor.ts';
import { shortcutList } from './shortcuts.ts';

interface NoticeNeeds {
  readonly desk: Desk;
  readonly channel: Channel;
  readonly api: Pick<ApiClient, 'call'>;
}

interface Press {
  readonly control: string;
  readonly words: string;
  readonly act: () => void;
}

function Notice(needs: { title: string; words: string; detail?: string; press?: Press }) {
  return (
    <div class="notice">
      <div class="notice-card">
        <p class="notice-title">{needs.title}</p>
        <p class="notice-words">{needs.words}</p>
        {needs.detail && <p class="notice-detail">{needs.detail}</p>}
        {needs.press && (
          <button type="button" class="action" data-control={needs.press.control} onClick={needs.press.act}>
            {needs.press.words}
          </button>
        )}
      </div>
    </div>
  );
}

/** What the channel is while nothing is on it, what comes next, and how to hear of it. */
function OffAir({ channel, api }: Omit<NoticeNeeds, 'desk'>) {
  return (
    <div class="off-air">
      <span class="pill">{say('page.offAir')}</span>
      <p class="off-air-title" dir="auto">
        {channel.isEmbedded ? (
          <a href="/" target="_blank">
            {channel.name}
          </a>
        ) : (
          channel.name
        )}
      </p>
      {channel.offlineHtml ? (
        // The server made this HTML of the owner's Markdown, and nothing in it runs.
        <div class="off-air-message" dir="auto" dangerouslySetInnerHTML={{ __html: channel.offlineHtml }} />
      ) : (
        channel.summary && (
          <p class="off-air-summary" dir="auto">
            {channel.summary}
          </p>
        )
      )}
      <NextBroadcast channel={channel} />
      <p class="off-air-words">{say(channel.waitsForPress ? 'page.saysWhenLive' : 'page.startsItself')}</p>
      <div class="off-air-actions">
        <Follow channel={channel} api={api} />
      </div>
    </div>
  );
}

/** The picture waits for the viewer's word. */
function Ready({ desk: { player } }: { readonly desk: Desk }) {
  if (player.needsConsent.value) {
    return (
      <Notice
        title={say('player.adults')}
        words={say('player.adultsHelp')}
        press={{ control: 'consent', words: say('player.consent'), act: () => player.begin() }}
      />
    );
  }
  return (
    <button
      type="button"
      class="begin"
      data-control="begin"
      aria-label={say('player.play')}
      onClick={() => player.begin()}
    >
      <PlayIcon />
    </button>
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

const failureWords: Readonly<Record<Failure['kind'], WordKey>> = {
  network: 'player.failedNetwork',
  media: 'player.failedMedia',
  codec: 'player.failedCodec',
};

function StateWords({ desk, channel, api }: NoticeNeeds) {
  const { player } = desk;
  switch (player.state.value) {
    case 'offline':
      return <OffAir channel={channel} api={api} />;
    case 'ready':
      return <Ready desk={desk} />;
    case 'connecting':
      return <Waiting words={say('player.connecting')} />;
    case 'stalled':
      return (
        <div class="chip">
          <span class="ring ring-small" />
          {say('player.stalled')}
        </div>
      );
    case 'away':
      return <Notice title={say('player.away')} words={say('player.awayHelp')} />;
    case 'reconnecting':
      return <Notice title={say('player.lost')} words={say('player.lostHelp')} />;
    case 'failed': {
      const failure = player.failure.value;
      const kind = failure?.kind ?? 'network';
      return (
        <Notice
          title={say('player.failed')}
          words={say(failureWords[kind])}
          detail={failure ? say('player.reason', { detail: failure.detail }) : ''}
          press={{ control: 'retry', words: say('player.retry'), act: () => player.retry() }}
        />
      );
    }
    case 'unsupported':
      return <Notice title={say('player.unsupported')} words={say('player.unsupportedHelp')} />;
    case 'playing':
    case 'paused':
      return null;
  }
}

function SoundButton({ desk: { player } }: { readonly desk: Desk }) {
  return (
    <button type="button" class="control sound" data-control="sound" onClick={() => player.loudness.setMuted(false)}>
      <VolumeIcon level={0} />
      {say(matchMedia('(hover: none)').matches ? 'player.tapForSound' : 'player.clickForSound')}
    </button>
  );
}

function Keys({ desk }: { readonly desk: Desk }) {
  return (
    <div class="keys" role="dialog" aria-label={say('keys.list')} onClick={() => desk.openHelp(false)}>
      <div class="keys-card" onClick={(event) => event.stopPropagation()}>
        <div class="keys-head">
          {say('keys.title')}
          <button type="button" class="control" aria-label={say('page.close')} onClick={() => desk.openHelp(false)}>
            <CloseIcon />
          </button>
        </div>
        <dl class="keys-list">
          {shortcutList.map(([keys, meaning]) => [
            <dt key={`${meaning}-keys`}>
              {keys.map((key) => (
                <kbd key={key}>{key === 'keys.space' ? say(key) : key}</kbd>
              ))}
            </dt>,
            <dd key={meaning}>{say(meaning)}</dd>,
          ])}
        </dl>
      </div>
    </div>
  );
}

/** Stands where the picture would. */
function Listening({ channel }: { readonly channel: Channel }) {
  return (
    <div class="listening">
      <img class="cover" src={channel.logoUrl} alt="" />
      <span class="listening-words">
        <SoundWaveIcon />
        {say('player.audioOnly')}
      </span>
    </div>
  );
}

/** Words over the picture: what is happening, told once to screen readers too. */
export function Notices({ desk, channel, api }: NoticeNeeds) {
  const { player } = desk;
  return (
    <>
      <div class="words" aria-live="polite">
        {player.listening.value && <Listening channel={channel} />}
        <StateWords desk={desk} channel={channel} api={api} />
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
