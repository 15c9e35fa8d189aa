import type { MediaItem, MediaSink } from '../media/packet.ts';
import type { Logger } from '../platform/log.ts';

/** The packet bus of one broadcast: hands each item to every consumer in turn. One that throws is logged once and never stops the others. */
export class FanOut implements MediaSink {
  readonly #consumers: readonly { name: string; sink: MediaSink }[];
  readonly #log: Logger;
  readonly #failed = new Set<string>();

  constructor(needs: { consumers: readonly { name: string; sink: MediaSink }[]; log: Logger }) {
    this.#consumers = needs.consumers;
    this.#log = needs.log;
  }

  push(item: MediaItem): void {
    for (const { name, sink } of this.#consumers) {
      try {
        sink.push(item);
      } catch (error) {
        if (this.#failed.has(name)) continue;
        this.#failed.add(name);
        const stack = error instanceof Error ? error.stack : String(error);
        this.#log.error({ consumer: name, error: stack }, 'A consumer of the live picture failed; the others go on.');
      }
    }
  }
}
