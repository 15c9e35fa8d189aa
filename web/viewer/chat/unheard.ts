import { type ReadonlySignal, signal } from '@preact/signals';

/** What somebody wrote, as it was sent. */
export interface Sent {
  readonly words: string;
  /** The message that it answers. */
  readonly replyTo: string | null;
}

interface Waiting extends Sent {
  readonly sentMs: number;
  /** When the newest line was said that stood here then, by the server's clock: what is as old is not this. */
  readonly afterMs: number;
}

/** Where something is heard so long after, this was heard as well, and kept back. */
const HEARD_BY_THEN_MS = 30_000;

/** What was sent and has not come back: one's own message is all that says that it arrived. */
export class Unheard {
  #waiting: readonly Waiting[] = [];
  readonly #lost = signal<readonly Waiting[]>([]);

  /** What may not have been said, since its connection was lost before it came back; oldest first. */
  get lost(): ReadonlySignal<readonly Sent[]> {
    return this.#lost;
  }

  /** Whoever sends again has made up their mind about what was lost. */
  note(sent: Waiting): void {
    this.#waiting = [...this.#waiting, sent];
    if (this.#lost.peek().length > 0) this.#lost.value = [];
  }

  /** Words of one's own came, said at `timeMs` by the server's clock. */
  heard(words: string, timeMs: number): void {
    const isSame = (sent: Waiting) => timeMs > sent.afterMs && letters(sent.words) === letters(words);
    const at = this.#waiting.findIndex(isSame);
    const [oldest] = this.#waiting;
    // What was sent before it was kept back. Markup may have made other words of these.
    if (at >= 0) this.#waiting = this.#waiting.slice(at + 1);
    else if (oldest !== undefined && timeMs > oldest.afterMs) this.#waiting = this.#waiting.slice(1);
    else {
      const said = this.#lost.peek().find(isSame);
      if (said !== undefined) this.#lost.value = this.#lost.peek().filter((sent) => sent !== said);
    }
  }

  /** The server has said why it does not take what was sent first. */
  refused(): void {
    this.#waiting = this.#waiting.slice(1);
  }

  /** Something was heard at all. */
  noteLife(nowMs: number): void {
    if (this.#waiting.length > 0)
      this.#waiting = this.#waiting.filter(({ sentMs }) => nowMs - sentMs < HEARD_BY_THEN_MS);
  }

  /** The connection is gone. */
  lose(): void {
    if (this.#waiting.length > 0) this.#lost.value = [...this.#lost.peek(), ...this.#waiting];
    this.#waiting = [];
  }
}

/** What markup leaves of a text. */
function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, '');
}
