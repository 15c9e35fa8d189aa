import type { Clock } from '../internal/platform/clock.ts';

/** Under a package manager one Ctrl-C arrives twice at once: from the terminal and passed on. */
const ECHO_MS = 500;

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The part of the process that signals come from. */
export interface SignalSource {
  on(signal: StopSignal | 'SIGHUP', listener: () => void): unknown;
}

export interface SignalNeeds {
  readonly process: SignalSource;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The owner asks a second time: end at once. */
  readonly onImpatience: (signal: StopSignal) => void;
  /** SIGHUP: the terminal went away, or somebody asks to read the settings again. */
  readonly onReload: () => void;
}

/** Resolves at the first SIGINT or SIGTERM. From then on another one, but for an echo of the first, is impatience. */
export function untilSignal(needs: SignalNeeds): Promise<StopSignal> {
  return new Promise((resolve) => {
    let firstMs: number | null = null;
    const hear = (signal: StopSignal): void => {
      const nowMs = needs.clock.monotonicMs();
      if (firstMs === null) {
        firstMs = nowMs;
        resolve(signal);
      } else if (nowMs - firstMs >= ECHO_MS) {
        needs.onImpatience(signal);
      }
    };
    needs.process.on('SIGINT', () => hear('SIGINT'));
    needs.process.on('SIGTERM', () => hear('SIGTERM'));
    needs.process.on('SIGHUP', needs.onReload);
  });
}
