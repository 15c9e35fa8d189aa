import { definitionOf, type SettingName } from '../config/table.ts';
import type { ForeignRow } from '../store/foreign-database.ts';
import type { ImportNoun, ImportRow, ImportSample } from '../store/import-writer.ts';
import {
  convertException,
  convertSeries,
  convertSinglePlan,
  type PlanNeeds,
  type PlanReader,
} from './convert-plans.ts';
import * as rows from './convert-rows.ts';
import { Ledger, ledgerName } from './ledger.ts';
import type { OwncastSource } from './source.ts';
import { Tally } from './tally.ts';
import type { Wishes } from './wishes.ts';

/** What is imported into; for a rehearsal, what only looks like it. */
export interface ImportTarget {
  settings(): ReadonlyMap<string, string>;
  secret(name: string): string | null;
  hasArtwork(kind: string): boolean;
  latestValue(series: string): number | null;
  has<Noun extends ImportNoun>(noun: Noun, row: Partial<ImportRow<Noun>>): boolean;
  /** True when the row was not there. */
  add<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): boolean;
  setSetting(name: string, value: string): void;
  setSecret(name: string, value: string): void;
  replaceSeries(sample: ImportSample): void;
}

/** Everything that is to come along, read and decoded, but for the rows of the large tables. */
export interface Prepared {
  readonly source: OwncastSource;
  readonly wishes: Wishes;
  readonly streamKeys: readonly ImportRow<'streamKeys'>[];
  readonly pictures: readonly ImportRow<'artwork'>[];
  readonly emoji: ReadonlyMap<string, string>;
  /** Paths below Owncast's folder of own files that are not below ours; they are copied once all else is stored. */
  readonly ownFiles: readonly string[];
  readonly peak: ImportSample | null;
  readonly plans: PlanReader;
  readonly nowMs: number;
}

/** What became of a setting; `kept` means that it was changed here, so that it stays. */
export interface SettingOutcome {
  readonly name: SettingName;
  readonly before: string;
  readonly after: string;
  readonly outcome: 'taken' | 'same' | 'kept';
}

export interface SecretOutcome {
  readonly name: string;
  readonly outcome: 'taken' | 'same' | 'kept';
}

/** What an import did, or would do. */
export interface Outcome {
  readonly settings: readonly SettingOutcome[];
  readonly secrets: readonly SecretOutcome[];
  readonly tally: Tally;
  /** Whether an import came before this one. */
  readonly isRepeated: boolean;
}

/** Carries everything over into `target`. What was changed or removed there since an earlier import stays as it is. */
export function carryOver(prepared: Prepared, target: ImportTarget): Outcome {
  const ledger = Ledger.fromText(target.secret(ledgerName));
  const isRepeated = !ledger.isEmpty;
  const settings = carrySettings(prepared.wishes.settings, target, ledger);
  const secrets = carrySecrets(prepared.wishes.secrets, target, ledger);
  const { peak } = prepared;
  if (peak !== null && peak.value > (target.latestValue(peak.series) ?? 0)) target.replaceSeries(peak);
  const carrier = new RowCarrier({ prepared, target, ledger });
  carrier.carryAll();
  target.setSecret(ledgerName, ledger.toText());
  return { settings, secrets, tally: carrier.tally, isRepeated };
}

function carrySettings(
  wanted: ReadonlyMap<SettingName, string>,
  target: ImportTarget,
  ledger: Ledger,
): SettingOutcome[] {
  const stored = target.settings();
  return [...wanted].map(([name, after]) => {
    const present = stored.get(name) ?? null;
    const before = present ?? definitionOf(name).defaultText;
    const mayReplace = ledger.mayReplace(`setting ${name}`, present);
    if (mayReplace) ledger.noteValue(`setting ${name}`, after);
    if (mayReplace && present !== after) target.setSetting(name, after);
    const outcome = before === after ? 'same' : mayReplace ? 'taken' : 'kept';
    return { name, before, after, outcome };
  });
}

function carrySecrets(wanted: ReadonlyMap<string, string>, target: ImportTarget, ledger: Ledger): SecretOutcome[] {
  return [...wanted].map(([name, after]) => {
    const present = target.secret(name);
    const mayReplace = ledger.mayReplace(`secret ${name}`, present);
    if (mayReplace) {
      ledger.noteValue(`secret ${name}`, after);
      target.setSecret(name, after);
    }
    return { name, outcome: present === after ? 'same' : mayReplace ? 'taken' : 'kept' };
  });
}

/** Carries rows, table by table; people come first, since others hang on them. */
class RowCarrier {
  readonly tally = new Tally();
  readonly #prepared: Prepared;
  readonly #target: ImportTarget;
  readonly #ledger: Ledger;
  /** Whether there is a person of that id, once all have come; every message asks. */
  readonly #somebody = new Map<string, boolean>();

