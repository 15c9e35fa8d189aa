import { locateSetting } from '../config/locate-setting.ts';
import { parseSetting, type SettingSource } from '../config/parse-setting.ts';
import type { Settings } from '../config/settings.ts';
import { definitionOf, environmentName, type SettingName, type SettingValue } from '../config/table.ts';
import { takesEffectOf } from '../config/takes-effect.ts';
import type { ChangeOutcome, SettingsReader, SettingsWriter } from '../http/handlers/change-settings.ts';
import { AerialError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';

export interface SettingsDeskNeeds {
  readonly settings: Settings;
  readonly stored: {
    all(): ReadonlyMap<string, string>;
    setAll(texts: ReadonlyMap<string, string>): void;
    unset(name: string): boolean;
  };
  readonly log: Logger;
}

/** Changes settings while the server runs: checks, stores, and makes hold what can hold. */
export class SettingsDesk implements SettingsReader, SettingsWriter {
  readonly #needs: SettingsDeskNeeds;

  constructor(needs: SettingsDeskNeeds) {
    this.#needs = needs;
  }

  /**
   * Stores all of `texts` or none. Throws `SETTING_INVALID`, with nothing changed, for a text that is not allowed and for a setting that is
   * only ever given at the start.
   */
  change(texts: Readonly<Partial<Record<SettingName, string>>>): ChangeOutcome {
    const entries = Object.entries(texts) as [SettingName, string][];
    for (const [name, text] of entries) {
      refuseStartOnly(name);
      parseSetting(name, text, 'argument');
    }
    this.#needs.stored.setAll(new Map(entries));
    this.#needs.log.info({ settings: entries.map(([name]) => name) }, 'Settings were changed over the API.');
    this.#reload();
    return this.outcomeOf(entries.map(([name]) => name));
  }

  faultOf(name: SettingName, text: string): string | null {
    const { kind, startOnly } = definitionOf(name);
    if (startOnly) return 'This cannot be changed while the server runs.';
    const parsed = kind.schema.safeParse(text);
    if (parsed.success) return null;
    const isJson = kind.form?.kind === 'json' || kind.form?.kind === 'list';
    const places = isJson ? parsed.error.issues.map(({ message }) => message.trim()) : [];
    return places.length > 0 ? `Not taken: ${places.slice(0, 3).join('; ')}.` : `Allowed is ${kind.allowed}.`;
  }

  /** Goes back to the default. */
  reset(name: SettingName): ChangeOutcome {
    refuseStartOnly(name);
    this.#needs.stored.unset(name);
    this.#needs.log.info({ settings: [name] }, 'A setting was taken back to its default over the API.');
    this.#reload();
    return this.outcomeOf([name]);
  }

  /** What holds now, or after the next start where a change waits for that. */
  get<Name extends SettingName>(name: Name): SettingValue<Name> {
    return parseSetting(name, this.text(name), 'database');
  }

  /** As `get`, as somebody wrote it. A stored text that is not allowed gives way to what holds. */
  text(name: SettingName): string {
    const { settings, stored } = this.#needs;
    if (definitionOf(name).takesEffect !== 'restart' || this.#isOverridden(name)) return settings.text(name);
    const { text } = locateSetting(name, { flags: {}, environment: {}, stored: stored.all() });
    return definitionOf(name).kind.schema.safeParse(text).success ? text : settings.text(name);
  }

  source(name: SettingName): SettingSource {
    if (this.#isOverridden(name) || definitionOf(name).startOnly) return this.#needs.settings.source(name);
    return this.#needs.stored.all().has(name) ? 'database' : 'default';
  }

  #isOverridden(name: SettingName): boolean {
    return ['flag', 'environment'].includes(this.#needs.settings.source(name));
  }

  outcomeOf(names: readonly SettingName[]): ChangeOutcome {
    const { settings } = this.#needs;
    const overridden = names.find((name) => this.#isOverridden(name));
    if (overridden !== undefined) {
      const isFlag = settings.source(overridden) === 'flag';
      return { kind: 'overridden', by: isFlag ? `--${overridden}` : environmentName(overridden) };
    }
    const waits = new Set(
      names.filter((name) => this.text(name) !== settings.text(name) || definitionOf(name).takesEffect !== 'restart'),
    );
    const effects = new Set([...waits].map((name) => takesEffectOf(name, settings.get('ladder-applies'))));
    const latest = (['restart', 'next broadcast'] as const).find((effect) => effects.has(effect));
    return { kind: 'changed', holds: latest ?? 'at once' };
  }

  #reload(): void {
    for (const fault of this.#needs.settings.reload(this.#needs.stored.all())) {
      this.#needs.log.warn(
        { error: fault instanceof AerialError ? fault.toLine() : String(fault) },
        'A changed setting was not taken over.',
      );
    }
  }
}

function refuseStartOnly(name: SettingName): void {
  if (!definitionOf(name).startOnly) return;
  throw new AerialError('SETTING_INVALID', {
    message: `${name} cannot be changed while the server runs: it names what the machine runs or reads.`,
    hint: `Start the server with --${name} or ${environmentName(name)}.`,
  });
}
