import { AerialError } from '../platform/errors.ts';
import { definitionOf, environmentName, type SettingName, settingsTable, type SettingValue } from './table.ts';

/** Where a value comes from. */
export type SettingSource = 'flag' | 'environment' | 'database' | 'default';

/** Longest piece of a refused value that an error repeats. */
const MAX_QUOTED_CHARACTERS = 60;

/** Reads the text of one setting. Throws `SETTING_INVALID`, naming where the text stood and what is allowed there. */
export function parseSetting<Name extends SettingName>(
  name: Name,
  text: string,
  source: SettingSource | 'argument',
): SettingValue<Name> {
  const parsed = settingsTable[name].kind.schema.safeParse(text);
  if (parsed.success) return parsed.data as SettingValue<Name>;
  const { allowed, form } = definitionOf(name).kind;
  // What is wrong in JSON cannot be seen from what is allowed.
  const fault = form?.kind === 'json' || form?.kind === 'list' ? ` (${parsed.error.issues[0]?.message.trim()})` : '';
  throw new AerialError('SETTING_INVALID', {
    message: `${place(name, source)} cannot be ${quote(name, text)}: allowed is ${allowed}${fault}.`,
    hint: hints[source](name),
  });
}

function place(name: SettingName, source: SettingSource | 'argument'): string {
  if (source === 'argument') return name;
  if (source === 'flag') return `--${name}`;
  if (source === 'environment') {
    const { owncastVariable } = definitionOf(name);
    const other = owncastVariable === undefined ? '' : ` or ${owncastVariable}`;
    return `The environment variable ${environmentName(name)}${other}`;
  }
  return source === 'database' ? `The stored setting ${name}` : `The default of ${name}`;
}

function quote(name: SettingName, text: string): string {
  if (definitionOf(name).secret) return 'what was given';
  const shown = text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
  return JSON.stringify(shown);
}

const hints: Readonly<Record<SettingSource | 'argument', (name: SettingName) => string>> = {
  argument: () => 'Nothing has been changed.',
  flag: (name) => `Correct or leave out --${name}.`,
  environment: (name) => `Correct or unset ${environmentName(name)}.`,
  database: (name) =>
    `Put it right with \`aerial settings set ${name} VALUE\`, or go back to the default with \`aerial settings unset ${name}\`.`,
  default: () => 'This is a fault in Aerial; please report it.',
};
