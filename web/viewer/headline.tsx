import { useSignal, useSignalEffect } from '@preact/signals';
import type { BrowserClock } from '../shared/clock.ts';
import { formatAgo, formatDuration } from '../shared/format.ts';
import { ShareIcon } from '../shared/icons.tsx';
import { Follow } from './follow.tsx';
import { formats, say } from '../shared/words.ts';
import type { ApiClient } from '../shared/api-client.ts';
import type { Channel } from './channel.ts';

const thanksMs = 2000;

function Facts({ channel, clock }: { readonly channel: Channel; readonly clock: BrowserClock }) {
  const nowMs = useSignal(channel.serverNowMs());
  useSignalEffect(() => clock.every(1000, () => (nowMs.value = channel.serverNowMs())));
  const { phase, startedAtMs, lastLiveAtMs } = channel.status.value;
  if (phase !== 'offline') {
    const isLive = phase === 'live';
    if (startedAtMs === null) return <p class="facts">{say(isLive ? 'page.live' : 'page.away')}</p>;
    const length = formatDuration(nowMs.value - startedAtMs);
    return <p class="facts">{say(isLive ? 'page.liveFor' : 'page.awayFor', { length })}</p>;
  }
  if (lastLiveAtMs === null) return <p class="facts" />;
  return <p class="facts">{say('page.lastOnAir', { when: formatAgo(lastLiveAtMs, nowMs.value, formats()) })}</p>;
}

function ShareButton({ clock }: { readonly clock: BrowserClock }) {
  const said = useSignal('');
  const share = async () => {
    const url = location.origin + location.pathname;
    try {
      if (navigator.share && matchMedia('(hover: none)').matches)
        return await navigator.share({ title: document.title, url });
      await navigator.clipboard.writeText(url);
      said.value = say('page.linkCopied');
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') return;
      said.value = url;
    }
    clock.after(thanksMs, () => (said.value = ''));
  };
  return (
    <button type="button" class="action share" onClick={() => void share()}>
      <ShareIcon />
      <span class="share-word" aria-live="polite">
        {said.value || say('page.copyLink')}
      </span>
    </button>
  );
}

interface HeadlineProps {
  readonly channel: Channel;
  readonly clock: BrowserClock;
  readonly api: Pick<ApiClient, 'call'>;
}

/** What is on, since when, and the way to pass it on. */
export function Headline({ channel, clock, api }: HeadlineProps) {
  return (
    <>
      <div class="headline-words">
        <h1 dir="auto">{channel.status.value.title || channel.name}</h1>
        <Facts channel={channel} clock={clock} />
      </div>
      <div class="headline-actions">
        <Follow channel={channel} api={api} />
        <ShareButton clock={clock} />
      </div>
    </>
  );
}
