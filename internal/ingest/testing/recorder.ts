import type { AerialEvents } from '../../app/events.ts';
import type { MediaItem, MediaSink } from '../../media/packet.ts';
import type { BroadcastInfo } from '../broadcast.ts';

/** Keeps everything that an ingest gives away: broadcasts opened, items pushed, events published. */
export class Recorder {
  readonly infos: BroadcastInfo[] = [];
  readonly items: MediaItem[] = [];
  readonly events: { readonly name: keyof AerialEvents; readonly fact: unknown }[] = [];
  readonly #waiters = new Set<() => void>();

  readonly publisher = {
    publish: <Name extends keyof AerialEvents>(name: Name, fact: AerialEvents[Name]): void => {
      this.events.push({ name, fact });
      this.#wake();
    },
  };

  openSink(info: BroadcastInfo): MediaSink {
    this.infos.push(info);
    return {
      push: (item) => {
        this.items.push(item);
        this.#wake();
      },
    };
  }

  get eventNames(): string[] {
    return this.events.map(({ name }) => name);
  }

  /** The kinds of all items but packets, with their reasons. */
  get turns(): string[] {
    return this.items
      .filter((item) => item.kind !== 'video' && item.kind !== 'audio')
      .map((item) => (item.kind === 'discontinuity' ? item.reason : item.kind));
  }

  count(kind: MediaItem['kind']): number {
    return this.items.filter((item) => item.kind === kind).length;
  }

  /** Resolves once `isTrue` holds; it is asked again whenever something was recorded. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}
