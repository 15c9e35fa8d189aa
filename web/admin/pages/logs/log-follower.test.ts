import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogFollower, type LogLine, lineText } from './log-follower.ts';

const line = (id: number, component = 'app'): LogLine => ({
  id,
  time: '2026-01-02T03:04:05.000Z',
  level: 'info',
  component,
  sentence: `Line ${id}`,
  fields: {},
});

function open(answers: { lines: LogLine[]; lastId: number }[]) {
  const asked: string[] = [];
  const follower = new LogFollower({
    api: {
      call: ((_name: string, sent: { query: { after: string; component: string } }) => {
        asked.push(`${sent.query.component} ${sent.query.after}`);
        return Promise.resolve({ kind: 'answered', status: 200, body: answers.shift() ?? { lines: [], lastId: 0 } });
      }) as never,
    },
  });
  const shown = () => follower.lines.value?.map(({ id }) => id);
  return { follower, asked, shown };
}

const all = { level: 'info', component: '', search: '' } as const;

test('the log is followed from the newest line on, and shown anew with another filter', async () => {
  const { follower, asked, shown } = open([
    { lines: [line(1), line(2, 'hls')], lastId: 4 },
    { lines: [line(5)], lastId: 5 },
    { lines: [line(2, 'hls')], lastId: 5 },
  ]);
  await follower.show(all);
  await follower.follow();
  assert.deepEqual(shown(), [1, 2, 5]);
  assert.deepEqual(follower.components.value, ['app', 'hls']);
  await follower.show({ ...all, component: 'hls' });
  assert.deepEqual(shown(), [2]);
  assert.deepEqual(asked, [' 0', ' 4', 'hls 0']);
});

test('lines that are asked for twice on a slow line are shown once', async () => {
  const { follower, shown } = open([
    { lines: [line(1)], lastId: 1 },
    { lines: [line(2)], lastId: 2 },
    { lines: [line(2), line(3)], lastId: 3 },
    { lines: [line(3)], lastId: 3 },
  ]);
  await follower.show(all);
  await Promise.all([follower.follow(), follower.follow()]);
  assert.deepEqual(shown(), [1, 2]);
  await follower.follow();
  assert.deepEqual(shown(), [1, 2, 3]);
});

test('a server that began anew is read from its beginning', async () => {
  const { follower, shown } = open([
    { lines: [line(900)], lastId: 900 },
    { lines: [], lastId: 3 },
    { lines: [line(3)], lastId: 3 },
  ]);
  await follower.show(all);
  await follower.follow();
  assert.deepEqual(shown(), [3]);
});

test('a line is copied with everything that it says', () => {
  const text = lineText({ ...line(1), level: 'warn', fields: { port: 1935, why: 'taken' } });
  assert.equal(text, '2026-01-02T03:04:05.000Z WARN app: Line 1 port=1935 why=taken');
});
