import { type ChannelPageAssets, type ChannelPageState, stateScript } from './channel-page.ts';
import { html } from './html.ts';

/** Where the chat is found alone. */
export const chatPaths = { read: '/embed/chat/readonly', write: '/embed/chat/readwrite' } as const;

export interface ChatPagePlace {
  readonly mayWrite: boolean;
  /** Without a background, to lie over a picture. */
  readonly isOverlay: boolean;
}

/** The chat alone, filling its frame or its window. Pure. */
export function renderChatPage(state: ChannelPageState, assets: ChannelPageAssets, place: ChatPagePlace): string {
  const {
    view,
    chat,
    language: { locale, direction, say },
  } = state;
  const page = html`<!doctype html>
    <html lang="${locale}" dir="${direction}" class="${place.isOverlay ? 'overlay' : ''}">
      <head>
        <meta charset="utf-8" />
        <title>${say('chat.pageTitle', { name: view.name })}</title>
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href="${assets.viewerStyle}" />
        ${view.stylesUrl !== null && html`<link rel="stylesheet" href="${view.stylesUrl}" />`}
        <script type="module" src="${assets.chatScript}"></script>
      </head>
      <body class="chat-alone">
        <main
          id="chat"
          class="chat"
          data-mode="${place.mayWrite ? 'readwrite' : 'readonly'}"
          aria-label="${say('chat.title')}"
        >
          ${chat === null && html`<p class="chat-empty">${say('chat.offOf', { name: view.name })}</p>`}
          <noscript><p class="chat-empty">${say('chat.needsJavaScript')}</p></noscript>
        </main>
        ${stateScript(state, true)}
      </body>
    </html> `;
  return page.text;
}
