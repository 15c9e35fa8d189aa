/** Events that can be caught up on, and their size in all: well below what a client may leave unread, or catching up would end its connection. */
const MAX_EVENTS = 500;
const MAX_BYTES = 131_072;

interface Kept {
  readonly id: string;
  /** The message that is in it, where it is not one itself. */
  readonly messageId: string | null;
  readonly text: string;
  readonly bytes: number;
}

/** The last events that everybody was sent, so that a client which slept for a while can be given what it missed. */
export class ResumeRing {
  #events: Kept[] = [];
  #bytes = 0;

  /** `text` is the event as it went out; `messageId` is of the message in it, where it is not one itself. */
  push(id: string, text: string, messageId: string | null = null): void {
    const bytes = Buffer.byteLength(text);
    this.#events.push({ id, messageId, text, bytes });
    this.#bytes += bytes;
    while (this.#events.length > MAX_EVENTS || this.#bytes > MAX_BYTES) {
      this.#bytes -= this.#events.shift()?.bytes ?? 0;
    }
  }

  /** Takes out what was hidden: nobody gets it any more. */
  forget(ids: readonly string[]): void {
    const gone = new Set(ids);
    // The entry stays, empty, for those who saw it last.
    const isGone = ({ id, messageId }: Kept): boolean => gone.has(id) || gone.has(messageId ?? '');
    this.#events = this.#events.map((event) => (isGone(event) ? { ...event, text: '', bytes: 0 } : event));
    this.#bytes = this.#events.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Everything after the event of that id, oldest first; null when it is not known (any more). */
  after(id: string): readonly string[] | null {
    const at = this.#events.findLastIndex((event) => event.id === id);
    return at < 0
      ? null
      : this.#events
          .slice(at + 1)
          .map(({ text }) => text)
          .filter((text) => text !== '');
  }
}
