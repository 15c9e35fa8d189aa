import { judgeMessage } from '../chat/moderation/judge-message.ts';
import type { Settings } from '../config/settings.ts';
import type { Chat } from '../federation/inbound/crier.ts';
import type { Clock } from '../platform/clock.ts';
import type { Store } from '../store/store.ts';
import type { ChatPart } from './chat.ts';

export interface FederationChatNeeds {
  readonly chat: Pick<ChatPart, 'events' | 'maker' | 'messages' | 'posting' | 'room' | 'isOpen'>;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly settings: Settings;
  readonly followers: Pick<Store['followers'], 'isFollower'>;
}

/** The chat, as far as the fediverse speaks in it. */
export function federationChat({ chat, clock, followers, settings }: FederationChatNeeds): Chat {
  return {
    show: (line) => (settings.get('chat') ? chat.posting.announce(line).id : null),
    hide: (id) => {
      const ids = chat.messages.setVisibility([id], false);
      if (ids.length === 0) return;
      chat.room.publish(chat.maker.visibility(ids, false));
      chat.events.publish('chat.visibility', { ids, isVisible: false });
    },
    allows: (text, account) => {
      const verdict = judgeMessage({
        nowWallMs: clock.wallMs(),
        text,
        pace: 'fine',
        isOpen: chat.isOpen(),
        // Whoever writes has proved an account. How long it has been here nobody knows, and it is not the owner who let it in.
        sender: {
          createdWallMs: clock.wallMs(),
          isModerator: false,
          isAuthenticated: true,
          isFollower: followers.isFollower(account),
          isDisabled: false,
          silencedUntilWallMs: null,
          lastMessageWallMs: null,
        },
        rules: {
          spamProtection: settings.get('chat-spam-protection'),
          establishedOnly: settings.get('chat-established-only'),
          authenticatedOnly: settings.get('chat-authenticated-only'),
          followersOnly: settings.get('chat-followers-only'),
          slurFilter: settings.get('chat-slur-filter'),
          forbiddenWords: settings.get('chat-forbidden-words'),
          slowModeSeconds: 0,
          links: settings.get('chat-links'),
        },
      });
      return verdict.kind === 'fine';
    },
  };
}
