import { asc, count, eq, sql } from 'drizzle-orm';
import { webhooks } from './schema.ts';
import type { Session } from './session.ts';

export interface Webhook {
  readonly id: number;
  readonly url: string;
  /** Types of events, as the socket names them. */
  readonly events: readonly string[];
  /** Signs what is sent; empty for none. */
  readonly secret: string;
  readonly createdWallMs: number;
  readonly lastUsedWallMs: number | null;
  /** The first failure since something was last taken; null while all is well. */
  readonly failingSinceWallMs: number | null;
  /** When it was switched off for failing. */
  readonly disabledWallMs: number | null;
}

/** Addresses that are told of events. */
export class WebhookRepository {
  readonly #session: Session;
  readonly #wallMs: () => number;

  constructor(needs: { session: Session; wallMs: () => number }) {
    this.#session = needs.session;
    this.#wallMs = needs.wallMs;
  }

  /** Oldest first. */
  list(): readonly Webhook[] {
    return this.#session.run((database) => database.select().from(webhooks).orderBy(asc(webhooks.id)).all());
  }

  /** Adds one; null when there are `maxCount` already. */
  add(entry: Pick<Webhook, 'url' | 'events' | 'secret'>, maxCount: number): Webhook | null {
    return this.#session.transact((database) => {
      const there = database.select({ total: count() }).from(webhooks).get()?.total ?? 0;
      if (there >= maxCount) return null;
      return database
        .insert(webhooks)
        .values({ ...entry, createdWallMs: this.#wallMs() })
        .returning()
        .get();
    });
  }

  get(id: number): Webhook | null {
    return this.#session.run((database) => database.select().from(webhooks).where(eq(webhooks.id, id)).get()) ?? null;
  }

  /** Notes that it answered: well, or not. */
  noteUse(id: number, outcome: { wallMs: number; answered: boolean; isFine: boolean }): void {
    const { wallMs, answered, isFine } = outcome;
    const change = {
      ...(answered && { lastUsedWallMs: wallMs }),
      failingSinceWallMs: isFine ? null : sql`coalesce(${webhooks.failingSinceWallMs}, ${wallMs})`,
    };
    this.#session.run((database) => database.update(webhooks).set(change).where(eq(webhooks.id, id)).run());
  }

  /** Switches it off, or with null on again, its failures forgotten; false when there is no such webhook. */
  setDisabled(id: number, disabledWallMs: number | null): boolean {
    const change = { disabledWallMs, ...(disabledWallMs === null && { failingSinceWallMs: null }) };
    return (
      this.#session.run((database) => database.update(webhooks).set(change).where(eq(webhooks.id, id)).run()).changes >
      0
    );
  }

  /** True when there was such a webhook. */
  remove(id: number): boolean {
    return this.#session.run((database) => database.delete(webhooks).where(eq(webhooks.id, id)).run()).changes > 0;
  }
}
