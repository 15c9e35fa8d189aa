import type { Settings } from '../../config/settings.ts';
import { html, Html } from './html.ts';
import type { PageLanguage } from './locales.ts';
import { chatWidths, type PageLayout } from './page-layout.ts';
import { readSignInOffers, type SignInOffers } from './sign-in-offers.ts';

/** What the page's script is told of the chat. */
export interface ChatOnPage {
  /** How long after a broadcast people may write. */
  readonly openAfterMinutes: number;
  readonly needsSignIn: boolean;
  /** Largest message that the socket takes, in bytes. */
  readonly maxPayloadBytes: number;
  /** Host of the socket where it is not the page's own. */
  readonly socketHost: string | null;
  readonly signIn: SignInOffers;
}

/** Largest message that the chat's socket takes, in bytes. */
export const SOCKET_PAYLOAD_BYTES = 2048;

/** Reads what the settings say of the chat to its page. */
export function readChatOnPage(settings: Pick<Settings, 'get'>): ChatOnPage {
  return {
    openAfterMinutes: settings.get('chat-open-after-minutes'),
    needsSignIn: settings.get('chat-authenticated-only'),
    maxPayloadBytes: SOCKET_PAYLOAD_BYTES,
    socketHost: hostOf(settings.get('socket-host')),
    signIn: readSignInOffers(settings),
  };
}

/** The host in what the owner wrote, a host or an address; null for anything else. */
export function hostOf(text: string): string | null {
  const url = URL.parse(text.includes('://') ? text : `wss://${text}`);
  return url === null || text.trim() === '' || !/^[a-z0-9.:[\]-]+$/i.test(url.host) ? null : url.host;
}

/** Shows and hides the chat; it waits for the script. */
export function chatToggle({ say }: PageLanguage, { isChatHidden }: PageLayout): Html {
  return html`<button
    type="button"
    id="chat-toggle"
    class="chat-toggle"
    aria-pressed="${isChatHidden ? 'false' : 'true'}"
    aria-controls="chat"
    data-waits
  >
    ${say('chat.title')}
  </button>`;
}

/** The chat's place, with its size from the first paint on, and beside it what makes it wider or narrower. */
export function chatPlace({ say }: PageLanguage, { isChatHidden }: PageLayout): Html {
  return html`<div
      id="chat-divider"
      class="chat-divider"
      role="separator"
      aria-orientation="vertical"
      aria-controls="chat"
      aria-label="${say('page.chatWidth')}"
      aria-valuemin="${chatWidths.least}"
      aria-valuemax="${chatWidths.most}"
      tabindex="0"
      hidden
    ></div>
    <section id="chat" class="chat" aria-label="${say('chat.title')}" ${isChatHidden && new Html(' hidden')}>
      <noscript><p class="chat-empty">${say('chat.needsJavaScript')}</p></noscript>
    </section>`;
}
