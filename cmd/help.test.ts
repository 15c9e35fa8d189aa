import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingNames } from '../internal/config/table.ts';
import { commands } from './commands.ts';
import { renderCommandHelp, renderHelp } from './help.ts';

const pages = new Map([
  ['aerial', renderHelp(commands, '1.2.3')],
  ...commands.map((command) => [command.name, renderCommandHelp(command)] as const),
]);

for (const [name, page] of pages) {
  test(`the help of ${name} fits 100 columns`, () => {
    for (const line of page.split('\n')) assert.ok(line.length <= 100 && line === line.trimEnd(), line);
  });
}

test('the help of the program names every command, and every setting as a flag', () => {
  const page = pages.get('aerial') ?? '';
  for (const { name } of commands) assert.match(page, new RegExp(`^  ${name} `, 'm'));
  for (const name of settingNames) assert.match(page, new RegExp(`^  --${name} `, 'm'));
});
