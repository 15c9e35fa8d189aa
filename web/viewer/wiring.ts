import { computed, effect } from '@preact/signals';
import type { ApiClient } from '../shared/api-client.ts';
import type { BrowserClock } from '../shared/clock.ts';
import type { Channel } from './channel.ts';
import type { Desk } from './player/desk.ts';
import type { Player } from './player/player.ts';
import { Reporter } from './player/reporter.ts';
import type { Keystroke } from './player/shortcuts.ts';

/** Writes the player's state on its root element, for style sheets, tests and curious people. */
export function mirrorState(root: HTMLElement, desk: Desk): void {
  const { player } = desk;
  const set = (name: string, value: () => string) => effect(() => root.setAttribute(`data-${name}`, value()));
  set('state', () => player.state.value);
  set('level', () => player.current.value);
  set('quality', () => player.choice.value);
  set('latency', () => player.pacer.latencySeconds.value?.toFixed(2) ?? '');
  set('engine', () => player.engineName.value);
  set('recoveries', () => String(player.recoveries.value));
  set('picture', () => (player.hasPicture.value ? 'yes' : 'no'));
  set('audio', () => (player.listening.value ? 'yes' : 'no'));
  set('controls', () => (desk.presence.shown.value ? 'shown' : 'hidden'));
}

/** Looks at the renditions again whenever the server says that they are others. */
export function followLadder(channel: Channel, player: Player): void {
  let known = channel.status.peek().ladderVersion;
  effect(() => {
    const { ladderVersion } = channel.status.value;
    if (ladderVersion === null || ladderVersion === known) return;
    known = ladderVersion;
    void player.followLadder();
  });
}

function focusKind(target: EventTarget | null): Keystroke['focus'] {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target instanceof HTMLInputElement && target.type === 'range') return 'slider';
  if (target.isContentEditable || target.matches('input, textarea, select')) return 'text';
  return target.matches('button, a, summary, [role="menuitemradio"]') ? 'control' : 'page';
}

/** Keys work wherever the focus is on the page, except in text. */
export function listenToKeys(desk: Desk): void {
  document.addEventListener('keydown', (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (desk.press({ key: event.key, modified, focus: focusKind(event.target) })) event.preventDefault();
  });
}

/** The controls come with a moving pointer or a focus and leave with it. */
export function listenToPointer(root: HTMLElement, desk: Desk): void {
  const { presence } = desk;
  root.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') presence.stir();
  });
  root.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'touch') presence.rest();
  });
  root.addEventListener('focusin', () => presence.stir());
  presence.stir();
}

/** Tells the system's media keys and lock screen what is playing. */
export function announceToSystem(
  channel: Pick<Channel, 'name' | 'status'>,
  player: Pick<Player, 'state' | 'paused' | 'play' | 'pause'>,
): void {
  if (!('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  // The logo as raster: the system draws no SVG.
  const artwork = [{ src: '/logo/external' }];
  // Each answer of the server is another status: what is told anew, lock screens draw anew.
  const title = computed(() => channel.status.value.title || channel.name);
  effect(() => {
    session.metadata = new MediaMetadata({ title: title.value, artist: channel.name, artwork });
  });
  effect(() => {
    session.playbackState = player.state.value === 'offline' ? 'none' : player.paused.value ? 'paused' : 'playing';
  });
  session.setActionHandler('play', () => player.play());
  session.setActionHandler('pause', () => player.pause());
}

/** Tells the server how playback goes. The session's name is new at each load of the page, and kept nowhere. */
export function reportPlayback(needs: { player: Player; clock: BrowserClock; api: Pick<ApiClient, 'call'> }): void {
  const sessionId = [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  new Reporter({
    ...needs,
    sessionId,
    send: (report) => void needs.api.call('POST /api/metrics/cmcd', { body: report }),
  }).start();
}
