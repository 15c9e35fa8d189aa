import { and, asc, count, desc, eq, exists, inArray, isNotNull, isNull, lt, not, or, sql, type SQL } from 'drizzle-orm';
import { messages, users } from './schema.ts';
import type { Session } from './session.ts';

/** Somebody of the chat, or the bot that an access token stands for (`kind` is `standard` or `api`). */
export type User = typeof users.$inferSelect;

/** Which users a list is of: all, those who may write, bots, moderators, or those who were banned. */
export type UserStatus = 'all' | 'active' | 'bots' | 'moderators' | 'banned';

export interface UserQuery {
  readonly offset: number;
  readonly limit: number;
  /** Part of the name, whatever its case, or the whole id; empty for everybody. */
  readonly search: string;
  readonly status: UserStatus;
  /** By creation, oldest (`asc`) or newest first. */
  readonly sort: 'asc' | 'desc';
}

/** Most have no scopes, and those need not be parsed. */
const isModerator = sql`${users.scopes} <> '[]' AND EXISTS (SELECT 1 FROM json_each(${users.scopes}) WHERE value = 'MODERATOR')`;

/** People of the chat, and bots. */
export class UserRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  get(id: string): User | null {
    const row = this.#session.run((database) => database.select().from(users).where(eq(users.id, id)).get());
    return row ?? null;
  }

  create(user: User): void {
    this.#session.run((database) => database.insert(users).values(user).run());
  }

  /** A page of those who match, and how many match in all. */
  list(query: UserQuery): { total: number; results: readonly User[] } {
    const where = and(isOfStatus(query.status), isFound(query.search));
    const order = query.sort === 'asc' ? asc : desc;
    return this.#session.run((database) => ({
      total: database.select({ total: count() }).from(users).where(where).get()?.total ?? 0,
      results: database
        .select()
        .from(users)
        .where(where)
        .orderBy(order(users.createdWallMs), order(sql`rowid`))
        .limit(query.limit)
        .offset(query.offset)
        .all(),
    }));
  }

  /** Keeps a user from writing; true when there is such a user. */
  disable(id: string, entry: { wallMs: number; reason: string | null }): boolean {
    return this.#change(id, { disabledWallMs: entry.wallMs, disabledReason: entry.reason });
  }

  /** Lets a user write again; true when there is such a user. */
  enable(id: string): boolean {
    return this.#change(id, { disabledWallMs: null, disabledReason: null });
  }

  /** Gives a user these scopes and no others; true when there is such a user. */
  setScopes(id: string, scopes: readonly string[]): boolean {
    return this.#change(id, { scopes });
  }

  /** Calls a user so from now on; the old name joins the earlier ones, of which the last `keptNames` are kept. */
  rename(id: string, entry: { displayName: string; wallMs: number; keptNames: number }): boolean {
    const user = this.get(id);
    if (user === null) return false;
    const previousNames = [...user.previousNames, user.displayName].slice(-entry.keptNames);
    return this.#change(id, { displayName: entry.displayName, previousNames, nameChangedWallMs: entry.wallMs });
  }

  setColor(id: string, displayColor: number): boolean {
    return this.#change(id, { displayColor });
  }

  /** Those whose names nobody else may have: bots, and people who proved who they are. */
  listReserved(): readonly { id: string; displayName: string }[] {
    return this.#session.run((database) =>
      database
        .select({ id: users.id, displayName: users.displayName })
        .from(users)
        .where(and(isNull(users.disabledWallMs), or(eq(users.kind, 'api'), isNotNull(users.authenticatedWallMs))))
        .all(),
    );
  }

  count(): number {
    return this.#session.run((database) => database.select({ total: count() }).from(users).get())?.total ?? 0;
  }

  noteUse(id: string, wallMs: number): void {
    this.#change(id, { lastUsedWallMs: wallMs });
  }

  /** Forgets up to `atMost` messages of a user; returns how many. Those who wrote much are forgotten in slices. */
  deleteMessages(id: string, atMost: number): number {
    return this.#session.run((database) => {
      const some = database.select({ id: messages.id }).from(messages).where(eq(messages.userId, id)).limit(atMost);
      return database.delete(messages).where(inArray(messages.id, some)).run().changes;
    });
  }

  /**
   * Forgets up to `atMost` people who were not here since that time, wrote nothing that is kept, and are nobody in particular: no bots, no
   * moderators, nobody who was banned or proved an identity. Those whose last visit is not known stay. Returns how many.
   */
  forgetStrangers(beforeWallMs: number, atMost: number): number {
    return this.#session.run((database) => {
      const wrote = exists(database.select({ id: messages.id }).from(messages).where(eq(messages.userId, users.id)));
      const some = database
        .select({ id: users.id })
        .from(users)
        .where(
          and(
            lt(users.createdWallMs, beforeWallMs),
            lt(users.lastUsedWallMs, beforeWallMs),
            eq(users.kind, 'standard'),
            sql`${users.scopes} = '[]'`,
            isNull(users.disabledWallMs),
            isNull(users.authenticatedWallMs),
            not(wrote),
          ),
        )
        .limit(atMost);
      return database.delete(users).where(inArray(users.id, some)).run().changes;
    });
  }

  /** Forgets a user with all that the user wrote and proved; true when there was such a user. */
  delete(id: string): boolean {
    return this.#session.run((database) => database.delete(users).where(eq(users.id, id)).run()).changes > 0;
  }

  #change(id: string, values: Partial<User>): boolean {
    return (
      this.#session.run((database) => database.update(users).set(values).where(eq(users.id, id)).run()).changes > 0
    );
  }
}

function isOfStatus(status: UserStatus): SQL | undefined {
  const isStandard = eq(users.kind, 'standard');
  if (status === 'active') return isNull(users.disabledWallMs);
  if (status === 'bots') return and(eq(users.kind, 'api'), isNull(users.disabledWallMs));
  if (status === 'moderators') return and(isStandard, isNull(users.disabledWallMs), isModerator);
  // A bot is disabled when its token is removed, which is no ban.
  if (status === 'banned') return and(isStandard, isNotNull(users.disabledWallMs));
  return undefined;
}

function isFound(search: string): SQL | undefined {
  if (search === '') return undefined;
  const named = spellings(search).map((text) => {
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    return sql`${users.displayName} LIKE ${pattern} ESCAPE '\\'`;
  });
  return or(eq(users.id, search), ...named);
}

/** SQLite knows capital letters of ASCII alone: with others those forms are looked for that names are written in. */
function spellings(search: string): readonly string[] {
  if (/^\p{ASCII}*$/u.test(search)) return [search];
  const written = search.normalize('NFC');
  const small = written.toLowerCase();
  const titled = small.replaceAll(/(?<![\p{L}\p{M}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase());
  return [...new Set([written, small, titled, small.toUpperCase()])];
}
