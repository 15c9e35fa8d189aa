import { computed, signal } from '@preact/signals';
import type { AnswerOf } from '../../../internal/http/contract/caller-types.ts';
import type { ApiReply } from '../../shared/api-client.ts';
import { Inquiry } from '../inquiry.ts';
import { faultOf, type StudioApi } from '../studio-api.ts';

/** A setting as the server describes it. */
export type SettingRow = AnswerOf<'GET /api/admin/settings'>[number];
export type TakesEffect = SettingRow['takesEffect'];

/** An unsaved change that is no row of the settings table, such as the stream keys. */
export interface OwnChange {
  readonly label: string;
  readonly save: () => Promise<ApiReply<{ readonly message: string }>>;
  /** What the page reads back while it is not saved. */
  readonly draft?: unknown;
  /** Called when the person wants none of it; a page that keeps everything in `draft` needs nothing of it. */
  readonly discard?: () => void;
}

export interface Pending {
  readonly key: string;
  readonly label: string;
}

/** What became of saving: a sentence for people, and whether everything was taken. */
export interface Saved {
  readonly isWhole: boolean;
  readonly sentence: string;
}

const rowsCall = 'GET /api/admin/settings';

const effectWords: Readonly<Record<TakesEffect, string>> = {
  'at once': 'in effect now',
  'next broadcast': 'from the next broadcast',
  restart: 'after a restart',
};

/** The settings as they are and as somebody is about to change them, whatever page shows them. */
export class SettingsDesk {
  readonly rows = signal<ReadonlyMap<string, SettingRow> | null>(null);
  /** Why the settings cannot be shown, in a sentence. */
  readonly fault = signal<string | null>(null);
  readonly drafts = signal<ReadonlyMap<string, string>>(new Map());
  /** What is wrong with a draft, by setting. */
  readonly faults = signal<ReadonlyMap<string, string>>(new Map());
  readonly own = signal<ReadonlyMap<string, OwnChange>>(new Map());
  /** Drafts that were saved, until the page has read what holds now: what was before is shown no more, nor changed on. */
  readonly #settled = signal<ReadonlyMap<string, unknown>>(new Map());
  readonly isSaving = signal(false);
  /** Goes up with every save and discard: pages that show what settings make look again. */
  readonly revision = signal(0);
  readonly pending = computed<readonly Pending[]>(() => [
    ...[...this.drafts.value.keys()].map((key) => ({ key, label: this.#labelOf(key) })),
    ...[...this.own.value].map(([key, { label }]) => ({ key, label })),
  ]);
  readonly #api: Pick<StudioApi, 'call'>;
  readonly #labelOf: (name: string) => string;
  readonly #inquiry;

  constructor(needs: { readonly api: Pick<StudioApi, 'call'>; readonly labelOf: (name: string) => string }) {
    this.#api = needs.api;
    this.#labelOf = needs.labelOf;
    this.#inquiry = new Inquiry({
      sent: rowsCall as typeof rowsCall,
      ask: (name) => needs.api.call(name),
      onReply: (reply) => this.#take(reply),
    });
  }

  async load(): Promise<void> {
    await this.#inquiry.ask();
  }

  #take(reply: ApiReply<readonly SettingRow[]>): void {
    this.fault.value = faultOf(reply);
    if (reply.kind !== 'answered') return;
    const rows = new Map(reply.body.map((row) => [row.name, row]));
    this.rows.value = rows;
    const drafts = this.drafts.peek();
    // What somebody else saved in the same words is no change any more.
    const left = [...drafts].filter(([name, text]) => !isSo(rows.get(name), text));
    if (left.length < drafts.size) this.drafts.value = new Map(left);
  }

  /** Looks again at what holds, for it may have been changed elsewhere; drafts stay. */
  async refresh(): Promise<void> {
    await this.load();
    this.revision.value += 1;
  }

  /** The text of a setting as the form shows it: the draft, else what holds; '' for secrets and before the load. */
  text(name: string): string {
    return this.drafts.value.get(name) ?? this.rows.value?.get(name)?.value ?? '';
  }

  /** Changes the draft of a setting; what is as it was is no change. */
  write(name: string, text: string): void {
    const kept = this.rows.peek()?.get(name)?.value ?? '';
    this.drafts.value = changed(this.drafts.peek(), name, text === kept ? null : text);
    this.faults.value = changed(this.faults.peek(), name, null);
  }

