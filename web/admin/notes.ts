import { signal } from '@preact/signals';
import type { BrowserClock } from '../shared/clock.ts';

export type NoteTone = 'good' | 'bad' | 'plain';

export interface Note {
  readonly id: number;
  readonly tone: NoteTone;
  readonly text: string;
}

/** How long good news stay; bad ones stay until they are put away. */
const shownMs = 8000;
const mostNotes = 3;

/** What happened, in sentences, told in a place of their own so that they hide nothing. */
export class Notes {
  readonly list = signal<readonly Note[]>([]);
  readonly #clock: Pick<BrowserClock, 'after'>;
  #count = 0;

  constructor(needs: { readonly clock: Pick<BrowserClock, 'after'> }) {
    this.#clock = needs.clock;
  }

  tell(tone: NoteTone, text: string): void {
    this.#count += 1;
    const note = { id: this.#count, tone, text };
    const others = this.list.peek().filter((one) => one.text !== text);
    this.list.value = [...others, note].slice(-mostNotes);
    if (tone !== 'bad') this.#clock.after(shownMs, () => this.forget(note.id));
  }

  forget(id: number): void {
    this.list.value = this.list.peek().filter((note) => note.id !== id);
  }
}
