import { useSignal, useSignalEffect } from '@preact/signals';
import type { BrowserClock } from '../shared/clock.ts';
import { formatAgo, formatDuration } from '../shared/format.ts';
import { ShareIcon } from '../shared/icons.tsx';
import type { Channel } from './channel.ts';

const thanksMs = 2000;

function Facts({ channel, clock }: { readonly channel: Channel; readonly clock: BrowserClock }) {
  const nowMs = useSignal(channel.serverNowMs());
  useSignalEffect(() => clock.every(1000, () => (nowMs.value = channel.serverNowMs())));
  const { phase, startedAtMs, lastLiveAtMs } = channel.status.value;
  if (phase !== 'offline') {
    const length = startedAtMs === null ? '' : ` for ${formatDuration(nowMs.value - startedAtMs)}`;
    return <p class="facts">{phase === 'live' ? `Live${length}` : `On air${length}, waiting for the encoder`}</p>;
  }
  const language = document.documentElement.lang || 'en';
  const last = lastLiveAtMs === null ? '' : `Last on air ${formatAgo(lastLiveAtMs, nowMs.value, language)}`;
  return <p class="facts">{last}</p>;
}

function ShareButton({ clock }: { readonly clock: BrowserClock }) {
  const said = useSignal('');
  const share = async () => {
    const url = location.origin + location.pathname;
    try {
      if (navigator.share && matchMedia('(hover: none)').matches)
        return await navigator.share({ title: document.title, url });
      await navigator.clipboard.writeText(url);
      said.value = 'Link copied';
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
        {said.value || 'Copy link'}
      </span>
    </button>
  );
}

/** What is on, since when, and the way to pass it on. */
export function Headline({ channel, clock }: { readonly channel: Channel; readonly clock: BrowserClock }) {
  return (
    <>
      <div class="headline-words">
        <h1 dir="auto">{channel.status.value.title || channel.name}</h1>
        <Facts channel={channel} clock={clock} />
      </div>
      <ShareButton clock={clock} />
    </>
  );
}
