import { renderSettingsPage } from '../internal/config/settings-page.ts';
import { commands } from './commands.ts';
import { renderCommandHelp } from './help.ts';

/** A page of `docs/` that follows from the source, in whole or in part. */
export interface GeneratedPage {
  readonly path: string;
  /** The page as it should be, given what it is now. */
  render(current: string): string;
}

/** In `docs/20-commands.md` each block between such marks is the help of that command. */
const helpBlock = /(<!-- help of ([\w-]+) -->\n```text\n)[^]*?(\n```\n)/g;

export const generatedPages: readonly GeneratedPage[] = [
  { path: 'docs/10-settings.md', render: renderSettingsPage },
  {
    path: 'docs/20-commands.md',
    render: (current) =>
      current.replace(helpBlock, (_block, before: string, name: string, after: string) => {
        const command = commands.find((candidate) => candidate.name === name);
        if (command === undefined) throw new Error(`The page shows the help of ${name}, which is no command.`);
        return before + renderCommandHelp(command) + after;
      }),
  },
];
