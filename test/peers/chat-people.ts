import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashToken } from '../../internal/auth/token.ts';

const HOUR_MS = 3_600_000;

/** The token of one of those whom `seedPeople` made known. */
export function tokenOf(person: number): string {
  return `token-of-person-${person}`;
}

/** An address on loopback for each; only some hundreds share one. */
export function addressOf(person: number): string {
  return `127.0.${4 + (Math.floor(person / 200) % 200)}.${1 + (person % 200)}`;
}

/**
 * Makes `count` people known to a server, running or not, as if they had registered an hour ago: thousands who register by themselves would be
 * held back for coming from one place.
 */
export function seedPeople(dataDirectory: string, count: number): void {
  const database = new DatabaseSync(join(dataDirectory, 'aerial.db'), { timeout: 5000 });
  try {
    const createdWallMs = Date.now() - HOUR_MS;
    const addUser = database.prepare(
      `INSERT INTO users (id, kind, display_name, display_color, created_wall_ms, previous_names, scopes)
       VALUES (?, 'standard', ?, ?, ?, '[]', '[]')`,
    );
    const addToken = database.prepare(
      'INSERT INTO access_tokens (token_hash, hint, user_id, created_wall_ms) VALUES (?, ?, ?, ?)',
    );
    database.exec('BEGIN IMMEDIATE');
    for (let person = 0; person < count; person += 1) {
      const token = tokenOf(person);
      addUser.run(`person-${person}`, `person ${person}`, person % 8, createdWallMs);
      addToken.run(hashToken(token), token.slice(0, 6), `person-${person}`, createdWallMs);
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
