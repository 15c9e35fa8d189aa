import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  isTimeZone,
  readBasicLocal,
  readInstant,
  readLocal,
  timeZone,
  writeBasicLocal,
  writeLocal,
} from './time-zone.ts';

const local = (written: string): number => readLocal(written) ?? Number.NaN;
const instantOf = (zone: string, written: string): string =>
  new Date(timeZone(zone).toInstant(local(written))).toISOString();

const names = Intl.supportedValuesOf('timeZone');

describe('A time zone', () => {
  it('knows winter and summer', () => {
    assert.equal(instantOf('Europe/Berlin', '2027-01-15T20:00'), '2027-01-15T19:00:00.000Z');
    assert.equal(instantOf('Europe/Berlin', '2027-07-15T20:00'), '2027-07-15T18:00:00.000Z');
    assert.equal(instantOf('Asia/Kathmandu', '2027-07-15T20:00'), '2027-07-15T14:15:00.000Z');
    assert.equal(instantOf('Australia/Lord_Howe', '2027-01-15T20:00'), '2027-01-15T09:00:00.000Z');
  });

  it('takes the first of an hour that comes twice', () => {
    assert.equal(instantOf('Europe/Berlin', '2027-10-31T02:30'), '2027-10-31T00:30:00.000Z');
    assert.equal(instantOf('America/New_York', '2027-11-07T01:30'), '2027-11-07T05:30:00.000Z');
  });

  it('reckons an hour that is left out as if the clock had not been turned yet', () => {
    // RFC 5545, 3.3.5: 02:30 with the offset of before the gap.
    assert.equal(instantOf('America/New_York', '2027-03-14T02:30'), '2027-03-14T07:30:00.000Z');
    assert.equal(instantOf('Europe/Berlin', '2027-03-28T02:30'), '2027-03-28T01:30:00.000Z');
  });

  it('gets every instant of the world back from what the clock on the wall shows', () => {
    const minute = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...names), minute, (name, minutes) => {
        const zone = timeZone(name);
        const instant = minutes * 60_000;
        const shown = zone.toLocal(instant);
        const back = zone.toInstant(shown);
        // The same, or the first of an hour that came twice: then the clock showed the same before.
        assert.equal(zone.toLocal(back), shown);
        assert.ok(back === instant || (back < instant && instant - back <= 4 * 3_600_000), `${name} ${instant}`);
        const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
        assert.equal(writeLocal(shown), parts.format(instant).replace(' ', 'T'));
      }),
      { numRuns: 300 },
    );
  });

  it('is called as the database of time zones calls it', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia', 'Etc/GMT+5']) assert.ok(isTimeZone(name));
    for (const name of ['', 'Mars/Olympus', '+02:00', 'Europe/Berlin ', '../etc', 'x'.repeat(80)])
      assert.equal(isTimeZone(name), false, name);
  });
});

describe('A local time', () => {
  it('is read and written in both forms', () => {
    assert.equal(writeLocal(local('2027-03-28T20:05')), '2027-03-28T20:05:00');
    assert.equal(writeBasicLocal(readBasicLocal('20270328T200501') ?? 0), '20270328T200501');
  });

  it('is none where the calendar has no such day or hour', () => {
    for (const written of ['2027-02-29T20:00', '2027-13-01T20:00', '2027-01-01T24:00', '2027-01-01T20:60', '2027-1-1'])
      assert.equal(readLocal(written), null, written);
    assert.equal(readBasicLocal('20270230T000000'), null);
  });
});

describe('An instant', () => {
  it('is one wherever it is read, or none', () => {
    const evening = Date.parse('2027-03-28T18:00:00Z');
    for (const written of [
      '2027-03-28T20:00:00+02:00',
      '2027-03-28T18:00Z',
      '2027-03-28t18:00:00.000z',
      '2027-03-28T20:00:00+0200',
    ])
      assert.equal(readInstant(written), evening, written);
    for (const written of [
      '2027',
      '2027-03-28',
      '2027-03-28T20:00',
      'March 28 2027',
      '2027-13-28T20:00Z',
      '2027-03-28T25:00Z',
    ])
      assert.equal(readInstant(written), null, written);
  });
});
