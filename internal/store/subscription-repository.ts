import { and, asc, count, desc, eq } from 'drizzle-orm';
import { subscriptions } from './schema.ts';
import type { Session } from './session.ts';

/** Browsers that want to be told, by the JSON of their push subscription. */
export class SubscriptionRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** `full` when there are `maxCount` already; adding one twice is harmless. */
  add(
    channel: string,
    entry: { readonly destination: string; readonly createdWallMs: number },
    maxCount: number,
  ): 'added' | 'known' | 'full' {
    return this.#session.transact((database) => {
      const chosen = and(eq(subscriptions.channel, channel), eq(subscriptions.destination, entry.destination));
      if (database.select({ id: subscriptions.id }).from(subscriptions).where(chosen).get() !== undefined)
        return 'known';
      if (this.count(channel) >= maxCount) return 'full';
      database
        .insert(subscriptions)
        .values({ channel, ...entry })
        .run();
      return 'added';
    });
  }

  /** Null when there is none of that number. */
  get(id: number): { readonly destination: string; readonly failingSinceWallMs: number | null } | null {
    const chosen = eq(subscriptions.id, id);
    return this.#session.run((database) => database.select().from(subscriptions).where(chosen).get()) ?? null;
  }

  /** Notes since when nothing was taken there; null that it was. */
  setFailing(id: number, failingSinceWallMs: number | null): void {
    const chosen = eq(subscriptions.id, id);
    this.#session.run((database) => database.update(subscriptions).set({ failingSinceWallMs }).where(chosen).run());
  }

  /** The one that came last; null while there is none. */
  newestId(channel: string): number | null {
    const ofChannel = eq(subscriptions.channel, channel);
    const row = this.#session.run((database) =>
      database
        .select({ id: subscriptions.id })
        .from(subscriptions)
        .where(ofChannel)
        .orderBy(desc(subscriptions.id))
        .limit(1)
        .get(),
    );
    return row?.id ?? null;
  }

  ids(channel: string): readonly number[] {
    const ofChannel = eq(subscriptions.channel, channel);
    const rows = this.#session.run((database) =>
      database
        .select({ id: subscriptions.id })
        .from(subscriptions)
        .where(ofChannel)
        .orderBy(asc(subscriptions.id))
        .all(),
    );
    return rows.map(({ id }) => id);
  }

  count(channel: string): number {
    const ofChannel = eq(subscriptions.channel, channel);
    return (
      this.#session.run((database) => database.select({ rows: count() }).from(subscriptions).where(ofChannel).get())
        ?.rows ?? 0
    );
  }

  remove(id: number): void {
    this.#session.run((database) => database.delete(subscriptions).where(eq(subscriptions.id, id)).run());
  }

  /** True when there was such a one. */
  removeDestination(channel: string, destination: string): boolean {
    const chosen = and(eq(subscriptions.channel, channel), eq(subscriptions.destination, destination));
    return this.#session.run((database) => database.delete(subscriptions).where(chosen).run()).changes > 0;
  }
}
