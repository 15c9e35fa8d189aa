import pino from 'pino';

/** What a part of the house needs to speak. One sentence, then fields; never a secret in either. */
export interface Logger {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** The root of all loggers: JSON lines on standard error, so that standard output stays for people and pipes. */
export class LogRoot {
  readonly #root: pino.Logger;

  constructor(needs: { level: LogLevel; destination?: pino.DestinationStream }) {
    this.#root = pino(
      {
        level: needs.level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      needs.destination ?? pino.destination({ fd: 2, sync: true }),
    );
  }

  /** A logger whose every line carries the component's name. */
  component(component: string): Logger {
    return this.#root.child({ component });
  }
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
