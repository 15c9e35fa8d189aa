import { definitionOf, type SettingGroup, type SettingName } from '../internal/config/table.ts';
import type { Command } from './command.ts';
import { commonOptions } from './command-line.ts';

const WIDTH = 100;
const COMMAND_COLUMN = 18;
const OPTION_COLUMN = 30;

interface Entry {
  readonly term: string;
  readonly help: string;
}

/** The help of the whole program: its commands, and what serving takes. */
export function renderHelp(commands: readonly [Command, ...Command[]], version: string): string {
  const entries = commands.map(({ name, summary }) => ({ term: name, help: summary }));
  return [
    `Aerial ${version}: a live video server in one executable.`,
    '',
    'Usage: aerial [COMMAND] [OPTIONS]',
    '',
    'Commands:',
    ...renderEntries(entries, COMMAND_COLUMN),
    '',
    `Without a command it is \`${commands[0].name}\`, which takes the options below.`,
    '`aerial COMMAND --help` shows what another one takes.',
    '',
    'Each setting NAME is a flag (--NAME VALUE), else an environment variable (AERIAL_NAME), else what',
    '`aerial settings set NAME VALUE` stored.',
    ...renderOptions(commands[0]),
  ].join('\n');
}

/** The help of one command. */
export function renderCommandHelp(command: Command): string {
  const usage = command.usage.map(
    (words, index) => `${index === 0 ? 'Usage:' : '      '} aerial ${command.name}${words} [OPTIONS]`,
  );
  return [command.summary, '', ...usage, ...renderOptions(command)].join('\n');
}

function renderOptions(command: Command): string[] {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, option]) => ({
    term: `--${name}${option.type === 'text' ? ` ${option.placeholder ?? 'TEXT'}` : ''}`,
    help: option.help,
  }));
  return [
    ...groupSettings(command.settings).flatMap(([group, names]) => [
      '',
      `${group}:`,
      ...renderEntries(names.map(describeSetting), OPTION_COLUMN),
    ]),
    '',
    'Options:',
    ...renderEntries(options, OPTION_COLUMN),
  ];
}

function groupSettings(names: readonly SettingName[]): [SettingGroup, SettingName[]][] {
  const groups = Map.groupBy(names, (name) => definitionOf(name).group);
  return [...groups];
}

function describeSetting(name: SettingName): Entry {
  const { kind, defaultText, help } = definitionOf(name);
  return {
    term: `--${name} ${kind.placeholder}`,
    help: defaultText === '' ? help : `${help} Default: ${defaultText}.`,
  };
}

/** Two columns; a term that is too wide for its own stands on a line alone. */
function renderEntries(entries: readonly Entry[], column: number): string[] {
  return entries.flatMap(({ term, help }) => {
    const lines = wrap(help, WIDTH - column);
    const first = `  ${term}`;
    const fits = first.length < column - 1;
    return [
      ...(fits ? [] : [first]),
      ...lines.map((line, index) => (fits && index === 0 ? first : '').padEnd(column) + line),
    ];
  });
}

/** Breaks a text between words into lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
