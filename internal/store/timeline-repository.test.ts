import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Session } from './session.ts';
import { connect } from './sqlite.ts';
import { temporaryDirectory, testStore } from './testing.ts';
import { TimelineRepository } from './timeline-repository.ts';

const segment = { stretchId: 1, startMediaMs: 0, durationMs: 2_000, isDiscontinuity: false, isGap: false };

test('segments that are too old are found without going through all of them', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory }).close();
  const file = join(directory, 'aerial.db');
  const connection = connect(file, { busyTimeoutMs: 0 });
  t.after(() => connection.close());
  const timeline = new TimelineRepository({ session: new Session({ connection, file }) });
  const segments = [1, 2, 3, 4, 5, 6].map((number) => ({
    ...segment,
    mediaSequence: number,
    startWallMs: number * 2_000,
  }));
  timeline.append({ stretches: [], segments });
  const prepare = t.mock.method(connection, 'prepare');
  assert.equal(timeline.forgetSegments({ beforeWallMs: 7_000, keep: 5 }, 2), 2);
  assert.equal(timeline.forgetSegments({ beforeWallMs: 7_000, keep: 5 }, 2), 1);
  const statements = prepare.mock.calls.map(({ arguments: [sql] }) => sql).filter((sql) => sql.startsWith('delete'));
  prepare.mock.restore();
  assert.ok(statements.length > 0);
  for (const sql of statements) {
    const given = sql.split('?').slice(1).fill('0').map(Number);
    const steps = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...given) as { detail: string }[];
    assert.deepEqual(
      steps.filter(({ detail }) => detail.startsWith('SCAN timeline_segments')),
      [],
    );
  }
  assert.equal(connection.prepare('SELECT min(media_sequence) FROM timeline_segments').pluck().get(), 4);
});
