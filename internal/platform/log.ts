import pino from 'pino';
import { RecentLines } from './recent-lines.ts';

/** Lines that are kept of all, and of warnings and errors. */
const RECENT_LINES = 500;

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
  /** What was said last, for the studio. */
  readonly recent = new RecentLines({ capacity: RECENT_LINES });
  readonly #root: pino.Logger;

  constructor(needs: { level: LogLevel; destination?: pino.DestinationStream }) {
    const destination = needs.destination ?? pino.destination({ fd: 2, sync: true });
    const tapped: pino.DestinationStream = {
      write: (line) => {
        this.recent.push(line);
        destination.write(line);
      },
    };
    this.#root = pino(
      {
        level: needs.level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      tapped,
    );
  }

  /** A logger whose every line carries the component's name. */
  component(component: string): Logger {
    return this.#root.child({ component });
  }
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
