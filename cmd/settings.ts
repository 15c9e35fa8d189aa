import { locateSetting } from '../internal/config/locate-setting.ts';
import { parseSetting, type SettingSource } from '../internal/config/parse-setting.ts';
import { requireSettingName } from '../internal/config/settings.ts';
import { definitionOf, type SettingName, settingNames, type TakesEffect } from '../internal/config/table.ts';
import { takesEffectOf } from '../internal/config/takes-effect.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { Command, CommandNeeds } from './command.ts';
import { openLog } from './log-lines.ts';
import { withExistingStore, withStore } from './open-house.ts';
import { printable } from './terminal.ts';

export const settings: Command = {
  name: 'settings',
  usage: [' list', ' get NAME', ' set NAME VALUE', ' unset NAME'],
  summary: 'Show or change the stored settings, also while the server runs.',
  settings: ['data'],
  options: { json: { type: 'switch', help: 'List as JSON.' } },
  maxWords: 3,
  run: async (needs) => {
    const [verb = 'list', name, ...value] = needs.words;
    if (verb === 'list' && name === undefined) await list(needs);
    else if (verb === 'get' && name !== undefined && value.length === 0) await get(needs, requireSettingName(name));
    else if (verb === 'set' && name !== undefined && value[0] !== undefined)
      await set(needs, requireSettingName(name), value[0]);
    else if (verb === 'unset' && name !== undefined && value.length === 0) await unset(needs, requireSettingName(name));
    else {
      throw new AerialError('USAGE', {
        message: 'That is not something to do with settings.',
        hint: 'It is `aerial settings list`, `get NAME`, `set NAME VALUE` or `unset NAME`.',
      });
    }
    return 0;
  },
};

const heeded: Readonly<Record<TakesEffect, string>> = {
  'at once': 'A server that runs heeds it within a second.',
  'next broadcast': 'A server that runs heeds it from the next broadcast on.',
  restart: 'A server that runs heeds it after a restart.',
};

async function set(needs: CommandNeeds, name: SettingName, text: string): Promise<void> {
  if (definitionOf(name).startOnly) {
    throw new AerialError('USAGE', {
      message: `${name} is not stored: it is given at the start.`,
      hint: `Start the server with --${name}.`,
    });
  }
  parseSetting(name, text, 'argument');
  const log = openLog('warn').component('settings');
  const takesEffect = await withStore(needs, log, (store) => {
    store.settings.set(name, text);
    return effectIn(name, needs, store.settings.all());
  });
  const shown = definitionOf(name).secret ? 'what was given' : printable(JSON.stringify(text));
  needs.terminal.say(`${name} is now ${shown}. ${heeded[takesEffect]}`);
}

async function unset(needs: CommandNeeds, name: SettingName): Promise<void> {
  const log = openLog('warn').component('settings');
  const takesEffect = await withExistingStore(needs, log, (store) =>
    store?.settings.unset(name) === true ? effectIn(name, needs, store.settings.all()) : null,
  );
  const standing = `its default, ${JSON.stringify(definitionOf(name).defaultText)}`;
  needs.terminal.say(
    takesEffect === null
      ? `${name} was not stored; it is ${standing}.`
      : `${name} is back to ${standing}. ${heeded[takesEffect]}`,
  );
}

/** When a server with these stored settings heeds a change; a "ladder-applies" that is not allowed counts as its default. */
function effectIn(
  name: SettingName,
  { flags, environment }: Pick<CommandNeeds, 'flags' | 'environment'>,
  stored: ReadonlyMap<string, string>,
): TakesEffect {
  const { text } = locateSetting('ladder-applies', { flags, environment, stored });
  return takesEffectOf(name, text === 'at once' ? text : 'next broadcast');
}

async function get(needs: CommandNeeds, name: SettingName): Promise<void> {
  const row = (await readRows(needs)).find((candidate) => candidate.name === name);
  needs.terminal.say(row?.value ?? '');
}

async function list(needs: CommandNeeds): Promise<void> {
  const rows = await readRows(needs);
  if (needs.switches.has('json')) return needs.terminal.say(JSON.stringify(rows, null, 2));
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value, source, fault } of rows) {
    const origin = source === 'default' ? '' : `   (${source})`;
    needs.terminal.say(`${name.padEnd(width)}  ${printable(value)}${origin}${fault === null ? '' : `   ✗ ${fault}`}`);
  }
}

interface Row {
  readonly name: SettingName;
  readonly value: string;
  readonly source: SettingSource;
  readonly takesEffect: TakesEffect;
  /** Why the server would not start with it; null when it would. */
  readonly fault: string | null;
}

/** One row a setting, each read by itself so that a bad value hides no other. */
async function readRows(needs: CommandNeeds): Promise<readonly Row[]> {
  const stored = await withExistingStore(
    needs,
    openLog('warn').component('settings'),
    (store) => store?.settings.all() ?? new Map<string, string>(),
  );
  return settingNames.map((name) => readRow(name, needs, stored));
}

function readRow(name: SettingName, needs: CommandNeeds, stored: ReadonlyMap<string, string>): Row {
  const { text, source } = locateSetting(name, { flags: needs.flags, environment: needs.environment, stored });
  const { secret } = definitionOf(name);
  const takesEffect = effectIn(name, needs, stored);
  const row = { name, value: secret && text !== '' ? '(secret)' : text, source, takesEffect };
  try {
    parseSetting(name, text, source);
    return { ...row, fault: null };
  } catch (error) {
    return { ...row, fault: error instanceof AerialError ? error.message : String(error) };
  }
}
