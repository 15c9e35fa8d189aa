import { and, asc, count, eq, isNull } from 'drizzle-orm';
import { accessTokens, users } from './schema.ts';
import type { Session } from './session.ts';
import type { User } from './user-repository.ts';

/** A token that somebody may call with; of the token itself only its hash is kept, and the hint to know it by. */
export type AccessToken = typeof accessTokens.$inferSelect;

const isBot = and(eq(users.kind, 'api'), isNull(users.disabledWallMs));

/** Tokens of bots and of people of the chat, by their hash. */
export class AccessTokenRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Whose token it is; null when nobody's. */
  findUser(tokenHash: string): User | null {
    const row = this.#session.run((database) =>
      database
        .select({ user: users })
        .from(accessTokens)
        .innerJoin(users, eq(accessTokens.userId, users.id))
        .where(eq(accessTokens.tokenHash, tokenHash))
        .get(),
    );
    return row?.user ?? null;
  }

  add(token: AccessToken): void {
    this.#session.run((database) => database.insert(accessTokens).values(token).run());
  }

  /** Makes a token of one user that of another; false when it was not the first one's (any more). */
  repoint(tokenHash: string, change: { readonly from: string; readonly to: string }): boolean {
    const isIts = and(eq(accessTokens.tokenHash, tokenHash), eq(accessTokens.userId, change.from));
    return (
      this.#session.run((database) => database.update(accessTokens).set({ userId: change.to }).where(isIts).run())
        .changes > 0
    );
  }

  /** Somebody new, or a new bot, with their token: both or neither. */
  addUser(user: User, token: Omit<AccessToken, 'userId'>): void {
    this.#session.transact((database) => {
      database.insert(users).values(user).run();
      this.add({ ...token, userId: user.id });
    });
  }

  /** Tokens of bots, oldest first. */
  listBots(): readonly { token: AccessToken; user: User }[] {
    return this.#session.run((database) =>
      database
        .select({ token: accessTokens, user: users })
        .from(accessTokens)
        .innerJoin(users, eq(accessTokens.userId, users.id))
        .where(isBot)
        .orderBy(asc(accessTokens.createdWallMs), asc(accessTokens.tokenHash))
        .all(),
    );
  }

  countBots(): number {
    const row = this.#session.run((database) =>
      database
        .select({ total: count() })
        .from(accessTokens)
        .innerJoin(users, eq(accessTokens.userId, users.id))
        .where(isBot)
        .get(),
    );
    return row?.total ?? 0;
  }

  /** Removes a bot's token and disables the bot, so that what it wrote keeps its name. Returns the bot's id; null when there is no such token. */
  retireBot(tokenHash: string, wallMs: number): string | null {
    return this.#session.transact((database) => {
      const user = this.findUser(tokenHash);
      if (user?.kind !== 'api') return null;
      database.delete(accessTokens).where(eq(accessTokens.tokenHash, tokenHash)).run();
      database.update(users).set({ disabledWallMs: wallMs }).where(eq(users.id, user.id)).run();
      return user.id;
    });
  }
}
