import { and, count, desc, eq, gte, isNotNull, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import { followers, identities, inboxActivities } from './schema.ts';
import type { Session } from './session.ts';

/** A fediverse account that follows, wants to, or may not. */
export type Follower = typeof followers.$inferSelect;
/** Something that a fediverse account did to the channel and that was taken. */
export type InboxActivity = typeof inboxActivities.$inferSelect;

/** What names one. */
type ActivityKey = Pick<InboxActivity, 'iri' | 'actorIri' | 'kind'>;

/** Activities that are remembered, and after how many it is looked whether there are more. */
const KEPT_ACTIVITIES = 100_000;
const LOOK_EVERY = 500;
/** What is remembered without being shown or forgotten: that an account wants to hear nothing of the channel. */
const UNSHOWN_KIND = 'BLOCK';

/** `approved` ones follow; `pending` ones wait to be let in; `blocked` ones were turned away. */
export type FollowerState = 'approved' | 'pending' | 'blocked';

/** Where to begin in a list, and how much of it. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list, and how many entries the whole list has. */
export interface SliceOf<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

const conditions: Readonly<Record<FollowerState, SQL | undefined>> = {
  approved: and(isNotNull(followers.approvedWallMs), isNull(followers.disabledWallMs)),
  pending: and(isNull(followers.approvedWallMs), isNull(followers.disabledWallMs)),
  blocked: isNotNull(followers.disabledWallMs),
};

/** Where to write to one of them: at the inbox of their whole server where there is one. */
const oneInbox = sql<string>`coalesce(${followers.sharedInbox}, ${followers.inbox})`;

function isBy(inbox: string): SQL | undefined {
  return or(eq(followers.inbox, inbox), eq(followers.sharedInbox, inbox));
}

/** Who follows the channel from the fediverse, and what they did. */
export class FollowerRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** All of them, or those of one origin, such as `https://social.example`. */
  count(state: FollowerState, origin?: string): number {
    // A range that the primary key knows: `0` comes after `/`.
    const isOfOrigin =
      origin === undefined ? undefined : and(gte(followers.iri, `${origin}/`), lt(followers.iri, `${origin}0`));
    const chosen = and(conditions[state], isOfOrigin);
    return this.#session.run(
      (database) => database.select({ total: count() }).from(followers).where(chosen).get()?.total ?? 0,
    );
  }

  /** Newest first. */
  list(state: FollowerState, { offset, limit }: Slice): SliceOf<Follower> {
    const entries = this.#session.run((database) =>
      database
        .select()
        .from(followers)
        .where(conditions[state])
        .orderBy(desc(followers.createdWallMs), followers.iri)
        .limit(limit)
        .offset(offset)
        .all(),
    );
    return { total: this.count(state), entries };
  }

  get(iri: string): Follower | null {
    return (
      this.#session.run((database) => database.select().from(followers).where(eq(followers.iri, iri)).get()) ?? null
    );
  }

  /** Keeps a follower, in place of what was known of the same one. */
  put(follower: Follower): void {
    const { iri: _, ...set } = follower;
    this.#session.run((database) =>
      database.insert(followers).values(follower).onConflictDoUpdate({ target: followers.iri, set }).run(),
    );
  }

  /** True when there was such a follower. */
  change(iri: string, change: Partial<Omit<Follower, 'iri'>>): boolean {
    return (
      this.#session.run((database) => database.update(followers).set(change).where(eq(followers.iri, iri)).run())
        .changes > 0
    );
  }

  /** True when there was such a follower. */
  remove(iri: string): boolean {
    return this.#session.run((database) => database.delete(followers).where(eq(followers.iri, iri)).run()).changes > 0;
  }

  /** Lets those go who follow by one inbox, or by a shared one; returns how many. Who is blocked stays blocked. */
  removeByInbox(inbox: string): number {
    const isTheirs = and(isBy(inbox), isNull(followers.disabledWallMs));
    return this.#session.run((database) => database.delete(followers).where(isTheirs).run()).changes;
  }

  /** Notes since when nothing could be brought to those who follow by one inbox, or by a shared one; null that it works. */
  setReach(inbox: string, unreachableWallMs: number | null): void {
    this.#session.run((database) => database.update(followers).set({ unreachableWallMs }).where(isBy(inbox)).run());
  }

  /** Inboxes that nothing can be brought to, as `inboxes` names them, and since when. */
  unreachable(): readonly { readonly inbox: string; readonly unreachableWallMs: number }[] {
    const isMarked = isNotNull(followers.unreachableWallMs);
    const marked = { inbox: oneInbox, unreachableWallMs: sql<number>`min(${followers.unreachableWallMs})` };
    return this.#session.run((database) =>
      database.select(marked).from(followers).where(isMarked).groupBy(oneInbox).all(),
    );
  }

  /** Where to write to so that everybody who follows is reached, each address once. */
  inboxes(): readonly string[] {
    return this.#session
      .run((database) => database.selectDistinct({ inbox: oneInbox }).from(followers).where(conditions.approved).all())
      .map((row) => row.inbox);
  }

  /** Those that show others how this stream is, newest first; at most 1000. */
  directories(): readonly Follower[] {
    const chosen = and(conditions.approved, eq(followers.isDirectory, true));
    return this.#session.run((database) =>
      database.select().from(followers).where(chosen).orderBy(desc(followers.createdWallMs)).limit(1000).all(),
    );
  }

  /** Whether an account, `user@host`, follows. */
  isFollower(account: string): boolean {
    const isTheirs = and(eq(sql`lower(${followers.username})`, account.toLowerCase()), conditions.approved);
    return this.#session.run((database) => database.select().from(followers).where(isTheirs).get()) !== undefined;
  }

  /** Ids of the people of the chat who have proved to be one of those who follow. */
  listUserIds(): readonly string[] {
    const account = sql`lower(${followers.username})`;
    const isTheirs = and(
      eq(identities.kind, 'fediverse'),
      or(eq(identities.key, account), eq(identities.key, sql`'@' || ${account}`)),
    );
    return this.#session.run((database) =>
      database
        .selectDistinct({ userId: identities.userId })
        .from(followers)
        .innerJoin(identities, isTheirs)
        .where(conditions.approved)
        .all()
        .map(({ userId }) => userId),
    );
  }

  /** Notes what an account did, and leaves about the latest `kept`; false when that very thing was noted before. */
  noteActivity(
    activity: ActivityKey & Pick<InboxActivity, 'receivedWallMs'> & { readonly words?: string },
    kept = KEPT_ACTIVITIES,
  ): boolean {
    const { changes, lastInsertRowid } = this.#session.run((database) =>
      database.insert(inboxActivities).values(activity).onConflictDoNothing().run(),
    );
    const newest = Number(lastInsertRowid);
    if (changes > 0 && newest % LOOK_EVERY === 0) this.#forgetActivities(newest - kept);
    return changes > 0;
  }

  /** Whether that very thing was noted. */
  isNoted(activity: ActivityKey): boolean {
    return (
      this.#session.run((database) => database.select().from(inboxActivities).where(isThat(activity)).get()) !==
      undefined
    );
  }

  /** Forgets that it was noted. */
  unnote(activity: ActivityKey): void {
    this.#session.run((database) => database.delete(inboxActivities).where(isThat(activity)).run());
  }

  /** Newest first. */
  listActivities({ offset, limit }: Slice): SliceOf<InboxActivity> {
    return this.#session.run((database) => ({
      total: database.select({ total: count() }).from(inboxActivities).where(isShown).get()?.total ?? 0,
      entries: database
        .select()
        .from(inboxActivities)
        .where(isShown)
        .orderBy(desc(inboxActivities.id))
        .limit(limit)
        .offset(offset)
        .all(),
    }));
  }

  #forgetActivities(untilId: number): void {
    const isOld = and(lte(inboxActivities.id, untilId), isShown);
    this.#session.run((database) => database.delete(inboxActivities).where(isOld).run());
  }
}

const isShown = ne(inboxActivities.kind, UNSHOWN_KIND);

function isThat({ actorIri, iri, kind }: ActivityKey): SQL | undefined {
  return and(eq(inboxActivities.iri, iri), eq(inboxActivities.actorIri, actorIri), eq(inboxActivities.kind, kind));
}
