import { useEffect, useState } from 'preact/hooks';
import { formats } from '../../shared/words.ts';
import type { Channel } from '../channel.ts';
import { countdownWords, untilChangeMs, whenWords } from './planned.ts';

/** When the next planned broadcast is, in the time of the reader, and how long that is from now; nothing without one. */
export function NextBroadcast({ channel }: { readonly channel: Channel }) {
  const { planned } = channel.status.value;
  const [, look] = useState(0);
  const nowMs = channel.serverNowMs();
  useEffect(() => {
    if (planned === null || !channel.showsCountdown) return undefined;
    const timer = setTimeout(() => look((count) => count + 1), untilChangeMs(planned.startMs, channel.serverNowMs()));
    return () => clearTimeout(timer);
  });
  if (planned === null) return null;
  const { name, startMs } = planned;
  const language = formats();
  return (
    <p class="next-broadcast">
      <a href="/schedule" target={channel.isEmbedded ? '_blank' : undefined}>
        <b dir="auto">{name}</b>
      </a>{' '}
      <time dateTime={new Date(startMs).toISOString()}>{whenWords(startMs, nowMs, language)}</time>
      {channel.showsCountdown && (
        <span class="next-countdown" role="timer" aria-live="off">
          {countdownWords(startMs, nowMs, language)}
        </span>
      )}
    </p>
  );
}
