import { eq } from 'drizzle-orm';
import { secrets } from './schema.ts';
import type { Session } from './session.ts';

/** Values that are never shown, such as the hash of the studio's password. */
export class SecretRepository {
  readonly #session: Session;
  readonly #wallMs: () => number;

  constructor(needs: { session: Session; wallMs: () => number }) {
    this.#session = needs.session;
    this.#wallMs = needs.wallMs;
  }

  get(name: string): string | null {
    const row = this.#session.run((database) => database.select().from(secrets).where(eq(secrets.name, name)).get());
    return row?.value ?? null;
  }

  set(name: string, value: string): void {
    const updatedWallMs = this.#wallMs();
    this.#session.run((database) =>
      database
        .insert(secrets)
        .values({ name, value, updatedWallMs })
        .onConflictDoUpdate({ target: secrets.name, set: { value, updatedWallMs } })
        .run(),
    );
  }

  /** Keeps values that belong together: all of them or none. */
  setTogether(values: Readonly<Record<string, string>>): void {
    this.#session.transact(() => {
      for (const [name, value] of Object.entries(values)) this.set(name, value);
    });
  }

  /** Puts `next` where `expected` stands, at once or not at all; true when it stood there. `null` stands for nothing. */
  swap(name: string, expected: string | null, next: string | null): boolean {
    return this.#session.transact(() => {
      if (this.get(name) !== expected) return false;
      if (next === null) this.unset(name);
      else this.set(name, next);
      return true;
    });
  }

  /** True when there was something to forget. */
  unset(name: string): boolean {
    return this.#session.run((database) => database.delete(secrets).where(eq(secrets.name, name)).run()).changes > 0;
  }
}
