import { drizzle } from 'drizzle-orm/better-sqlite3';
import { explained } from './explain.ts';
import type { Connection } from './sqlite.ts';

/** What statements are made of. */
export type Database = ReturnType<typeof drizzle>;

/** What repositories speak to the database through: failures of the disk come out as `AerialError`s. */
export class Session {
  readonly #database: Database;
  readonly #connection: Connection;
  readonly #file: string;

  constructor(needs: { connection: Connection; file: string }) {
    this.#connection = needs.connection;
    this.#database = drizzle({ client: needs.connection });
    this.#file = needs.file;
  }

  run<Result>(work: (database: Database) => Result): Result {
    return explained(this.#file, () => work(this.#database));
  }

  /** All or nothing, with the right to write taken at the beginning, so that what was read still holds when it is written. */
  transact<Result>(work: (database: Database) => Result): Result {
    return explained(this.#file, () => this.#connection.transaction(() => work(this.#database)).immediate());
  }

  /** Changes whenever another connection has written. */
  outsideVersion(): number {
    return explained(this.#file, () => this.#connection.pragma('data_version', { simple: true }) as number);
  }
}
