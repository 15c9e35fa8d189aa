import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { Command } from './command.ts';
import { findDataDirectory, loadAddon } from './open-house.ts';

export const backup: Command = {
  name: 'backup',
  usage: [' [FILE]'],
  summary: 'Copy the database, also while the server runs; into the folder backups, or to FILE.',
  settings: ['data'],
  options: {},
  maxWords: 1,
  run: async (needs) => {
    // Loaded when it is wanted: what speaks to the database is most of what a command has to load.
    const { copyDatabase, requireDatabase } = await import('../internal/store/copy-database.ts');
    const dataDirectory = findDataDirectory(needs);
    const [word] = needs.words;
    const wallMs = systemClock.wallMs();
    const target = word === undefined ? null : findTarget(word);
    requireDatabase(dataDirectory);
    const nativeBinding = loadAddon(needs, dataDirectory);
    const report = copyDatabase({
      dataDirectory,
      target,
      wallMs,
      nativeBinding,
    });
    needs.terminal.say(`${report.file}  (${megabytes(report.bytes)})`);
    needs.terminal.say('The copy is whole. `aerial restore FILE` puts it back.');
    return 0;
  },
};

type Target = { readonly directory: string } | { readonly file: string };

function findTarget(word: string): Target {
  const path = resolve(word);
  if (existsSync(path) && statSync(path).isDirectory()) return { directory: path };
  const folder = word.endsWith('/') ? path : dirname(path);
  if (!existsSync(folder)) {
    throw new AerialError('USAGE', {
      message: `There is no folder ${folder}.`,
      hint: 'Make it first, or look whether the disk that it is on is there.',
    });
  }
  if (!existsSync(path)) return { file: path };
  throw new AerialError('USAGE', {
    message: `There is a file ${path} already.`,
    hint: 'Choose another name, or a folder: the copy gets a name of its own there.',
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
