import type { Environment, FlagValues } from '../internal/config/locate-setting.ts';
import type { SettingName } from '../internal/config/table.ts';
import type { Assets } from '../internal/platform/assets.ts';

/** What a command may ask for beside the settings. */
export interface CommandOption {
  readonly type: 'switch' | 'text';
  /** What stands for the value in a usage line; of a text only. */
  readonly placeholder?: string;
  readonly help: string;
}

/** What a command gets to work with. */
export interface CommandNeeds {
  readonly version: string;
  readonly assets: Assets;
  readonly environment: Environment;
  /** Settings given as flags. */
  readonly flags: FlagValues;
  /** Further words, such as `list` or a name. */
  readonly words: readonly string[];
  readonly switches: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly terminal: Terminal;
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array | string>;
}

/** Where a command speaks to a person. */
export interface Terminal {
  /** Writes a line to standard output. */
  say(line: string): void;
  /** Writes a line to standard error. */
  complain(line: string): void;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
}

/** One command of the program, as data for the help and the parser. */
export interface Command {
  readonly name: string;
  /** Words after the name, for the usage line. */
  readonly usage: readonly string[];
  readonly summary: string;
  /** Settings that it takes as flags. */
  readonly settings: readonly SettingName[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** How many further words it takes at most. */
  readonly maxWords: number;
  /** Resolves to the exit code; a failure is thrown as an `AerialError`. */
  run(needs: CommandNeeds): Promise<number>;
}
