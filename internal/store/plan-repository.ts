import { and, asc, eq, isNull, lt } from 'drizzle-orm';
import { planExceptions, plans } from './schema.ts';
import type { Session } from './session.ts';

/** A broadcast that is planned, or a series of them. */
export type Plan = typeof plans.$inferSelect;

/** What is different about one broadcast of a series. */
export type PlanException = typeof planExceptions.$inferSelect;

/** Planned broadcasts. */
export class PlanRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** By their first start. */
  list(): readonly Plan[] {
    return this.#session.run((database) => database.select().from(plans).orderBy(asc(plans.startLocalMs)).all());
  }

  exceptions(): readonly PlanException[] {
    return this.#session.run((database) => database.select().from(planExceptions).all());
  }

  get(id: string): Plan | null {
    return this.#session.run((database) => database.select().from(plans).where(eq(plans.id, id)).get()) ?? null;
  }

  /** Adds a plan, or keeps it in place of the one of its id. */
  put(plan: Plan): void {
    this.#session.run((database) =>
      database.insert(plans).values(plan).onConflictDoUpdate({ target: plans.id, set: plan }).run(),
    );
  }

  /** With its exceptions. */
  remove(id: string): void {
    this.#session.run((database) => database.delete(plans).where(eq(plans.id, id)).run());
  }

  putException(exception: PlanException): void {
    this.#session.run((database) =>
      database
        .insert(planExceptions)
        .values(exception)
        .onConflictDoUpdate({ target: [planExceptions.planId, planExceptions.localMs], set: exception })
        .run(),
    );
  }

  removeException(planId: string, localMs: number): void {
    const chosen = and(eq(planExceptions.planId, planId), eq(planExceptions.localMs, localMs));
    this.#session.run((database) => database.delete(planExceptions).where(chosen).run());
  }

  /** Forgets single broadcasts from before that local time, and exceptions from before it. */
  forgetBefore(localMs: number): void {
    this.#session.transact((database) => {
      database
        .delete(plans)
        .where(and(isNull(plans.recurrence), lt(plans.startLocalMs, localMs)))
        .run();
      database.delete(planExceptions).where(lt(planExceptions.localMs, localMs)).run();
    });
  }
}
