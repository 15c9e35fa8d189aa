import type { SettingSource } from './parse-setting.ts';
import { definitionOf, environmentName, isSettingName, type SettingName } from './table.ts';

/** What switches Owncast's own HTTPS on; without it its other variables mean nothing. */
export const OWNCAST_SWITCH = 'OWNCAST_ENABLE_AUTO_HTTPS';

/** What was given on the command line: a setting's name to its text, or several where the flag is repeatable. */
export type FlagValues = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where settings may be given, most binding first. */
export interface SettingLayers {
  readonly flags: FlagValues;
  readonly environment: Environment;
  readonly stored: ReadonlyMap<string, string>;
}

/** The text that holds for a setting, not yet read, and where it stands. */
export function locateSetting(name: SettingName, layers: SettingLayers): { text: string; source: SettingSource } {
  const definition = definitionOf(name);
  const flag = layers.flags[name];
  const variable = layers.environment[environmentName(name)];
  const kept = definition.startOnly ? undefined : layers.stored.get(name);
  if (flag !== undefined) return { text: typeof flag === 'string' ? flag : flag.join('\n'), source: 'flag' };
  // A variable that is set to nothing is one that somebody cleared in a compose file or a unit.
  if (variable !== undefined && variable !== '') return { text: variable, source: 'environment' };
  const owncast = readOwncastVariable(definition.owncastVariable, layers.environment);
  if (owncast !== '') return { text: owncast, source: 'environment' };
  if (kept !== undefined) return { text: kept, source: 'database' };
  const { defaultFrom, defaultText } = definition;
  if (defaultFrom === undefined || !isSettingName(defaultFrom.setting)) return { text: defaultText, source: 'default' };
  const derived = defaultFrom.text(locateSetting(defaultFrom.setting, layers).text);
  return { text: derived === '' ? defaultText : derived, source: 'default' };
}

function readOwncastVariable(variable: string | undefined, environment: Environment): string {
  if (variable === undefined || environment[OWNCAST_SWITCH] !== 'true') return '';
  return environment[variable] ?? '';
}
