import type { Environment } from '../internal/config/locate-setting.ts';
import { systemClock } from '../internal/platform/clock.ts';
import type { Terminal } from './command.ts';

const PAGER_MS = 10 * 60_000;

/**
 * The process's own standard output and error. Whoever reads them may go away at any time (`aerial --help | head -1`,
 * a closed terminal): what is said afterwards is lost, and nothing else happens.
 */
export function openTerminal(environment: Environment): Terminal {
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    colours: process.stdout.isTTY === true && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb',
  };
}

/** Resolves when all that was said has been taken, or whoever read it has gone. Somebody with a pager may take their time: ten minutes at most. */
export async function outputTaken(): Promise<void> {
  const { stdout } = process;
  if (stdout.writableLength === 0 || stdout.destroyed) return;
  await new Promise<void>((resolve) => {
    const cancel = systemClock.after(PAGER_MS, resolve);
    stdout.write('', () => {
      cancel();
      resolve();
    });
  });
}

/** Makes `text` bold where colours are shown. */
export function bold(terminal: Terminal, text: string): string {
  return terminal.colours ? `\u001b[1m${text}\u001b[22m` : text;
}

/** Makes `text` quieter where colours are shown. */
export function dim(terminal: Terminal, text: string): string {
  return terminal.colours ? `\u001b[2m${text}\u001b[22m` : text;
}

/** Control characters in what others chose (a comment, a title) would let it write anywhere on the screen. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}