  constructor(needs: { prepared: Prepared; target: ImportTarget; ledger: Ledger }) {
    this.#prepared = needs.prepared;
    this.#target = needs.target;
    this.#ledger = needs.ledger;
  }

  carryAll(): void {
    for (const key of this.#prepared.streamKeys) this.#place('streamKeys', key);
    for (const picture of this.#prepared.pictures) this.#placePicture(picture);
    this.#carry('users', 'users', rows.convertUser);
    this.#carry('user_access_tokens', 'accessTokens', rows.convertToken, (row) => this.#isSomebody(row.userId));
    // Old ones kept the token beside the name.
    this.#carryOldTokens();
    this.#carry('auth', 'identities', rows.convertIdentity, (row) => this.#isSomebody(row.userId));
    this.#carry('messages', 'messages', (row, needs) => this.#convertMessage(row, needs));
    this.#carry('ip_bans', 'ipBans', rows.convertBan);
    this.#carry('webhooks', 'webhooks', rows.convertWebhook);
    this.#carry('notifications', 'subscriptions', rows.convertSubscription);
    this.#carry('ap_followers', 'followers', rows.convertFollower);
    this.#carry('ap_outbox', 'outbox', rows.convertPost);
    this.#carry('ap_accepted_activities', 'inboxActivities', rows.convertActivity);
    this.#carryPlans();
  }

  /** Owncast writes down each broadcast of a series ahead: only those that are not as the series has them say anything. */
  #carryPlans(): void {
    const { database } = this.#prepared.source;
    this.#carry('stream_event_series', 'plans', convertSeries);
    if (!database.tables.has('stream_events')) return;
    const series = new Map<unknown, ImportRow<'plans'>>();
    for (const row of database.tables.has('stream_event_series') ? database.rows('stream_event_series') : []) {
      const plan = convertSeries(row, this.#prepared);
      if (typeof plan !== 'string') series.set(row['id'], plan);
    }
    for (const row of database.rows('stream_events')) {
      const plan = series.get(row['series_id']);
      if (plan !== undefined) {
        const exception = convertException(row, plan, this.#prepared);
        if (exception !== null) this.#place('planExceptions', exception);
      } else if (row['series_id'] === null) {
        const single = convertSinglePlan(row, this.#prepared);
        if (typeof single === 'string') this.tally.leave('plans', single);
        else this.#place('plans', single);
      }
    }
  }

  #carry<Noun extends ImportNoun>(
    table: string,
    noun: Noun,
    convert: (row: ForeignRow, needs: rows.ConversionNeeds & PlanNeeds) => rows.Converted<Noun>,
    isWanted: (row: ImportRow<Noun>) => boolean = () => true,
  ): void {
    const { database } = this.#prepared.source;
    if (!database.tables.has(table)) return;
    for (const foreign of database.rows(table)) {
      const row = convert(foreign, this.#prepared);
      if (typeof row === 'string') this.tally.leave(noun, row);
      else if (isWanted(row)) this.#place(noun, row);
      else this.tally.leave(noun, 'the person that they belong to is not there');
    }
  }

  #carryOldTokens(): void {
    const { tables } = this.#prepared.source.database;
    if (tables.get('users')?.has('access_token') !== true) return;
    const convert = (row: ForeignRow, needs: rows.ConversionNeeds): rows.Converted<'accessTokens'> =>
      rows.convertToken({ token: row['access_token'], user_id: row['id'], timestamp: row['created_at'] }, needs);
    this.#carry('users', 'accessTokens', convert, (row) => this.#isSomebody(row.userId));
  }

  #place<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): void {
    const cameBefore = this.#ledger.brought(noun, row);
    const isNew = !cameBefore && this.#target.add(noun, row);
    if (!cameBefore) this.#ledger.noteRow(noun, row);
    this.tally.count(noun, isNew ? 'added' : 'there');
  }

  /** There is one logo and one icon; those that were chosen here stay. */
  #placePicture(picture: ImportRow<'artwork'>): void {
    const isChosenHere = picture.kind !== 'emoji' && this.#target.hasArtwork(picture.kind);
    if (isChosenHere) this.tally.count('artwork', 'there');
    else this.#place('artwork', picture);
  }

  #isSomebody(userId: string): boolean {
    const known = this.#somebody.get(userId) ?? this.#target.has('users', { id: userId });
    this.#somebody.set(userId, known);
    return known;
  }

  /** What happened in the chat need not have an author; what was said must. */
  #convertMessage(row: ForeignRow, needs: rows.ConversionNeeds): rows.Converted<'messages'> {
    const message = rows.convertMessage(row, needs);
    if (typeof message === 'string') return message;
    const { userId = null, kind } = message;
    if (userId !== null && this.#isSomebody(userId)) return message;
    return kind === 'CHAT' ? 'their author is not there' : { ...message, userId: null };
  }
}
