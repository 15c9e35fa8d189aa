import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { ChatUser, StoredMessage } from './model.ts';

/** A message with its author as people see that one now; null for what the station itself says. */
export interface AuthoredMessage {
  readonly message: StoredMessage;
  readonly user: ChatUser | null;
}

/** Where messages are kept for good. */
export interface MessageShelf {
  /** All or none. */
  addAll(messages: readonly StoredMessage[]): void;
  /** The newest that everybody may see, oldest first. */
  recent(limit: number): readonly AuthoredMessage[];
  /** Returns those for which it was a change. */
  setHidden(ids: readonly string[], hiddenWallMs: number | null): readonly string[];
  /** The message that stands above the others. */
  pinned(): AuthoredMessage | null;
  /** In place of another, or none. */
  pin(id: string | null, wallMs: number): void;
}

export interface MessageLogNeeds {
  readonly shelf: MessageShelf;
  readonly findUser: (userId: string) => ChatUser | null;
  readonly clock: Pick<Clock, 'after' | 'wallMs'>;
  readonly log: Logger;
}

/** What newcomers are shown, and what is kept in memory for them. */
export const MAX_HISTORY = 200;
/** Messages that lie in memory at most this long before they are on disk. */
const WRITE_DELAY_MS = 100;
/** After a failure, such as a full disk. */
const RETRY_DELAY_MS = 2_000;
/** Messages that wait for a disk that takes none; the oldest are given up. */
const MAX_WAITING = 10_000;

/** Keeps what is said: the newest in memory for whoever comes in, all of it on disk, written in batches. */
export class MessageLog {
  readonly #needs: MessageLogNeeds;
  #waiting: StoredMessage[] = [];
  /** Oldest first; null when it must be read anew. */
  #recent: AuthoredMessage[] | null = null;
  #cancelWrite: (() => void) | null = null;
  /** Undefined when it must be read anew. */
  #pinned: AuthoredMessage | null | undefined;
  #version = 0;
  #isFailing = false;

  constructor(needs: MessageLogNeeds) {
    this.#needs = needs;
  }

  /** Goes up whenever `recent` has changed. */
  get version(): number {
    return this.#version;
  }

  /** Takes a message that was said; it is on disk within a tenth of a second. */
  append(message: StoredMessage): void {
    this.#waiting.push(message);
    this.#version += 1;
    if (this.#recent !== null) {
      this.#recent.push(this.#withAuthor(message));
      if (this.#recent.length > MAX_HISTORY) this.#recent.shift();
    }
    this.#cancelWrite ??= this.#needs.clock.after(WRITE_DELAY_MS, () => this.#write());
  }

  /** The newest that everybody may see, oldest first. */
  recent(): readonly AuthoredMessage[] {
    this.#recent ??= this.#read();
    return this.#recent;
  }

  /** Whether that message is among the newest, so that it can be answered. */
  isRecent(id: string): boolean {
    return this.recent().some(({ message }) => message.id === id);
  }

  /** The message that stands above the others, while everybody may see it. */
  pinned(): AuthoredMessage | null {
    if (this.#pinned === undefined) this.#pinned = this.#needs.shelf.pinned();
    const found = this.#pinned;
    return found !== null && isSeen(found) ? found : null;
  }

  /** Sets a message above the others, in place of another, or none. */
  pin(id: string | null): void {
    this.flush();
    this.#needs.shelf.pin(id, this.#needs.clock.wallMs());
    this.#pinned = undefined;
  }

  /** Hides messages or shows them again; returns those for which it was a change. */
  setVisibility(ids: readonly string[], isVisible: boolean): readonly string[] {
    this.flush();
    const hiddenWallMs = isVisible ? null : this.#needs.clock.wallMs();
    const changed = [...this.#needs.shelf.setHidden(ids, hiddenWallMs), ...this.#setWaiting(ids, hiddenWallMs)];
    if (changed.length > 0) this.invalidate();
    return changed;
  }

  /** From now on shows what somebody said under the name that they have now. */
  noteUser(user: ChatUser): void {
    if (this.#pinned?.user?.id === user.id) this.#pinned = undefined;
    if (this.#recent === null || !this.#recent.some((entry) => entry.user?.id === user.id)) return;
    if (user.disabledWallMs !== null) return this.invalidate();
    this.#recent = this.#recent.map((entry) => (entry.user?.id === user.id ? { ...entry, user } : entry));
    this.#version += 1;
  }

  /** What is kept was changed elsewhere. */
  invalidate(): void {
    this.#recent = null;
    this.#pinned = undefined;
    this.#version += 1;
  }

  /** Writes what waits; false when it cannot be written now. */
  flush(): boolean {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    if (this.#waiting.length > 0) this.#write();
    return this.#waiting.length === 0;
  }

  #write(): void {
    const { clock, log, shelf } = this.#needs;
    this.#cancelWrite = null;
    try {
      shelf.addAll(this.#waiting);
      this.#waiting = [];
      if (this.#isFailing) log.info({}, 'Messages of the chat can be stored again.');
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        log.error({ error: String(error) }, 'Messages of the chat cannot be stored; they wait in memory.');
      this.#isFailing = true;
      const surplus = this.#waiting.splice(0, this.#waiting.length - MAX_WAITING).length;
      if (surplus > 0) log.warn({ messages: surplus }, 'Messages of the chat that could not be stored were given up.');
      this.#cancelWrite = clock.after(RETRY_DELAY_MS, () => this.#write());
    }
  }

  /** The same for what the disk did not take yet: it is written as it is then. */
  #setWaiting(ids: readonly string[], hiddenWallMs: number | null): readonly string[] {
    const isChange = (message: StoredMessage): boolean =>
      ids.includes(message.id) && (message.hiddenWallMs === null) !== (hiddenWallMs === null);
    const changed = this.#waiting.filter(isChange).map(({ id }) => id);
    if (changed.length > 0)
      this.#waiting = this.#waiting.map((message) => (isChange(message) ? { ...message, hiddenWallMs } : message));
    return changed;
  }

  #read(): AuthoredMessage[] {
    this.flush();
    const waiting = this.#waiting.map((message) => this.#withAuthor(message)).filter(isSeen);
    return [...this.#needs.shelf.recent(MAX_HISTORY), ...waiting].slice(-MAX_HISTORY);
  }

  #withAuthor(message: StoredMessage): AuthoredMessage {
    const { userId } = message;
    if (userId === null) return { message, user: null };
    // People who write wrote before: most are at hand.
    const known = this.#recent?.findLast(({ user }) => user?.id === userId)?.user;
    return { message, user: known ?? this.#needs.findUser(userId) };
  }
}

/** Whether everybody may see it. */
export function isSeen({ message, user }: AuthoredMessage): boolean {
  return message.hiddenWallMs === null && (user === null || user.disabledWallMs === null);
}
