import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStoryboard, Storyboard } from './storyboard.ts';

const address = 'http://host/storyboard.vtt';
const startedAtMs = Date.UTC(2026, 0, 1);
const cue = (from: string, until: string, at: string) => `00:${from} --> 00:${until}\n/storyboard.jpg?v=abc#xywh=${at}`;
const index = `${['WEBVTT', cue('01:02.500', '01:04.500', '0,0,160,90'), cue('01:04.500', '01:06.500', '160,90,160,90')].join('\n\n')}\n`;

test('the index is read as the server writes it', () => {
  assert.deepEqual(parseStoryboard(index, address), [
    { fromMs: 62_500, untilMs: 64_500, url: 'http://host/storyboard.jpg?v=abc', x: 0, y: 0, width: 160, height: 90 },
    { fromMs: 64_500, untilMs: 66_500, url: 'http://host/storyboard.jpg?v=abc', x: 160, y: 90, width: 160, height: 90 },
  ]);
});

test('a broadcast may last for more than a hundred hours', () => {
  const [tile] = parseStoryboard(
    'WEBVTT\n\n99:59:59.000 --> 100:00:01.500\n/storyboard.jpg#xywh=0,0,160,90\n',
    address,
  );
  assert.deepEqual([tile?.fromMs, tile?.untilMs], [359_999_000, 360_001_500]);
});

test('what is no tile of this server is left out', () => {
  const time = '00:00:01.000 --> 00:00:02.000';
  for (const block of [
    `${time}\nhttp://other/picture.jpg#xywh=0,0,160,90`,
    `${time}\nhttp://#xywh=0,0,160,90`,
    `${time}\n/storyboard.jpg`,
    `${time}\n/storyboard.jpg#xywh=0,0,160`,
    `1:01 --> 1:02\n/storyboard.jpg#xywh=0,0,160,90`,
    '<html>',
  ]) {
    assert.deepEqual(parseStoryboard(`WEBVTT\n\n${block}\n`, address), [], block);
  }
});

const outdated = `WEBVTT\n\n${cue('00:02.500', '00:04.500', '0,0,160,90')}\n`;

/** A storyboard with a hand-turned clock and a server that counts. */
function rig(answers: readonly string[]) {
  let nowMs = 1000;
  let look = () => undefined as void;
  let asked = 0;
  const storyboard = new Storyboard({
    url: address,
    clock: {
      monotonicMs: () => nowMs,
      every: (_, act) => {
        look = act;
        return () => (look = () => undefined);
      },
    },
    fetch: () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return Promise.resolve(new Response(answer, { status: answer === '' ? 404 : 200 }));
    },
  });
  const pass = async (ms: number) => {
    nowMs += ms;
    look();
    await new Promise<void>((resolve) => setImmediate(resolve));
    return asked;
  };
  return { storyboard, pass };
}

test('it is asked for only while somebody looks, soon again where a moment is missing in it, and else every 20 seconds', async () => {
  const { storyboard, pass } = rig(['', outdated, index]);
  const moment = { wallMs: startedAtMs + 65_000, startedAtMs };
  assert.equal(await pass(60_000), 0);
  const stop = storyboard.watch(() => moment);
  assert.equal(await pass(19_000), 1);
  assert.equal(storyboard.tileAt(moment), null);
  assert.equal(await pass(1000), 2);
  assert.equal(storyboard.tileAt(moment), null);
  assert.equal(await pass(2500), 3);
  assert.equal(storyboard.tileAt(moment)?.x, 160);
  assert.equal(await pass(19_000), 3);
  assert.equal(await pass(1000), 4);
  stop();
  assert.equal(await pass(60_000), 4);
});

test('a tile stands for its own moments, and for no other broadcast', async () => {
  const { storyboard, pass } = rig([index]);
  const at = (seconds: number) => ({ wallMs: startedAtMs + seconds * 1000, startedAtMs });
  storyboard.watch(() => at(63));
  await pass(0);
  assert.deepEqual(
    [62, 62.5, 64.4, 64.5, 66.5].map((seconds) => storyboard.tileAt(at(seconds))?.x),
    [undefined, 0, 0, 160, undefined],
  );
  assert.equal(storyboard.tileAt({ wallMs: startedAtMs + 63_000, startedAtMs: startedAtMs + 10 }), null);
});
