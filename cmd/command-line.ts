import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearMiss } from '../internal/config/near-miss.ts';
import type { FlagValues } from '../internal/config/locate-setting.ts';
import { definitionOf, isSettingName } from '../internal/config/table.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { Command, CommandOption } from './command.ts';

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  help: { type: 'switch', help: 'Show this help.' },
  version: { type: 'switch', help: 'Show the version.' },
};

export interface CommandLine {
  readonly command: Command;
  readonly flags: FlagValues;
  readonly words: readonly string[];
  readonly switches: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads the words of a command line, without the program's name. The first command is the default. Throws `USAGE`. */
export function parseCommandLine(words: readonly string[], commands: readonly [Command, ...Command[]]): CommandLine {
  const [first] = words;
  const named = first !== undefined && !first.startsWith('-');
  const command = named ? findCommand(first, commands) : commands[0];
  return parseOptions(command, named ? words.slice(1) : words);
}

function findCommand(word: string, commands: readonly Command[]): Command {
  const found = commands.find(({ name }) => name === word);
  if (found !== undefined) return found;
  const names = commands.map(({ name }) => name);
  throw usage(`There is no command ${JSON.stringify(word)}.`, nearMiss(word, names) ?? null, 'See `aerial --help`.');
}

function parseOptions(command: Command, words: readonly string[]): CommandLine {
  const options = describeOptions(command);
  refuseUnknown(command, words, options);
  const { values, positionals } = parseStrictly(words, options);
  if (positionals.length > command.maxWords) {
    throw usage(`${JSON.stringify(positionals[command.maxWords])} is one word too many.`, null, seeHelp(command));
  }
  const flags: Record<string, string | readonly string[]> = {};
  const switches = new Set<string>();
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    if (isSettingName(name)) flags[name] = value as string | readonly string[];
    else if (value === true) switches.add(name);
    else texts.set(name, String(value));
  }
  return { command, flags, words: positionals, switches, texts };
}

type Options = NonNullable<ParseArgsConfig['options']>;

function describeOptions(command: Command): Options {
  const options: Options = {};
  for (const name of command.settings) {
    options[name] = { type: 'string', multiple: definitionOf(name).kind.repeatable };
  }
  for (const [name, { type }] of Object.entries({ ...command.options, ...commonOptions })) {
    options[name] = { type: type === 'switch' ? 'boolean' : 'string' };
  }
  options['help'] = { type: 'boolean', short: 'h' };
  return options;
}

function refuseUnknown(command: Command, words: readonly string[], options: Options): void {
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const meant = nearMiss(token.name, Object.keys(options));
    throw usage(`There is no option ${token.rawName}.`, meant === null ? null : `--${meant}`, seeHelp(command));
  }
}

function parseStrictly(words: readonly string[], options: Options): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    const option = /--[\w-]+/.exec(sentence)?.[0] ?? 'An option';
    const unwanted = sentence.includes('does not take');
    throw new AerialError('USAGE', {
      message: unwanted ? `${option} takes no value.` : `${option} needs a value.`,
      hint: unwanted ? `Write ${option} alone.` : `One that begins with a hyphen is written ${option}=-value.`,
      cause: error,
    });
  }
}

function seeHelp(command: Command): string {
  return `See \`aerial ${command.name} --help\`.`;
}

function usage(message: string, meant: string | null, otherwise: string): AerialError {
  return new AerialError('USAGE', { message, hint: meant === null ? otherwise : `Did you mean ${meant}?` });
}
