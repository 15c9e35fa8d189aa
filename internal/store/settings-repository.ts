import { eq } from 'drizzle-orm';
import { settings } from './schema.ts';
import type { Session } from './session.ts';

/** Settings that somebody changed, as text. What is allowed is not known here: parse before `set`. */
export class SettingsRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Every stored name and text, those of other versions of Aerial included. */
  all(): Map<string, string> {
    const rows = this.#session.run((database) => database.select().from(settings).all());
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  set(name: string, value: string): void {
    this.#session.run((database) =>
      database
        .insert(settings)
        .values({ name, value })
        .onConflictDoUpdate({ target: settings.name, set: { value } })
        .run(),
    );
  }

  /** Writes all of them or none. */
  setAll(texts: ReadonlyMap<string, string>): void {
    this.#session.transact(() => {
      for (const [name, value] of texts) this.set(name, value);
    });
  }

  /** True when there was something to forget. */
  unset(name: string): boolean {
    return this.#session.run((database) => database.delete(settings).where(eq(settings.name, name)).run()).changes > 0;
  }
}
