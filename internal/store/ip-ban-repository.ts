import { desc, eq } from 'drizzle-orm';
import { ipBans } from './schema.ts';
import type { Session } from './session.ts';

/** An address or a range from which nobody may chat. */
export type IpBan = typeof ipBans.$inferSelect;

/** Addresses and ranges from which nobody may chat. */
export class IpBanRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Newest first. */
  list(): readonly IpBan[] {
    return this.#session.run((database) => database.select().from(ipBans).orderBy(desc(ipBans.createdWallMs)).all());
  }

  /** False when it is there already. */
  add(ban: IpBan): boolean {
    return this.#session.run((database) => database.insert(ipBans).values(ban).onConflictDoNothing().run()).changes > 0;
  }

  /** True when it was there. */
  remove(address: string): boolean {
    return (
      this.#session.run((database) => database.delete(ipBans).where(eq(ipBans.address, address)).run()).changes > 0
    );
  }

  /** Keeps what came with the ban of somebody who is forgotten, and no longer whose ban that was. */
  forgetUser(userId: string): void {
    const ofNobody = { notes: 'Banning of somebody who is forgotten', userId: null };
    this.#session.run((database) => database.update(ipBans).set(ofNobody).where(eq(ipBans.userId, userId)).run());
  }

  /** Takes back what came with the ban of somebody. */
  removeOf(userId: string): void {
    this.#session.run((database) => database.delete(ipBans).where(eq(ipBans.userId, userId)).run());
  }
}
