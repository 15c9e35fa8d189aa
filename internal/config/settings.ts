import { AerialError } from '../platform/errors.ts';
import { EventHub } from '../platform/event-hub.ts';
import { type Environment, type FlagValues, locateSetting, OWNCAST_SWITCH } from './locate-setting.ts';
import { nearMiss } from './near-miss.ts';
import { parseSetting, type SettingSource } from './parse-setting.ts';
import {
  definitionOf,
  environmentName,
  isSettingName,
  type SettingName,
  settingNames,
  type SettingValue,
} from './table.ts';

interface Held {
  readonly text: string;
  readonly value: unknown;
  readonly source: SettingSource;
}

type ChangeEvents = { [Name in SettingName]: SettingValue<Name> };

/**
 * What every setting is, now: a flag wins over the environment, that over the database, that over the default.
 * The constructor throws `SETTING_INVALID` for the first value that is not allowed, naming where it stood; afterwards reading never fails.
 */
export class Settings {
  /** Sentences for the log about variables that look like settings and are none. */
  readonly warnings: readonly string[];
  readonly #flags: FlagValues;
  readonly #environment: Environment;
  readonly #held = new Map<SettingName, Held>();
  readonly #changes: EventHub<ChangeEvents>;
  #listenerErrors: unknown[] = [];

  constructor(needs: { flags?: FlagValues; environment?: Environment; stored?: ReadonlyMap<string, string> }) {
    this.#flags = needs.flags ?? {};
    this.#environment = needs.environment ?? {};
    this.#changes = new EventHub({ onListenerError: (_name, error) => void this.#listenerErrors.push(error) });
    for (const name of settingNames) this.#held.set(name, this.#resolve(name, needs.stored ?? new Map()));
    this.warnings = [...findStrangers(this.#environment), ...this.#findHalfSwitched()];
    this.#checkTlsPair();
  }

  get<Name extends SettingName>(name: Name): SettingValue<Name> {
    return this.#holding(name).value as SettingValue<Name>;
  }

  source(name: SettingName): SettingSource {
    return this.#holding(name).source;
  }

  /** The value as somebody wrote it; of a secret, whatever it is. */
  text(name: SettingName): string {
    return this.#holding(name).text;
  }

  /** Calls `listener` with each later value that `reload` brings; the returned function stops that. */
  onChange<Name extends SettingName>(name: Name, listener: (value: SettingValue<Name>) => void): () => void {
    return this.#changes.on(name, listener as (value: ChangeEvents[Name]) => void);
  }

  /**
   * Takes over what the database holds now, except for settings that need a restart, which stay. A value that is not allowed leaves the
   * old one in place. Returns what went wrong, if anything, for the log.
   */
  reload(stored: ReadonlyMap<string, string>): readonly unknown[] {
    this.#listenerErrors = [];
    const invalid: unknown[] = [];
    const changed: SettingName[] = [];
    const heeded = this.#heeded(stored);
    for (const name of settingNames) {
      if (definitionOf(name).takesEffect === 'restart') continue;
      try {
        const next = this.#resolve(name, heeded);
        if (next.text !== this.#holding(name).text) changed.push(name);
        this.#held.set(name, next);
      } catch (error) {
        invalid.push(error);
      }
    }
    // Whoever hears of one finds all of them as they are now.
    for (const name of changed) this.#changes.publish(name, this.#holding(name).value as ChangeEvents[typeof name]);
    return [...invalid, ...this.#listenerErrors];
  }

  /** What is stored, with what waits for a restart as it was: nothing is to follow from that before it holds. */
  #heeded(stored: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const heeded = new Map(stored);
    for (const name of settingNames.filter((one) => definitionOf(one).takesEffect === 'restart')) {
      const { source, text } = this.#holding(name);
      if (source === 'database') heeded.set(name, text);
      else heeded.delete(name);
    }
    return heeded;
  }

  #holding(name: SettingName): Held {
    const held = this.#held.get(name);
    if (held === undefined) throw new Error(`There is no setting ${name}.`);
    return held;
  }

  #resolve(name: SettingName, stored: ReadonlyMap<string, string>): Held {
    const { text, source } = locateSetting(name, { flags: this.#flags, environment: this.#environment, stored });
    return { text, value: parseSetting(name, text, source), source };
  }

  #findHalfSwitched(): string[] {
    if (this.#environment[OWNCAST_SWITCH] !== 'true' || this.get('acme-host').length > 0) return [];
    return [`${OWNCAST_SWITCH} does nothing without a host name: set AERIAL_ACME_HOST or OWNCAST_HOST_NAME.`];
  }

  #checkTlsPair(): void {
    const given = this.get('tls-certificate') !== null ? 'tls-certificate' : 'tls-key';
    const missing = given === 'tls-key' ? 'tls-certificate' : 'tls-key';
    if (this.get(given) === null || this.get(missing) !== null) return;
    throw new AerialError('SETTING_INVALID', {
      message: `--${given} is given without --${missing}.`,
      hint: `Give --${missing} FILE as well, or neither.`,
    });
  }
}

function findStrangers(environment: Environment): string[] {
  const known = new Set(settingNames.map(environmentName));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith('AERIAL_') && !known.has(variable))
    .map((variable) => {
      const meant = nearMiss(variable, known);
      return `${variable} is not a setting and is ignored${meant === null ? '.' : `; did you mean ${meant}?`}`;
    });
}

/** Throws `USAGE` unless there is a setting of that name. */
export function requireSettingName(name: string): SettingName {
  if (isSettingName(name)) return name;
  const meant = nearMiss(name, settingNames);
  throw new AerialError('USAGE', {
    message: `There is no setting called ${JSON.stringify(name)}.`,
    hint: meant === null ? 'See `aerial settings list`.' : `Did you mean ${meant}?`,
  });
}
