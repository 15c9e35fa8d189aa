import { effect } from '@preact/signals';
import { render } from 'preact';
import type { ApiClient } from '../../shared/api-client.ts';
import type { BrowserClock } from '../../shared/clock.ts';
import type { Channel } from '../channel.ts';
import type { Layout } from '../layout.ts';
import { chatApi } from './chat-api.ts';
import { type ChatFacts, ChatModel } from './chat-model.ts';
import { topMeter } from './chat-top.ts';
import { ChatColumn } from './chat-view.tsx';
import { browserIdentity } from './identity.ts';
import { parseHtml } from './parse-html.ts';
import { ChatRoom } from './room.ts';
import { socketUrl } from './socket-url.ts';

export interface OpenChatNeeds {
  readonly api: ApiClient;
  readonly channel: Channel;
  readonly clock: BrowserClock;
  readonly facts: ChatFacts;
}

/** Builds the chat's parts for this page; nobody is connected before `room.start()`. */
export function buildChat({ api, channel, clock, facts }: OpenChatNeeds): ChatModel {
  const calls = chatApi(api);
  const room = new ChatRoom({
    api: calls,
    clock,
    identity: browserIdentity(() => localStorage),
    socketUrl: socketUrl(location.href, facts.socketHost),
    openSocket: (url) => new WebSocket(url),
    parse: parseHtml,
    firstName: new URLSearchParams(location.search).get('displayname')?.slice(0, 30) ?? '',
  });
  window.addEventListener('online', () => room.hurry());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) room.hurry();
  });
  return new ChatModel({ api: calls, channel, clock, facts, room });
}

/** On a phone the chat takes what the window has below the picture and the title. Answers what has to be called when it is shown. */
function fitHeight(root: HTMLElement): () => void {
  const measure = topMeter({
    chat: root,
    scrolledPx: () => scrollY,
    set: (topPx) => document.documentElement.style.setProperty('--chat-top', `${topPx}px`),
  });
  const observer = new ResizeObserver(measure);
  for (const element of root.parentElement?.children ?? []) if (element !== root) observer.observe(element);
  return measure;
}

export interface ChatPlace {
  readonly root: HTMLElement;
  readonly toggle: HTMLElement;
  readonly layout: Layout;
}

/** Brings the channel page's chat to life, shown or hidden as this browser last had it. */
export function openChat(needs: OpenChatNeeds & ChatPlace): void {
  const { layout, root, toggle } = needs;
  const model = buildChat(needs);
  toggle.addEventListener('click', () => {
    layout.showChat(!layout.isChatShown.peek());
    // On a narrow page it is there only while the chat is not; whoever pressed it by a key goes on from the chat.
    if (toggle.offsetParent === null) root.querySelector<HTMLElement>('.chat-log')?.focus();
  });
  toggle.removeAttribute('data-waits');
  root.replaceChildren();
  const hide = () => {
    layout.showChat(false);
    toggle.focus();
  };
  render(<ChatColumn model={model} onHide={hide} />, root);
  const measure = fitHeight(root);
  effect(() => {
    const isShown = layout.isChatShown.value;
    root.hidden = !isShown;
    measure();
    toggle.setAttribute('aria-pressed', String(isShown));
    if (isShown) model.room.start();
    else model.room.stop();
  });
}
