import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { backOffMs } from '../../shared/backoff.ts';
import type { BrowserClock } from '../../shared/clock.ts';
import { say } from '../../shared/words.ts';
import { type ChatApi, problemOf } from './chat-api.ts';
import { type Author, type ChatEvent, readEvent, readFrame } from './chat-events.ts';
import type { Identity } from './identity.ts';
import { addLines, goneFrom, type Line, lineLimits, lineOf, renameAuthor, setVisibility } from './lines.ts';
import { names } from './mentions.ts';
import { type Piece, safeHref, wordsOf } from './pieces.ts';
import { ChatSocket, type SocketLike, type SocketState } from './socket.ts';
import { type Sent, Unheard } from './unheard.ts';

/** Why nobody is let in, where trying again is of no use or only now and then. */
export type Barrier = 'removed' | 'barred' | 'off';

export interface ChatRoomNeeds {
  readonly api: ChatApi;
  readonly clock: BrowserClock;
  readonly identity: Identity;
  /** Such as `wss://tv.example.org/ws`. */
  readonly socketUrl: string;
  readonly openSocket: (url: string) => SocketLike;
  readonly parse: (html: string) => readonly Piece[];
  /** A name to come in with the first time; empty for one that the server makes up. */
  readonly firstName: string;
}

/** What is asked of the server on the socket. */
type ChatRequest = Readonly<Record<string, unknown>> & { readonly type: string };

/** What was told on the socket while the history was asked for: it may be newer than the answer. */
interface ToldMeanwhile {
  readonly hidden: Set<string>;
  isPinTold: boolean;
}

/** When the history is asked for again that could not be had. */
const historyRetry = { baseMs: 2000, maxMs: 60_000 };
/** After so many failed attempts the reason is asked for. */
const FAILURES_TO_ASK_WHY = 2;

/** The chat as this page knows it: who is here, what was said, and how the connection stands. */
export class ChatRoom {
  readonly #needs: ChatRoomNeeds;
  readonly #socket: ChatSocket;
  readonly #lines = signal<readonly Line[]>([]);
  readonly #me = signal<Author | null>(null);
  readonly #barrier = signal<Barrier | null>(null);
  readonly #hasHistory = signal(false);
  readonly #pinned = signal<Line | null>(null);
  readonly #isTroubled = signal(false);
  readonly #unheard = new Unheard();
  /** A new name and a new colour that were sent and not answered yet: both can be sent twice. */
  readonly #changes = new Map<string, ChatRequest>();
  /** Of what the server said last: what came after it was missed. */
  #lastId: string | null = null;
  #isNewConnection = false;
  /** Whom this connection, or the attempt at one, was made as. */
  #token: string | null = null;
  /** One for each question after the history that is under way. */
  readonly #meanwhile = new Set<ToldMeanwhile>();
  /** Questions after the history that failed in a row. */
  #historyFailures = 0;
  #cancelHistory: () => void = () => undefined;
  #limit: number = lineLimits.following;

