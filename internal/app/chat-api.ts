import { randomBytes, randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ChatDesk } from '../chat/desk.ts';
import { Discipline } from '../chat/discipline.ts';
import { Journal } from '../chat/journal.ts';
import { Registration } from '../chat/registration.ts';
import type { Settings } from '../config/settings.ts';
import { chatModerationHandlers, type ChatModerationNeeds } from '../http/handlers/chat-moderation.ts';
import { chatHandlers } from '../http/handlers/chat.ts';
import { html } from '../http/pages/html.ts';
import type { Clock } from '../platform/clock.ts';
import type { LogRoot } from '../platform/log.ts';
import type { Store } from '../store/store.ts';
import type { ChatPart } from './chat.ts';
import { SettingsDesk } from './settings-desk.ts';

/** Messages of somebody who is forgotten that are deleted at a time. */
const MESSAGES_AT_ONCE = 250;
const RANDOM_STEPS = 1_000_000;

export interface ChatApiNeeds {
  readonly chat: ChatPart;
  readonly clock: Clock;
  readonly log: Pick<LogRoot, 'component'>;
  readonly settings: Settings;
  readonly store: Store;
  readonly placeOf: ChatModerationNeeds['placeOf'];
}

/** What can be asked of the chat, and done in it, over the API. */
export function buildChatApi(needs: ChatApiNeeds) {
  const { chat, settings, store, clock } = needs;
  const wallMs = () => clock.wallMs();
  const findUser = (userId: string) => store.users.get(userId);
  const journal = new Journal({ shelf: store.moderationLog, wallMs });
  const { bans, events, maker, messages: log, posting, room, timeOuts } = chat;
  const desk = new ChatDesk({
    users: store.users,
    messages: store.messages,
    log,
    posting,
    room,
    maker,
    events,
    journal,
    emoji: () => chat.emoji(),
  });
  const discipline = new Discipline({
    users: store.users,
    messages: store.messages,
    log,
    room,
    maker,
    events,
    bans,
    timeOuts,
    journal,
    wallMs,
    escape: (text) => html`${text}`.text,
    pause: () => setImmediate(),
  });
  const settingsDesk = new SettingsDesk({ settings, stored: store.settings, log: needs.log.component('settings') });
  return {
    handlers: {
      ...chatHandlers({
        registration: buildRegistration(needs),
        desk,
        stationName: () => settings.get('channel-name'),
      }),
      ...chatModerationHandlers({
        desk,
        discipline,
        journal: store.moderationLog,
        timeOuts,
        findUser,
        setSlowMode: (seconds, by) => {
          const outcome = settingsDesk.change({ 'chat-slow-seconds': String(seconds) });
          journal.note(by, 'slowmode.changed', { detail: `${seconds} s` });
          return outcome;
        },
        placeOf: needs.placeOf,
      }),
    },
    forgetUser: (userId: string) => forgetUser({ ...needs, discipline }, userId),
    showOutBot: (userId: string) => showOutBot(needs, userId),
  };
}

function buildRegistration({ chat, clock, settings, store }: ChatApiNeeds): Registration {
  return new Registration({
    addUser: (user, token) => store.accessTokens.addUser(user, token),
    isNameTaken: (key) => chat.reservedNames.isTaken(key, null),
    rules: () => ({
      forbiddenNames: settings.get('chat-forbidden-names'),
      suggestedNames: settings.get('chat-suggested-names'),
      slurFilter: settings.get('chat-slur-filter'),
    }),
    clock,
    randomBytes,
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
  });
}

/** Shows out a bot that may not write any more, and hears nothing more of it. */
function showOutBot({ chat, store }: ChatApiNeeds, userId: string): void {
  const bot = store.users.get(userId);
  if (bot === null) return;
  chat.room.refreshUser(userId);
  chat.room.closeUser(userId, chat.maker.disabled(bot));
}

/** In slices of a few milliseconds, between which whatever is live goes on. */
async function forgetUser(
  { chat, discipline, store }: ChatApiNeeds & { readonly discipline: Discipline },
  userId: string,
): Promise<boolean> {
  await discipline.dismiss(userId);
  while (store.users.deleteMessages(userId, MESSAGES_AT_ONCE) === MESSAGES_AT_ONCE) await setImmediate();
  store.moderationLog.forgetUser(userId);
  store.ipBans.forgetUser(userId);
  const wasThere = store.users.delete(userId);
  chat.messages.invalidate();
  chat.timeOuts.lift(userId);
  return wasThere;
}
