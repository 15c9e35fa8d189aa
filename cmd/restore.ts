import { resolve } from 'node:path';
import { systemClock } from '../internal/platform/clock.ts';
import { AerialError } from '../internal/platform/errors.ts';
import { prepareDataDirectory } from '../internal/store/data-directory.ts';
import type { Command } from './command.ts';
import { openLog } from './log-lines.ts';
import { findDataDirectory, loadAddon } from './open-house.ts';

export const restore: Command = {
  name: 'restore',
  usage: [' FILE'],
  summary: 'Put a copy of the database back, also while the server runs. The state before is copied first.',
  settings: ['data'],
  options: {},
  maxWords: 1,
  run: async (needs) => {
    const [word] = needs.words;
    if (word === undefined) {
      throw new AerialError('USAGE', {
        message: 'Which copy is to be put back?',
        hint: 'It is `aerial restore FILE`; copies lie in the folder backups of the data directory.',
      });
    }
    // Loaded when it is wanted: what speaks to the database is most of what a command has to load.
    const { restoreDatabase } = await import('../internal/store/restore.ts');
    const { readMigrations } = await import('../internal/store/migrations.ts');
    const dataDirectory = prepareDataDirectory(findDataDirectory(needs));
    const report = restoreDatabase({
      dataDirectory,
      file: resolve(word),
      migrations: readMigrations(needs.assets),
      nativeBinding: loadAddon(needs, dataDirectory),
      clock: systemClock,
      log: openLog('warn').component('store'),
    });
    needs.terminal.say(
      'The station is as it was when the copy was made. Everybody has to sign in to the studio again.',
    );
    if (report.formerState !== null) needs.terminal.say(`What it was before lies in ${report.formerState}`);
    needs.terminal.say('A server that runs heeds it within a second; settings that need a restart, after that.');
    return 0;
  },
};
