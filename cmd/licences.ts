import type { Command } from './command.ts';

export const licences: Command = {
  name: 'licences',
  usage: [''],
  summary: 'Show the terms of Aerial and of the work of others inside it.',
  settings: [],
  options: {},
  maxWords: 0,
  async run({ assets, terminal }) {
    terminal.say(assets.text('legal/LICENSE'));
    terminal.say(assets.text('legal/THIRD-PARTY-NOTICES'));
    return 0;
  },
};
