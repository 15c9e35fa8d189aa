import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Addresses of 127.0.0.0/8 that one network of it, `127.1.N.0`, gives. */
export const HOSTS_PER_NETWORK = 250;

/** Where thousands of servers are that are all on this machine. */
export interface Place {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

/** The shared inbox of one of them: each has an address of its own. */
export function inboxOf(host: number, place: Place): string {
  return `${originOf(host, place)}/inbox`;
}

export function addressOf(host: number): string {
  return `127.1.${Math.floor(host / HOSTS_PER_NETWORK)}.${1 + (host % HOSTS_PER_NETWORK)}`;
}

function originOf(host: number, { port, scheme }: Place): string {
  return `${scheme}://${addressOf(host)}:${port}`;
}

/** Makes `count` accounts on `hosts` servers follow a channel whose server runs or not, in place of whoever followed it. */
export function seedFollowers(dataDirectory: string, crowd: { count: number; hosts: number; place: Place }): void {
  const database = new DatabaseSync(join(dataDirectory, 'aerial.db'), { timeout: 5000 });
  try {
    const now = Date.now();
    const add = database.prepare(
      `INSERT INTO followers (iri, inbox, shared_inbox, name, username, request_iri, created_wall_ms, approved_wall_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    database.exec('BEGIN IMMEDIATE');
    database.exec('DELETE FROM followers');
    for (let person = 0; person < crowd.count; person += 1) {
      const host = person % crowd.hosts;
      const iri = `${originOf(host, crowd.place)}/users/person-${person}`;
      const account = `person-${person}@${new URL(iri).host}`;
      add.run(iri, `${iri}/inbox`, inboxOf(host, crowd.place), `person ${person}`, account, `${iri}#follow`, now, now);
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
