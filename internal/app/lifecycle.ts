import type { Logger } from '../platform/log.ts';

/** Ends what was started. Calling it twice is harmless. */
export type Stopper = () => Promise<void> | void;

/** What takes part in start and stop, under the name that the log calls it by. */
export interface Stage {
  readonly name: string;
  /** Starts the stage and returns what ends it. A rejection ends the start-up. */
  start(): Promise<Stopper> | Stopper;
}

/**
 * Starts stages in their order and stops them in the opposite one. When a stage fails to start, those before it are stopped again and
 * the error goes on to the caller. A stage that fails to stop, or takes longer than its share, never keeps the others from stopping.
 */
export class Lifecycle {
  readonly #log: Logger;
  readonly #stageDeadlineMs: number;
  readonly #running: { name: string; stop: Stopper }[] = [];
  #stopping: Promise<void> | null = null;

  constructor(needs: { log: Logger; stageDeadlineMs?: number }) {
    this.#log = needs.log;
    this.#stageDeadlineMs = needs.stageDeadlineMs ?? 2_500;
  }

  async start(stages: readonly Stage[]): Promise<void> {
    for (const stage of stages) {
      try {
        this.#running.push({ name: stage.name, stop: await stage.start() });
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (let stage = this.#running.pop(); stage !== undefined; stage = this.#running.pop()) {
      try {
        await this.#withinDeadline(stage.name, stage.stop);
      } catch (error) {
        this.#log.error({ stage: stage.name, error: String(error) }, 'A part of the server did not stop cleanly.');
      }
    }
  }

  async #withinDeadline(name: string, stop: Stopper): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#stageDeadlineMs, 'late');
    });
    const outcome = await Promise.race([Promise.resolve(stop()), late]);
    clearTimeout(timer);
    if (outcome === 'late')
      this.#log.warn({ stage: name }, 'A part of the server took too long to stop and was left behind.');
  }
}