  /** Takes a secret away that is kept; to write nothing into its field is to keep it, for what is kept is never shown. */
  empty(name: string): void {
    this.drafts.value = changed(this.drafts.peek(), name, '');
    this.faults.value = changed(this.faults.peek(), name, null);
  }

  /** Puts a change among the unsaved ones that is saved in its own way, or takes it away. */
  propose(key: string, change: OwnChange | null): void {
    this.own.value = changed(this.own.peek(), key, change);
  }

  /** What a page shows of a change of its own: as it is proposed, or as it was just saved; undefined where what was read holds. */
  draftOf(key: string): unknown {
    return this.own.value.get(key)?.draft ?? this.#settled.value.get(key);
  }

  /** The page has read what holds now. */
  noteRead(key: string): void {
    this.#settled.value = changed(this.#settled.peek(), key, null);
  }

  discard(): void {
    for (const change of this.own.peek().values()) change.discard?.();
    this.#clear();
  }

  async save(): Promise<Saved> {
    this.isSaving.value = true;
    try {
      const sentences: string[] = [];
      let isWhole = true;
      if (this.drafts.peek().size > 0) {
        const saved = await this.#saveTable();
        sentences.push(saved.sentence);
        isWhole = saved.isWhole;
      }
      for (const [key, change] of isWhole ? this.own.peek() : []) {
        const reply = await change.save();
        const fault = faultOf(reply);
        // What was changed on while the answer was under way stays unsaved.
        if (fault === null && this.own.peek().get(key) === change) {
          this.#settled.value = changed(this.#settled.peek(), key, change.draft ?? null);
          this.propose(key, null);
        }
        isWhole &&= fault === null;
        sentences.push(`${change.label}: ${fault ?? (reply.kind === 'answered' ? reply.body.message : '')}`);
      }
      this.revision.value += 1;
      return { isWhole, sentence: sentences.join(' ') };
    } finally {
      this.isSaving.value = false;
    }
  }

  async #saveTable(): Promise<Saved> {
    const sent = this.drafts.peek();
    const reply = await this.#api.call('POST /api/admin/settings', { body: { values: Object.fromEntries(sent) } });
    if (reply.kind !== 'answered') return { isWhole: false, sentence: faultOf(reply) ?? '' };
    const { body } = reply;
    this.faults.value = new Map(body.faults.map(({ name, message }) => [name, message]));
    if (!body.success) return { isWhole: false, sentence: body.message };
    this.#takeOver(
      sent,
      new Set(body.changed.flatMap(({ name, overriddenBy }) => (overriddenBy === null ? name : []))),
    );
    await this.load();
    const parts = body.changed.map(({ name, takesEffect, overriddenBy }) =>
      overriddenBy === null
        ? `${this.#labelOf(name)}: ${effectWords[takesEffect]}`
        : `${this.#labelOf(name)}: stored, but ${overriddenBy} given at the start goes on holding`,
    );
    return { isWhole: true, sentence: `Saved. ${parts.join('; ')}.` };
  }

  /** What was saved holds from now on, whether or not the server can be asked for it; what was typed meanwhile stays unsaved. */
  #takeOver(saved: ReadonlyMap<string, string>, holding: ReadonlySet<string>): void {
    // What was asked for before the save is told as it was before.
    this.#inquiry.turnTo(rowsCall);
    const rows = new Map(this.rows.peek());
    for (const [name, text] of saved) {
      const row = rows.get(name);
      if (row === undefined || !holding.has(name)) continue;
      rows.set(name, { ...row, value: row.value === null ? null : text, isSet: text !== row.defaultValue });
    }
    this.rows.value = rows;
    this.drafts.value = new Map([...this.drafts.peek()].filter(([name, text]) => saved.get(name) !== text));
  }

  #clear(): void {
    this.drafts.value = new Map();
    this.faults.value = new Map();
    this.own.value = new Map();
    this.revision.value += 1;
  }
}

/** Whether the setting has that text already; of a secret only that there is none is known. */
function isSo(row: SettingRow | undefined, text: string): boolean {
  return row?.value === text || (row?.value === null && text === '' && !row.isSet);
}

function changed<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value | null): ReadonlyMap<string, Value> {
  if (value === null && !map.has(key)) return map;
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}
