import { oldestKeptWallMs, Retention } from '../chat/retention.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 86_400_000;

export interface ChatRetentionNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: Settings;
  readonly store: Pick<Store, 'messages' | 'users'>;
  /** Told when messages went. */
  readonly onForgotten: () => void;
}

/** Forgets old messages, and people who came once and never again; the returned function ends it. */
export function keepChatInBounds({ clock, log, settings, store, onForgotten }: ChatRetentionNeeds): () => void {
  const messages = new Retention({
    what: 'messages',
    clock,
    log,
    onForgotten,
    forgetSome: (atMost) => {
      const limitWallMs = oldestKeptWallMs({
        nowWallMs: clock.wallMs(),
        keepHours: settings.get('chat-keep-hours'),
        surplusWallMs: store.messages.timeOfOlderThan(settings.get('chat-keep-messages')),
      });
      return store.messages.forgetSome(limitWallMs, atMost);
    },
  });
  const people = new Retention({
    what: 'people',
    clock,
    log,
    onForgotten: () => {},
    forgetSome: (atMost) =>
      store.users.forgetStrangers(clock.wallMs() - settings.get('chat-keep-people-days') * DAY_MS, atMost),
  });
  const endings = [messages.start(), people.start()];
  return () => {
    for (const end of endings) end();
  };
}
