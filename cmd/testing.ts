import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { openAssets } from '../internal/platform/assets.ts';
import { AerialError } from '../internal/platform/errors.ts';
import { commands } from './commands.ts';
import { parseCommandLine } from './command-line.ts';

/** A directory that is gone when the test ends. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-cmd-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** What a command line came to. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Runs a command line within this process, with an environment and an input of its own; a refusal is its exit code and its one line. */
export async function runCommand(
  words: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<Outcome> {
  const lines: string[] = [];
  const terminal = {
    say: (line: string) => void lines.push(line),
    complain: (line: string) => void lines.push(line),
    colours: false,
  };
  try {
    const { command, ...given } = parseCommandLine(words, commands);
    const standing = { version: '1.2.3', assets: openAssets(), environment, terminal };
    const code = await command.run({ ...given, ...standing, input: Readable.from([input]) });
    return { code, output: lines.join('\n') };
  } catch (error) {
    if (!(error instanceof AerialError)) throw error;
    return { code: error.exitCode, output: [...lines, error.toLine()].join('\n') };
  }
}
