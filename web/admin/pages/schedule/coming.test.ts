import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comingOf } from './coming.ts';

const nowMs = Date.parse('2027-03-02T20:00:00Z');
const eventIn = (hours: number, id: string, seriesId?: string) => ({
  id,
  ...(seriesId !== undefined && { seriesId }),
  name: id,
  description: '',
  startTime: new Date(nowMs + hours * 3_600_000).toISOString(),
  durationMinutes: 60,
  timezone: 'Europe/Berlin',
  status: 'scheduled' as const,
});
const namesOf = (schedule: Parameters<typeof comingOf>[0]) => comingOf(schedule, nowMs).map(({ name }) => name);

describe('What comes', () => {
  it('is what has not ended yet, and what is planned once for long after', () => {
    const events = [eventIn(-2, 'over'), eventIn(-0.5, 'on'), eventIn(5, 'tonight')];
    assert.deepEqual(namesOf({ events, later: [eventIn(9000, 'next year')] }), ['on', 'tonight', 'next year']);
  });

  it('has everything that is planned once, also behind a hundred broadcasts of series', () => {
    const daily = Array.from({ length: 130 }, (_, day) => eventIn(day + 1, `day ${day}`, 'daily'));
    const names = namesOf({ events: [...daily, eventIn(200, 'gala')], later: [] });
    assert.deepEqual([names.length, names.at(-2), names.at(-1)], [101, 'day 99', 'gala']);
  });
});
