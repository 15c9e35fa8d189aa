import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { messages, users } from './schema.ts';
import type { Session } from './session.ts';
import type { User } from './user-repository.ts';

/** What was said, or what happened, in the chat. */
export type Message = typeof messages.$inferSelect;

/** A message and who wrote it; null for what the station itself says. */
export interface AuthoredMessage {
  readonly message: Message;
  readonly user: User | null;
}

const isVisible = isNull(messages.hiddenWallMs);
/** Messages of one millisecond stand in the order in which they came. */
const newestFirst = [desc(messages.sentWallMs), desc(sql`${messages}.rowid`)];

/** What was said, and what happened, in the chat. */
export class MessageRepository {
  readonly #session: Session;
  #insert: ((message: Message) => void) | null = null;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Adds all or none, but for those whose author was forgotten meanwhile, and those that are there. */
  addAll(added: readonly Omit<Message, 'pinnedWallMs'>[]): void {
    const authors = [...new Set(added.flatMap(({ userId }) => userId ?? []))];
    this.#session.transact((database) => {
      const found = database.select({ id: users.id }).from(users).where(inArray(users.id, authors)).all();
      const known = new Set(found.map(({ id }) => id));
      const insert = (this.#insert ??= this.#prepareInsert());
      for (const message of added)
        if (message.userId === null || known.has(message.userId)) insert({ pinnedWallMs: null, ...message });
    });
  }

  /** The newest that everybody may see, oldest first: none that are hidden, and none of people who were banned. */
  recent(limit: number): readonly AuthoredMessage[] {
    const isShown = and(isVisible, or(isNull(messages.userId), isNull(users.disabledWallMs)));
    return this.#list(isShown, { offset: 0, limit }).toReversed();
  }

  /** Everything that was said, hidden or not, newest first. */
  newest(page: { readonly offset: number; readonly limit: number }): readonly AuthoredMessage[] {
    return this.#list(isNotNull(messages.userId), page);
  }

  /** What somebody said, hidden or not, newest first. */
  ofUser(userId: string, limit: number): readonly AuthoredMessage[] {
    return this.#list(eq(messages.userId, userId), { offset: 0, limit });
  }

  get(id: string): AuthoredMessage | null {
    return this.#list(eq(messages.id, id), { offset: 0, limit: 1 })[0] ?? null;
  }

  /** How many are kept. */
  count(): number {
    return this.#session.run((database) => database.select({ total: count() }).from(messages).get())?.total ?? 0;
  }

  /** The message that is shown above the others. */
  pinned(): AuthoredMessage | null {
    // Without an order, for which the whole table would be gone through.
    const row = this.#session.run((database) =>
      database
        .select({ message: messages, user: users })
        .from(messages)
        .leftJoin(users, eq(messages.userId, users.id))
        .where(isNotNull(messages.pinnedWallMs))
        .get(),
    );
    return row ?? null;
  }

  /** Shows that message above the others, or none. */
  pin(id: string | null, wallMs: number): void {
    this.#session.transact((database) => {
      database.update(messages).set({ pinnedWallMs: null }).where(isNotNull(messages.pinnedWallMs)).run();
      if (id !== null) database.update(messages).set({ pinnedWallMs: wallMs }).where(eq(messages.id, id)).run();
    });
  }

  /** Hides messages (since that time) or shows them again (null); returns those for which that was a change. */
  setHidden(ids: readonly string[], hiddenWallMs: number | null): readonly string[] {
    const isOther = hiddenWallMs === null ? isNotNull(messages.hiddenWallMs) : isVisible;
    return this.#session.run((database) =>
      database
        .update(messages)
        .set({ hiddenWallMs })
        .where(and(inArray(messages.id, [...ids]), isOther))
        .returning({ id: messages.id })
        .all()
        .map(({ id }) => id),
    );
  }

  /**
   * Hides up to `atMost` of what somebody said up to a time, the newest first, and says until when there may be more: those who wrote much are
   * hidden in slices, none of which looks again at those before it.
   */
  hideSome(
    userId: string,
    slice: { readonly hiddenWallMs: number; readonly upToWallMs: number; readonly atMost: number },
  ): { readonly ids: readonly string[]; readonly upToWallMs: number } {
    const { atMost, hiddenWallMs, upToWallMs } = slice;
    const isOne = and(eq(messages.userId, userId), lte(messages.sentWallMs, upToWallMs), isVisible);
    const hidden = this.#session.run((database) => {
      const some = database
        .select({ id: messages.id })
        .from(messages)
        .where(isOne)
        .orderBy(...newestFirst)
        .limit(atMost);
      return database
        .update(messages)
        .set({ hiddenWallMs })
        .where(inArray(messages.id, some))
        .returning({ id: messages.id, sentWallMs: messages.sentWallMs })
        .all();
    });
    const oldestWallMs = hidden.reduce((oldest, { sentWallMs }) => Math.min(oldest, sentWallMs), upToWallMs);
    return { ids: hidden.map(({ id }) => id), upToWallMs: oldestWallMs };
  }

  /** The time of the message that so many newer ones follow; null when there are not as many. */
  timeOfOlderThan(newerCount: number): number | null {
    const row = this.#session.run((database) =>
      database
        .select({ wallMs: messages.sentWallMs })
        .from(messages)
        .orderBy(desc(messages.sentWallMs))
        .limit(1)
        .offset(newerCount)
        .get(),
    );
    return row?.wallMs ?? null;
  }

  /** Forgets up to `atMost` messages from before a time, the oldest first, but not the one that is shown above the others. Returns how many. */
  forgetSome(beforeWallMs: number, atMost: number): number {
    return this.#session.run((database) => {
      const some = database
        .select({ id: messages.id })
        .from(messages)
        .where(and(lt(messages.sentWallMs, beforeWallMs), isNull(messages.pinnedWallMs)))
        .orderBy(asc(messages.sentWallMs))
        .limit(atMost);
      return database.delete(messages).where(inArray(messages.id, some)).run().changes;
    });
  }

  #list(where: SQL | undefined, page: { offset: number; limit: number }): readonly AuthoredMessage[] {
    return this.#session.run((database) =>
      database
        .select({ message: messages, user: users })
        .from(messages)
        .leftJoin(users, eq(messages.userId, users.id))
        .where(where)
        .orderBy(...newestFirst)
        .limit(page.limit)
        .offset(page.offset)
        .all(),
    );
  }

  #prepareInsert(): (message: Message) => void {
    const names = [
      'id',
      'kind',
      'userId',
      'body',
      'rawBody',
      'sentWallMs',
      'hiddenWallMs',
      'title',
      'subtitle',
      'image',
      'link',
      'replyToId',
      'pinnedWallMs',
    ] as const;
    type Placeholders = { readonly [Name in (typeof names)[number]]: ReturnType<typeof sql.placeholder> };
    const values = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as unknown as Placeholders;
    const statement = this.#session.run((database) =>
      database.insert(messages).values(values).onConflictDoNothing().prepare(),
    );
    return (message) => void statement.run({ ...message });
  }
}
