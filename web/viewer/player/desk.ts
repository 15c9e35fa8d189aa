import { signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import type { Player } from './player.ts';
import { Presence } from './presence.ts';
import type { Screen } from './screen.ts';
import { commandOf, type Command, type Keystroke } from './shortcuts.ts';
import type { Storyboard } from './storyboard.ts';

/** Shown for half a second in the middle of the picture, so that a key press has a visible answer. */
export type Flash = 'play' | 'pause' | 'sound' | 'silence' | 'back' | 'forward';

export interface DeskNeeds {
  readonly player: Player;
  readonly screen: Screen;
  readonly clock: BrowserClock;
  readonly storyboard: Storyboard;
  /** Null where there is no chat. */
  readonly toggleChat: (() => void) | null;
}

/** Everything the viewer can press, by key or by pointer. */
export class Desk {
  readonly player: Player;
  readonly screen: Screen;
  readonly presence: Presence;
  readonly storyboard: Storyboard;
  readonly helpOpen = signal(false);
  readonly menuOpen = signal(false);
  readonly flash = signal<{ readonly kind: Flash; readonly count: number } | null>(null);

  readonly #toggleChat: (() => void) | null;

  constructor(needs: DeskNeeds) {
    this.#toggleChat = needs.toggleChat;
    this.player = needs.player;
    this.screen = needs.screen;
    this.storyboard = needs.storyboard;
    this.presence = new Presence(needs.clock, needs.player.state);
  }

  openMenu(open: boolean): void {
    this.menuOpen.value = open;
    if (open) void this.player.refreshVariants();
    this.presence.pinned.value = open || this.helpOpen.value;
    this.presence.stir();
  }

  openHelp(open: boolean): void {
    this.helpOpen.value = open;
    this.presence.pinned.value = open || this.menuOpen.value;
  }

  togglePlay(): void {
    this.#flashUp(this.player.paused.peek() ? 'play' : 'pause');
    this.player.togglePlay();
  }

  toggleMuted(): void {
    const muted = !this.player.loudness.muted.peek();
    this.#flashUp(muted ? 'silence' : 'sound');
    this.player.loudness.setMuted(muted);
  }

  /** Goes back (negative) or forward. */
  skip(seconds: number): void {
    this.#flashUp(seconds < 0 ? 'back' : 'forward');
    this.player.seekBy(seconds);
  }

  /** Obeys a keystroke; true when it was one of ours. */
  press(keystroke: Keystroke): boolean {
    const command = commandOf(keystroke);
    if (command === null || !this.#possible(command)) return false;
    this.presence.stir();
    this.#obey(command);
    return true;
  }

  #possible(command: Command): boolean {
    if (command === 'close') return this.helpOpen.peek() || this.menuOpen.peek();
    if (command === 'chat') return this.#toggleChat !== null;
    const { state, needsConsent, hasPicture } = this.player;
    if (command === 'play' && state.peek() === 'ready') return !needsConsent.peek();
    return command === 'help' || command === 'theatre' || hasPicture.peek();
  }

  #obey(command: Command): void {
    const { player, screen } = this;
    const { loudness } = player;
    const actions: Readonly<Record<Command, () => void>> = {
      play: () => this.togglePlay(),
      mute: () => this.toggleMuted(),
      fullscreen: () => void screen.toggleFullScreen(),
      theatre: () => screen.toggleTheatre(),
      pip: () => void screen.togglePictureInPicture(),
      live: () => player.jumpToLive(),
      back: () => player.seekBy(-5),
      forward: () => player.seekBy(5),
      louder: () => loudness.setVolume(loudness.muted.peek() ? 0.1 : loudness.volume.peek() + 0.1),
      quieter: () => loudness.setVolume(loudness.volume.peek() - 0.1),
      chat: () => this.#toggleChat?.(),
      help: () => this.openHelp(!this.helpOpen.peek()),
      close: () => {
        this.openHelp(false);
        this.openMenu(false);
      },
    };
    actions[command]();
  }

  #flashUp(kind: Flash): void {
    this.flash.value = { kind, count: (this.flash.peek()?.count ?? 0) + 1 };
  }
}