  constructor(needs: ChatRoomNeeds) {
    this.#needs = needs;
    this.#socket = new ChatSocket({
      clock: needs.clock,
      open: needs.openSocket,
      findUrl: () => this.#findUrl(),
      onText: (text) => {
        this.#unheard.noteLife(needs.clock.monotonicMs());
        this.#take(readFrame(text));
      },
      onLost: () => this.#unheard.lose(),
      onFailure: (failures) => {
        this.#isTroubled.value = true;
        if (failures >= FAILURES_TO_ASK_WHY) void this.#askWhy();
      },
    });
  }

  get lines(): ReadonlySignal<readonly Line[]> {
    return this.#lines;
  }

  /** Null until the server has said who this is. */
  get me(): ReadonlySignal<Author | null> {
    return this.#me;
  }

  get connection(): ReadonlySignal<SocketState> {
    return this.#socket.state;
  }

  get barrier(): ReadonlySignal<Barrier | null> {
    return this.#barrier;
  }

  /** Whether what was said before is here. */
  get hasHistory(): ReadonlySignal<boolean> {
    return this.#hasHistory;
  }

  /** What a moderator put above the others. */
  get pinned(): ReadonlySignal<Line | null> {
    return this.#pinned;
  }

  /** Whether the last attempt to connect failed. */
  get isTroubled(): ReadonlySignal<boolean> {
    return this.#isTroubled;
  }

  /** What one wrote that may have been lost with its connection, oldest first; nothing of it once one writes again. */
  get unsaid(): ReadonlySignal<readonly Sent[]> {
    return this.#unheard.lost;
  }

  start(): void {
    if (this.#barrier.peek() !== 'removed') this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  /** The device is online again, or the page is looked at. */
  hurry(): void {
    this.#socket.hurry();
  }

  /** While somebody reads what was said before, nothing of it goes away. */
  setReading(isReading: boolean): void {
    this.#limit = isReading ? lineLimits.reading : lineLimits.following;
    if (!isReading) this.#lines.value = addLines(this.#lines.peek(), [], this.#limit);
  }

  /** False when there is no connection to say it on. */
  say(body: string, replyTo: string | null): boolean {
    if (!this.#send({ type: 'CHAT', body, ...(replyTo !== null && { replyTo }) })) return false;
    const afterMs = this.#lines.peek().at(-1)?.timeMs ?? -Infinity;
    this.#unheard.note({ words: body, replyTo, sentMs: this.#needs.clock.monotonicMs(), afterMs });
    return true;
  }

  rename(newName: string): boolean {
    return this.#change({ type: 'NAME_CHANGE', newName });
  }

  recolour(newColor: number): boolean {
    return this.#change({ type: 'COLOR_CHANGE', newColor });
  }

  /** Answers null, or what went wrong. */
  setVisible(id: string, isVisible: boolean): Promise<string | null> {
    return this.#needs.api.setVisibility(this.#needs.identity.token ?? '', [id], isVisible);
  }

  /** Removes somebody with all that they said. Answers null, or what went wrong. */
  ban(userId: string): Promise<string | null> {
    return this.#needs.api.setEnabled(this.#needs.identity.token ?? '', userId, false);
  }

  /** Lets somebody only read for a while. Answers null, or what went wrong. */
  silence(userId: string, seconds: number): Promise<string | null> {
    return this.#needs.api.timeOut(this.#needs.identity.token ?? '', userId, seconds);
  }

  /** Puts a message above the others; null takes away what stands there. Answers null, or what went wrong. */
  pin(id: string | null): Promise<string | null> {
    return this.#needs.api.pin(this.#needs.identity.token ?? '', id);
  }

  /** Where to go to prove an address, or with null an account of the provider; or what went wrong. */
  async signIn(
    address: string | null,
  ): Promise<
    { readonly kind: 'redirect'; readonly url: string } | { readonly kind: 'failed'; readonly problem: string }
  > {
    const { api, identity } = this.#needs;
    const reply = await api.signIn(identity.token ?? '', address);
    const url = reply.kind === 'answered' ? reply.body?.redirect : undefined;
    // Whatever a proxy in between may answer, nothing but a page is gone to.
    if (url !== undefined && /^https?:\/\//.test(url)) return { kind: 'redirect', url };
    return { kind: 'failed', problem: problemOf(reply) ?? say('page.notUnderstood') };
  }

  /** Has a code sent to an account of the fediverse. Answers null, or what went wrong. */
  sendCode(account: string): Promise<string | null> {
    return this.#needs.api.sendCode(this.#needs.identity.token ?? '', account);
  }

  /** Says the code that came; who one is is told on the socket. Answers null, or what went wrong. */
  checkCode(code: string): Promise<string | null> {
    return this.#needs.api.checkCode(this.#needs.identity.token ?? '', code);
  }

  #change(request: ChatRequest): boolean {
    const isSent = this.#send(request);
    if (isSent) this.#changes.set(request.type, request);
    return isSent;
  }

  #send(request: ChatRequest): boolean {
    return this.#socket.send(JSON.stringify(request));
  }

  async #findUrl(): Promise<string | null> {
    this.#isNewConnection = true;
    const token = await this.#findToken();
    if (token === null) return null;
    this.#token = token;
    const url = new URL(this.#needs.socketUrl);
    url.searchParams.set('accessToken', token);
    // Also who saw nothing that one can come back to says that they were here, and is not welcomed again.
    if (this.#me.peek() !== null) url.searchParams.set('after', this.#lastId ?? '');
    return url.href;
  }

  async #findToken(): Promise<string | null> {
    const { api, identity, firstName } = this.#needs;
    if (identity.token !== null) return identity.token;
    const reply = await api.register(identity.name || firstName);
    if (reply.kind !== 'answered') return null;
    identity.keepToken(reply.body.accessToken);
    identity.keepName(reply.body.displayName);
    return reply.body.accessToken;
  }

  /** The server hangs up now; the next attempt registers, or comes as whom another tab has registered meanwhile. */
  #forgetToken(): void {
    const { identity } = this.#needs;
    if (identity.token === this.#token) identity.keepToken(null);
  }

  #take(events: readonly ChatEvent[]): void {
    batch(() => {
      let added: Line[] = [];
      const flush = () => {
        if (added.length > 0) this.#lines.value = addLines(this.#lines.peek(), added, this.#limit);
        added = [];
      };
      for (const event of events) {
        const line = this.#lineOf(event);
        this.#noteAnswer(event, line);
        if (line === null) {
          // It may be about what came right before it.
          flush();
          this.#heed(event);
          continue;
        }
        if (line.kind === 'renamed') {
          flush();
          this.#lines.value = renameAuthor(this.#lines.peek(), line.author);
        }
        added.push(line);
        if (isPlace(line)) this.#lastId = line.id || null;
      }
      flush();
    });
  }

  /** Whether it tells what became of what one wrote. */
  #noteAnswer(event: ChatEvent, line: Line | null): void {
    if (event.kind === 'action' && event.isRefusal) {
      this.#unheard.refused();
      this.#changes.clear();
    }
    const isOwn = line?.kind === 'message' && line.author.id === this.#me.peek()?.id;
    if (isOwn) this.#unheard.heard(wordsOf(line.pieces), line.timeMs);
  }

  #lineOf(event: ChatEvent): Line | null {
    // Nobody has to be told that they have come.
    const isPresence = event.kind === 'joined' || event.kind === 'parted';
    if (isPresence && event.author.id === this.#me.peek()?.id) return null;
    const namesMe = (pieces: readonly Piece[]) => this.#namesMe(event, pieces);
    return lineOf(event, { parse: this.#needs.parse, safeHref, namesMe });
  }

  #namesMe(event: ChatEvent, pieces: readonly Piece[]): boolean {
    const me = this.#me.peek();
    if (me === null || (event.kind === 'message' && event.author.id === me.id)) return false;
    return names(wordsOf(pieces), me.name);
  }

  #heed(event: ChatEvent): void {
    switch (event.kind) {
      case 'welcome':
        return this.#welcome(event.me, event.isResumed);
      case 'visibility':
        return this.#setVisibility(event.ids, event.isVisible);
      case 'pinned':
        this.#pinned.value = event.message && this.#lineOf(event.message);
        for (const told of this.#meanwhile) told.isPinTold = true;
        return;
      case 'unknown-token':
        return this.#forgetToken();
      case 'removed':
        this.#barrier.value = 'removed';
        return this.#socket.stop();
      case 'message':
      case 'station':
      case 'action':
      case 'fediverse':
      case 'joined':
      case 'parted':
      case 'renamed':
    }
  }

  /** Said at the beginning of a connection, and after a change of one's own name or colour. */
  #welcome(me: Author, isResumed: boolean): void {
    this.#me.value = me;
    this.#barrier.value = null;
    this.#isTroubled.value = false;
    this.#needs.identity.keepName(me.name);
    this.#needs.identity.keepId(me.id);
    if (this.#isNewConnection && (!isResumed || this.#historyFailures > 0)) void this.#fetchHistory();
    if (this.#isNewConnection) for (const change of this.#changes.values()) this.#send(change);
    else this.#changes.clear();
    this.#isNewConnection = false;
  }

  #setVisibility(ids: readonly string[], isVisible: boolean): void {
    const keepHidden = this.#me.peek()?.isModerator === true;
    for (const { hidden } of this.#meanwhile) for (const id of ids) hidden[isVisible ? 'delete' : 'add'](id);
    const lines = this.#lines.peek();
    this.#lines.value = setVisibility(lines, { ids, isVisible, keepHidden });
    if (!isVisible && ids.includes(this.#pinned.peek()?.id ?? '')) this.#pinned.value = null;
    // What is shown again was dropped here when it was hidden.
    const known = new Set(lines.map(({ id }) => id));
    if (isVisible && ids.some((id) => !known.has(id))) void this.#fetchHistory();
  }

  async #fetchHistory(): Promise<void> {
    const { api, identity } = this.#needs;
    this.#cancelHistory();
    const token = identity.token ?? '';
    const told: ToldMeanwhile = { hidden: new Set(), isPinTold: false };
    this.#meanwhile.add(told);
    const before = this.#lines.peek();
    const [reply, pinned] = await Promise.all([api.history(token), api.pinned(token)]);
    this.#meanwhile.delete(told);
    const pinnedEvent = readEvent(pinned);
    batch(() => {
      this.#hasHistory.value = true;
      if (!told.isPinTold && pinned !== undefined) this.#pinned.value = pinnedEvent && this.#lineOf(pinnedEvent);
      if (reply.kind !== 'answered') return this.#askLater();
      this.#historyFailures = 0;
      const history = reply.body.map((entry) => readEvent(entry)).filter((event) => event !== null);
      this.#take(history);
      this.#setVisibility([...told.hidden, ...goneFrom(before, history)], false);
    });
  }

  /** Without a connection by then, the next one asks. */
  #askLater(): void {
    const { clock } = this.#needs;
    const delayMs = backOffMs(this.#historyFailures, clock.random(), historyRetry);
    this.#historyFailures += 1;
    this.#cancelHistory();
    this.#cancelHistory = clock.after(delayMs, () => {
      if (this.connection.peek() === 'open') void this.#fetchHistory();
    });
  }

  /** A browser is not told why a socket was refused; other answers of the server say it. */
  async #askWhy(): Promise<void> {
    const { api, identity } = this.#needs;
    const isAnswered = () => this.#barrier.peek() === 'removed' || this.#socket.state.peek() === 'open';
    const isOff = await api.isOff();
    if (isAnswered()) return;
    if (isOff) {
      this.#barrier.value = 'off';
      return;
    }
    const { token } = identity;
    const reply = token === null ? null : await api.history(token);
    if (isAnswered()) return;
    this.#barrier.value = reply?.kind === 'refused' && reply.status === 401 ? 'barred' : null;
  }
}

/** Whether one can come back to a line: of comings and goings, and of what may be told to one person alone, as the welcome is, the server keeps nothing. */
function isPlace({ kind }: Line): boolean {
  return kind !== 'presence' && kind !== 'action' && kind !== 'station';
}
