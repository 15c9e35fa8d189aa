import { effect } from '@preact/signals';
import { render, type ComponentChild } from 'preact';
import { browserClock } from '../shared/clock.ts';
import { browserMemory } from '../shared/memory.ts';
import { Channel } from './channel.ts';
import { Headline } from './headline.tsx';
import { OnAir } from './on-air.tsx';
import { parsePageState } from './page-state.ts';
import { Desk } from './player/desk.ts';
import { openEngine } from './player/open-engine.ts';
import { PlayerView } from './player/player-view.tsx';
import { Player } from './player/player.ts';
import { Screen } from './player/screen.ts';
import { announceToSystem, listenToKeys, listenToPointer, mirrorState } from './wiring.ts';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}

/** Replaces what the server drew by the living thing, within one frame, so that nothing moves or flickers. */
function takeOver(root: HTMLElement, view: ComponentChild): void {
  root.replaceChildren();
  render(view, root);
}

const clock = browserClock;
const channel = new Channel({
  clock,
  initial: parsePageState(element('state').textContent ?? ''),
  statusUrl: '/api/status',
  fetch: (input, init) => fetch(input, init),
  hidden: () => document.hidden,
});
const root = element('player');
const player = new Player({
  clock,
  memory: browserMemory,
  channel,
  playlistUrl: new URL('/hls/stream.m3u8', location.href).href,
  fetch: (input, init) => fetch(input, init),
  openEngine,
});
const desk = new Desk({ player, screen: new Screen(root), clock });

takeOver(element('on-air'), <OnAir channel={channel} />);
takeOver(root, <PlayerView desk={desk} channel={channel} />);
takeOver(element('headline'), <Headline channel={channel} clock={clock} />);

mirrorState(root, desk);
listenToKeys(desk);
listenToPointer(root, desk);
announceToSystem(channel, player);
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
