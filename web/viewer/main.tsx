import { effect } from '@preact/signals';
import { render, type ComponentChild } from 'preact';
import { ApiClient } from '../shared/api-client.ts';
import { browserClock } from '../shared/clock.ts';
import { browserMemory } from '../shared/memory.ts';
import { readCatalogue, speak } from '../shared/words.ts';
import { openActions } from './action-dialog.ts';
import { Channel } from './channel.ts';
import { browserIdentity } from './chat/identity.ts';
import { openDivider } from './divider.ts';
import { openFollowers } from './followers.tsx';
import { Headline } from './headline.tsx';
import { openLanguages } from './languages.ts';
import { Layout } from './layout.ts';
import { OnAir } from './on-air.tsx';
import { renewOutdated } from './outdated.ts';
import { type PageState, parsePageState } from './page-state.ts';
import { loadPatiently } from './patience.ts';
import { Desk } from './player/desk.ts';
import { openEngine } from './player/open-engine.ts';
import { PlayerView } from './player/player-view.tsx';
import { Player } from './player/player.ts';
import { Screen } from './player/screen.ts';
import { Storyboard } from './player/storyboard.ts';
import { openTabs } from './tabs.ts';
import {
  announceToSystem,
  followLadder,
  listenToKeys,
  listenToPointer,
  mirrorState,
  reportPlayback,
} from './wiring.ts';

/** How long an answer of the server is waited for. */
const answerTimeoutMs = 5000;

/** The script serves the channel's page and the player alone that others embed; only the first has a headline. */
function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}

/** As the server wrote it; who puts the player into a page may want no button to follow in it, as in Owncast. */
function readInitial(query: URLSearchParams): PageState {
  const state = parsePageState(element('state').textContent ?? '');
  return query.get('supportsSocialFollow') === 'false' ? { ...state, followAccount: null } : state;
}

/** Loads the page anew where the server has another version of it. */
function renew(): Promise<void> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"]')?.getAttribute('src') ?? '';
  const reload = () => location.reload();
  return renewOutdated({ fetch: (input, init) => fetch(input, init), page: location.href, script, reload });
}

/** The player's code is loaded when there is something to play, which may be days after the page was. */
async function renewAndFail(cause: unknown): Promise<never> {
  await renew();
  throw cause;
}

/** Replaces what the server drew by the living thing, within one frame, so that nothing moves or flickers. */
function takeOver(root: HTMLElement, view: ComponentChild): void {
  root.replaceChildren();
  render(view, root);
}

speak(readCatalogue(element('words').textContent));
const clock = browserClock;
const api = new ApiClient({ timeoutMs: answerTimeoutMs, fetch: (input, init) => fetch(input, init) });
const query = new URLSearchParams(location.search);
const initial = readInitial(query);
const channel = new Channel({
  clock,
  initial,
  api,
  hidden: () => document.hidden,
});
const root = element('player');
const player = new Player({
  clock,
  memory: browserMemory,
  channel,
  playlistUrl: new URL('/hls/stream.m3u8', location.href).href,
  fetch: (input, init) => fetch(input, init),
  openEngine: (needs) => openEngine(needs).catch(renewAndFail),
  autoplay: initial.autoplay,
  isForAdults: initial.isForAdults,
  initiallyMuted: query.get('initiallyMuted') === 'true',
});
const layout = new Layout();
const toggleChat = initial.chat === null ? null : () => layout.showChat(!layout.isChatShown.peek());
const storyboard = new Storyboard({
  clock,
  fetch: (input, init) => fetch(input, init),
  url: new URL('/storyboard.vtt', location.href).href,
});
const desk = new Desk({ player, screen: new Screen({ root, layout }), clock, storyboard, toggleChat });

takeOver(root, <PlayerView desk={desk} channel={channel} api={api} />);
if (!channel.isEmbedded) {
  takeOver(element('on-air'), <OnAir channel={channel} />);
  takeOver(element('headline'), <Headline channel={channel} clock={clock} api={api} />);
}

const chatRoot = document.getElementById('chat');
const chatToggle = document.getElementById('chat-toggle');
if (initial.chat !== null && chatRoot !== null && chatToggle !== null) {
  const needs = { api, channel, clock, facts: initial.chat, root: chatRoot, toggle: chatToggle, layout };
  const divider = document.getElementById('chat-divider');
  if (divider !== null) openDivider(divider, chatRoot, layout);
  // A chunk of its own: the picture comes first.
  const load = () => import('./chat/open-chat.tsx');
  void loadPatiently(load, { clock, onFailure: renew }).then(({ openChat }) => openChat(needs));
}

const tellMeRoot = document.getElementById('tell-me');
if (initial.pushKey !== null && tellMeRoot !== null) {
  const needs = { api, memory: browserMemory, root: tellMeRoot, key: initial.pushKey, channelName: channel.name };
  const load = () => import('./notify/open-notify.tsx');
  void loadPatiently(load, { clock, onFailure: renew }).then(({ openNotify }) => openNotify(needs));
}

mirrorState(root, desk);
if (document.documentElement.dataset['screen'] === 'television') {
  void import('./arrows.ts').then(({ openArrows }) => openArrows()).finally(() => listenToKeys(desk));
} else listenToKeys(desk);
listenToPointer(root, desk);
announceToSystem(channel, player);
followLadder(channel, player);
reportPlayback({ player, clock, api });
openActions(
  document.getElementById('actions'),
  browserIdentity(() => localStorage),
);
openLanguages(document.getElementById('languages'));
openTabs(document.getElementById('more'), { followers: (panel) => openFollowers(panel, api) });
effect(() => {
  const { phase, title } = channel.status.value;
  const subject = phase !== 'offline' && title ? `${title} · ${channel.name}` : channel.name;
  document.title = phase === 'live' ? `● ${subject}` : subject;
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) channel.askNow();
});
window.addEventListener('pagehide', () => player.rememberBandwidth());
channel.start();
