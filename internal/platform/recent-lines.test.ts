import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LogRoot } from './log.ts';
import { type LogFilter, RecentLines } from './recent-lines.ts';

const line = (level: string, msg: string, more = {}): string =>
  `${JSON.stringify({ level, time: '2026-01-02T03:04:05.678Z', component: 'test', ...more, msg })}\n`;

describe('RecentLines', () => {
  it('gives the newest first, and as many as it has room for', () => {
    const lines = new RecentLines({ capacity: 3 });
    for (let number = 1; number <= 20; number += 1) lines.push(line('info', `${number}`));
    assert.deepEqual(
      lines.read('all').map(({ message }) => message),
      ['test: 20', 'test: 19', 'test: 18'],
    );
  });

  it('keeps warnings although newer lines pushed them out of the rest', () => {
    const lines = new RecentLines({ capacity: 2 });
    lines.push(line('warn', 'careful', { code: 'X' }));
    for (let number = 1; number <= 10; number += 1) lines.push(line('info', `${number}`));
    assert.deepEqual(lines.read('warnings'), [
      { wallMs: Date.parse('2026-01-02T03:04:05.678Z'), level: 'warning', message: 'test: careful (code X)' },
    ]);
  });

  it('leaves out what is no line of the log, and what is too long to keep', () => {
    const lines = new RecentLines({ capacity: 2 });
    lines.push('nonsense\n');
    lines.push(line('info', 'x'.repeat(10_000)));
    assert.deepEqual(lines.read('all'), []);
  });

  it('finds lines by level, component and words, and what came after one', () => {
    const lines = new RecentLines({ capacity: 5 });
    lines.push(line('warn', 'Mind the gap.', { code: 'GAP' }));
    for (let number = 2; number <= 8; number += 1) lines.push(line('info', `Line ${number}`, { component: 'other' }));
    const all = { least: 'debug', component: '', text: '', afterId: 0, limit: 100 } as const;
    const find = (filter: Partial<LogFilter>) => lines.find({ ...all, ...filter }).map(({ sentence }) => sentence);
    assert.deepEqual(find({}), ['Line 4', 'Line 5', 'Line 6', 'Line 7', 'Line 8']);
    assert.deepEqual(find({ limit: 2 }), ['Line 7', 'Line 8']);
    assert.deepEqual(find({ afterId: 7 }), ['Line 8']);
    assert.deepEqual(find({ least: 'warn' }), ['Mind the gap.']);
    assert.deepEqual(find({ least: 'warn', text: 'gap.' }), ['Mind the gap.']);
    assert.deepEqual(find({ least: 'error' }), []);
    assert.deepEqual(find({ component: 'test' }), []);
    assert.deepEqual(find({ component: 'other', text: 'LINE 6' }), ['Line 6']);
    assert.deepEqual(lines.find({ ...all, least: 'warn' })[0]?.fields, { code: 'GAP' });
    assert.equal(lines.lastId, 8);
  });

  it('hears what every component says, as it is written', () => {
    const written: string[] = [];
    const root = new LogRoot({ level: 'info', destination: { write: (text) => void written.push(text) } });
    root.component('one').warn({ port: 1 }, 'Mind the port.');
    root.component('two').debug({}, 'Too quiet.');
    assert.equal(written.length, 1);
    assert.deepEqual(
      root.recent.read('all').map(({ level, message }) => [level, message]),
      [['warning', 'one: Mind the port. (port 1)']],
    );
  });
});
