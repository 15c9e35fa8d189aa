import { settingNames } from '../internal/config/table.ts';
import type { Command } from './command.ts';

export const serve: Command = {
  name: 'serve',
  usage: [''],
  summary: 'Run the server until Ctrl-C or SIGTERM.',
  settings: settingNames,
  options: {},
  maxWords: 0,
  // Loaded when it is wanted: the other commands need not wait for the whole server.
  run: async (needs) => (await import('./run-server.ts')).runServer(needs),
};
