import { effect } from '@preact/signals';
import { render } from 'preact';
import { ApiClient } from '../shared/api-client.ts';
import { toldSelf } from '../shared/chat-self.ts';
import { browserClock } from '../shared/clock.ts';
import { readCatalogue, speak } from '../shared/words.ts';
import { Channel } from './channel.ts';
import { ChatReader, ChatWindow } from './chat/chat-view.tsx';
import { buildChat } from './chat/open-chat.tsx';
import { readOverlay } from './chat/overlay.ts';
import { parsePageState } from './page-state.ts';

/** The chat alone: in frames of other pages, in a window of its own, and over a picture. */

const answerTimeoutMs = 5000;

speak(readCatalogue(document.getElementById('words')?.textContent ?? ''));
const root = document.getElementById('chat');
const initial = parsePageState(document.getElementById('state')?.textContent ?? '');
if (root !== null && initial.chat !== null) {
  const clock = browserClock;
  const api = new ApiClient({ timeoutMs: answerTimeoutMs, fetch: (input, init) => fetch(input, init) });
  const channel = new Channel({ clock, initial, api, hidden: () => document.hidden });
  const model = buildChat({ api, channel, clock, facts: initial.chat });
  const overlay = readOverlay(new URLSearchParams(location.search));
  const { style } = document.documentElement;
  if (overlay.sizePx !== null) style.setProperty('--chat-size', `${overlay.sizePx}px`);
  if (overlay.fadeSeconds !== null) {
    root.classList.add('is-fading');
    style.setProperty('--chat-fade', `${overlay.fadeSeconds}s`);
  }
  root.replaceChildren();
  const canWrite = root.dataset['mode'] === 'readwrite';
  render(canWrite ? <ChatWindow model={model} /> : <ChatReader model={model} isOverlay={overlay.isOn} />, root);
  channel.start();
  // Other origins hear nothing: to them a frame has no element around it.
  if (canWrite && window.frameElement !== null) {
    const { barrier, me } = model.room;
    effect(() => {
      const self = barrier.value === null ? me.value : null;
      parent.postMessage(toldSelf(self), location.origin);
    });
  }
  model.room.start();
}
