import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { identities, users } from './schema.ts';
import type { Session } from './session.ts';

/** Something that somebody of the chat proved to be. */
export type Identity = typeof identities.$inferSelect;

/** What users have proved to be, elsewhere. */
export class IdentityRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** The identity of a kind under any of these spellings of its key; the oldest where there are several. */
  find(kind: string, keys: readonly string[]): Identity | null {
    const isIt = and(eq(identities.kind, kind), inArray(identities.key, [...keys]));
    const row = this.#session.run((database) =>
      database.select().from(identities).where(isIt).orderBy(asc(identities.id)).limit(1).get(),
    );
    return row ?? null;
  }

  countOf(userId: string): number {
    const row = this.#session.run((database) =>
      database.select({ total: count() }).from(identities).where(eq(identities.userId, userId)).get(),
    );
    return row?.total ?? 0;
  }

  /** The kinds of identities that each of these users has proved; without those who have proved none. */
  kindsOf(userIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const rows = this.#session.run((database) =>
      database
        .selectDistinct({ userId: identities.userId, kind: identities.kind })
        .from(identities)
        .where(inArray(identities.userId, [...userIds]))
        .orderBy(asc(identities.kind))
        .all(),
    );
    const kinds = Map.groupBy(rows, ({ userId }) => userId);
    return new Map([...kinds].map(([userId, found]) => [userId, found.map(({ kind }) => kind)]));
  }

  /** Keeps an identity that nobody had, and that its user has proved one; both or neither. */
  prove(identity: Omit<Identity, 'id'>): void {
    const { userId, createdWallMs } = identity;
    this.#session.transact((database) => {
      database.insert(identities).values(identity).run();
      database.update(users).set({ authenticatedWallMs: createdWallMs }).where(eq(users.id, userId)).run();
    });
  }
}
