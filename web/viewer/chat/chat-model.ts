import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import type { WordKey } from '../../shared/words.ts';
import type { Channel } from '../channel.ts';
import type { ChatApi, Emoji } from './chat-api.ts';
import { isOpen, whyNot } from './chat-hours.ts';
import { insertAt } from './draft.ts';
import type { MessageLine } from './lines.ts';
import type { ChatRoom } from './room.ts';
import type { Sent } from './unheard.ts';

/** How people can prove who they are: with an address of their own, an account of the fediverse, or one of the provider that has this name. */
export interface SignInWays {
  readonly byAddress: boolean;
  readonly byFediverse: boolean;
  readonly account: string | null;
}

/** Whether there is any way, and this page is in nobody else's frame. */
export function maySignIn({ byAddress, byFediverse, account }: SignInWays): boolean {
  return (byAddress || byFediverse || account !== null) && self === top;
}

/** What the server says of the chat in the page's state. */
export interface ChatFacts {
  /** How long after a broadcast people may write. */
  readonly openAfterMinutes: number;
  readonly needsSignIn: boolean;
  /** Largest message that the socket takes. */
  readonly maxPayloadBytes: number;
  /** Host of the socket where it is not the page's. */
  readonly socketHost: string | null;
  /** How people can prove who they are: by an address of theirs, and by an account at a provider of that name. */
  readonly signIn: SignInWays;
}

export interface ChatModelNeeds {
  readonly api: Pick<ChatApi, 'emoji'>;
  readonly channel: Channel;
  readonly clock: BrowserClock;
  readonly facts: ChatFacts;
  readonly room: ChatRoom;
}

/** What is under way in the chat's column: the draft, what it answers, and what is open. */
export class ChatModel {
  readonly room: ChatRoom;
  readonly clock: BrowserClock;
  readonly facts: ChatFacts;
  readonly draft = signal('');
  readonly replyTo = signal<MessageLine | null>(null);
  /** The message whose deeds are open. */
  readonly chosenId = signal<string | null>(null);
  readonly isPickerOpen = signal(false);
  readonly isIdentityOpen = signal(false);
  /** The channel's own; null until they are known. */
  readonly emoji = signal<readonly Emoji[] | null>(null);
  /** Why nobody can write now; null when they can. */
  readonly obstacle: ReadonlySignal<WordKey | null>;
  /** Whether only signing in would let one write. */
  readonly needsSignIn: ReadonlySignal<boolean>;
  readonly #needs: ChatModelNeeds;
  readonly #minute = signal(0);
  #box: HTMLTextAreaElement | null = null;
  #isAskingEmoji = false;
  /** What of the draft was sent before, and perhaps in vain. */
  #givenBack: readonly Sent[] = [];

  constructor(needs: ChatModelNeeds) {
    this.#needs = needs;
    this.room = needs.room;
    this.clock = needs.clock;
    this.facts = needs.facts;
    this.needsSignIn = computed(() => {
      const me = this.room.me.value;
      return this.facts.needsSignIn && me !== null && !me.isAuthenticated && !me.isModerator;
    });
    this.obstacle = computed(() => this.#obstacle());
    effect(() => this.#giveBack(this.room.unsaid.value));
    needs.clock.every(15_000, () => (this.#minute.value += 1));
  }

  /** The box that drafts are written in. */
  attach(box: HTMLTextAreaElement | null): void {
    this.#box = box;
  }

  focus(): void {
    this.#box?.focus();
  }

  /** Puts a word where the caret is, or over the stretch that is given. */
  insert(added: string, stretch?: { readonly start: number; readonly end: number }): void {
    const box = this.#box;
    const text = this.draft.peek();
    const end = box?.selectionEnd ?? text.length;
    const { text: changed, caret } = insertAt(text, added, stretch ?? { start: box?.selectionStart ?? end, end });
    this.draft.value = changed;
    if (box === null) return;
    box.value = changed;
    box.setSelectionRange(caret, caret);
  }

  answer(line: MessageLine): void {
    this.replyTo.value = line;
    this.chosenId.value = null;
    this.focus();
  }

  mention(name: string): void {
    this.chosenId.value = null;
    this.insert(`@${name}`);
    this.focus();
  }

  /** Sends the draft; it stays where it is when it could not be sent. */
  send(): boolean {
    const words = this.draft.peek().trim();
    if (words === '' || !this.room.say(words, this.replyTo.peek()?.id ?? null)) return false;
    this.draft.value = '';
    this.replyTo.value = null;
    return true;
  }

  /** Puts what was lost before the draft, and takes out of it again what turns out to have been said. */
  #giveBack(unsaid: readonly Sent[]): void {
    const before = this.#givenBack;
    this.#givenBack = unsaid;
    const came = unsaid.filter((sent) => !before.includes(sent));
    const went = before.filter((sent) => !unsaid.includes(sent));
    let draft = this.draft.peek();
    for (const { words } of went)
      if (`${draft} `.startsWith(`${words} `)) draft = draft.slice(words.length).trimStart();
    this.draft.value = [...came.map(({ words }) => words), draft].filter((words) => words !== '').join(' ');
    const answeredId = came.find(({ replyTo }) => replyTo !== null)?.replyTo;
    const answered = this.room.lines.peek().find(({ id }) => id === answeredId);
    if (went.length > 0 && this.draft.peek() === '') this.replyTo.value = null;
    else if (answered?.kind === 'message' && this.replyTo.peek() === null) this.replyTo.value = answered;
  }

  /** Asks for the channel's own emoji until they are known, one question at a time. */
  async loadEmoji(): Promise<void> {
    if (this.emoji.peek() !== null || this.#isAskingEmoji) return;
    this.#isAskingEmoji = true;
    this.emoji.value = await this.#needs.api.emoji();
    this.#isAskingEmoji = false;
  }

  /** Names of who wrote, the latest first. */
  namesHere(): string[] {
    const me = this.room.me.peek()?.id;
    const names = this.room.lines.peek().flatMap((line) => {
      return line.kind === 'message' && line.author.id !== me ? [line.author.name] : [];
    });
    return [...new Set(names.toReversed())];
  }

  #obstacle(): WordKey | null {
    const { channel, facts, room } = this.#needs;
    const { phase, lastLiveAtMs, planned } = channel.status.value;
    const me = room.me.value;
    // Looked at again now and then: the chat closes some minutes after a broadcast.
    void this.#minute.value;
    return whyNot({
      barrier: room.barrier.value,
      isConnected: room.connection.value === 'open' && me !== null,
      isTroubled: room.isTroubled.value,
      isOpen: isOpen({
        isOnAir: phase !== 'offline',
        isPlanned: planned?.isChatOpen === true,
        lastLiveAtMs,
        serverNowMs: channel.serverNowMs(),
        openAfterMinutes: facts.openAfterMinutes,
      }),
      needsSignIn: this.needsSignIn.value,
    });
  }
}
