import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { importInto, ownOwncast } from '../../test/peers/owncast-import.ts';
import { testStore } from '../store/testing.ts';

/** As a development version of Owncast has them; those of releases have none. */
const layout = `
CREATE TABLE stream_event_series ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "description" TEXT NOT NULL DEFAULT '', "recurrence" TEXT NOT NULL, "duration_minutes" INTEGER NOT NULL DEFAULT 60, "active" BOOLEAN NOT NULL DEFAULT TRUE, "created_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP, "updated_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE stream_events ("id" TEXT NOT NULL PRIMARY KEY, "series_id" TEXT, "original_start" TIMESTAMP, "name" TEXT NOT NULL, "description" TEXT NOT NULL DEFAULT '', "start_time" TIMESTAMP NOT NULL, "duration_minutes" INTEGER NOT NULL DEFAULT 60, "timezone" TEXT NOT NULL DEFAULT 'UTC', "status" TEXT NOT NULL DEFAULT 'scheduled', "federated_at" TIMESTAMP, "created_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP, "updated_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO stream_event_series (id, name, recurrence, duration_minutes, active) VALUES
  ('late', 'Late show', 'DTSTART;TZID=Europe/Berlin:20270302T200000' || char(10) || 'RRULE:FREQ=WEEKLY;BYDAY=TU', 90, 1),
  ('over', 'Old show', 'DTSTART;TZID=Europe/Berlin:20270302T200000' || char(10) || 'RRULE:FREQ=DAILY', 60, 0),
  ('odd', 'Odd show', 'RRULE:FREQ=SECONDLY', 60, 1);
INSERT INTO stream_events (id, series_id, original_start, name, start_time, duration_minutes, timezone, status) VALUES
  ('a', 'late', '2027-03-02 19:00:00+00:00', 'Late show', '2027-03-02 19:00:00+00:00', 90, 'Europe/Berlin', 'scheduled'),
  ('b', 'late', '2027-03-09 19:00:00+00:00', 'Late show', '2027-03-09 19:00:00+00:00', 90, 'Europe/Berlin', 'cancelled'),
  ('c', 'late', '2027-03-30 18:00:00+00:00', 'Later show', '2027-03-30 19:30:00+00:00', 90, 'Europe/Berlin', 'scheduled'),
  ('d', 'odd', '2027-03-30 18:00:00+00:00', 'Odd show', '2027-03-30 18:00:00+00:00', 60, 'UTC', 'scheduled'),
  ('e', NULL, NULL, 'New year', '2027-12-31 22:00:00+00:00', 240, 'Europe/Berlin', 'scheduled'),
  ('f', NULL, NULL, 'Nowhere', '2027-12-31 22:00:00+00:00', 60, 'Europe/Atlantis', 'scheduled');
`;

test('what is planned comes along, with what is different about single broadcasts, and once', async (t) => {
  const { file } = ownOwncast(t);
  const database = new DatabaseSync(file);
  database.exec(layout);
  database.close();
  const store = testStore(t);
  const { tally } = await importInto(t, store, file);
  const plans = tally.nouns().get('plans');
  assert.deepEqual(
    [plans?.added, [...(plans?.left ?? [])]],
    [
      3,
      [
        ['their rule is not understood', 1],
        ['they have no time, or are in no zone that is known', 1],
      ],
    ],
  );
  const local = (text: string): number => Date.parse(`${text}Z`);
  assert.deepEqual(
    store.plans.list().map((plan) => ({ ...plan, createdWallMs: 0, updatedWallMs: 0, description: '' })),
    [
      {
        id: 'late',
        name: 'Late show',
        timeZone: 'Europe/Berlin',
        startLocalMs: local('2027-03-02T20:00:00'),
        durationMinutes: 90,
        recurrence: 'FREQ=WEEKLY;BYDAY=TU',
        isActive: true,
        createdWallMs: 0,
        updatedWallMs: 0,
        description: '',
      },
      {
        id: 'over',
        name: 'Old show',
        timeZone: 'Europe/Berlin',
        startLocalMs: local('2027-03-02T20:00:00'),
        durationMinutes: 60,
        recurrence: 'FREQ=DAILY',
        isActive: false,
        createdWallMs: 0,
        updatedWallMs: 0,
        description: '',
      },
      {
        id: 'e',
        name: 'New year',
        timeZone: 'Europe/Berlin',
        startLocalMs: local('2027-12-31T23:00:00'),
        durationMinutes: 240,
        recurrence: null,
        isActive: true,
        createdWallMs: 0,
        updatedWallMs: 0,
        description: '',
      },
    ],
  );
  assert.deepEqual(
    store.plans.exceptions().map((exception) => ({ ...exception, updatedWallMs: 0 })),
    [
      {
        planId: 'late',
        localMs: local('2027-03-09T20:00:00'),
        status: 'cancelled',
        startLocalMs: null,
        durationMinutes: null,
        name: null,
        description: null,
        updatedWallMs: 0,
      },
      {
        planId: 'late',
        localMs: local('2027-03-30T20:00:00'),
        status: 'changed',
        startLocalMs: local('2027-03-30T21:30:00'),
        durationMinutes: null,
        name: 'Later show',
        description: null,
        updatedWallMs: 0,
      },
    ],
  );
  const again = (await importInto(t, store, file)).tally.nouns();
  assert.deepEqual([again.get('plans')?.added, again.get('planExceptions')?.added], [0, 0]);
});
