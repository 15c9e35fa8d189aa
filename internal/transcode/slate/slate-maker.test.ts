import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lowComplexityConfig } from '../../media/aac.ts';
import type { TrackConfig } from '../../media/packet.ts';
import { runFfmpeg, withoutFfmpeg } from '../../media/testing.ts';
import { systemClock } from '../../platform/clock.ts';
import { planLadder } from '../ladder.ts';
import { slateArguments } from './slate-arguments.ts';
import { SlateMaker } from './slate-maker.ts';
import { orderSlate, type SlateArt, type SlateOrder } from './slate-order.ts';

const size = { width: 320, height: 180, frameRate: 30 };
const tracks: TrackConfig = {
  video: { codec: 'avc', description: Buffer.of(1), codecString: 'avc1.64000d', ...size },
  audio: lowComplexityConfig(48_000, 2),
};

function order(art: SlateArt): SlateOrder {
  const ladder = [{ heightPixels: 90, bitrateKbps: 200 }];
  const plans = planLadder({ ...size, bitrateKbps: null }, { ladder, cores: 2 });
  return (
    orderSlate(art, { tracks, frameRate: 30, targets: plans.map((plan) => ({ ...plan, codec: 'avc' as const })) }) ??
    assert.fail('nothing was ordered')
  );
}

describe('the maker of slates', { skip: withoutFfmpeg }, () => {
  let directory: string;
  let maker: SlateMaker;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'aerial-slate-'));
    maker = new SlateMaker({ clock: systemClock, ffmpegPath: 'ffmpeg', directory });
    const repository = join(import.meta.dirname, '../../..');
    copyFileSync(join(repository, 'static/og.png'), join(directory, 'backdrop.png'));
    copyFileSync(join(repository, 'static/icons/icon-192.png'), join(directory, 'logo.png'));
  });
  after(() => rmSync(directory, { recursive: true }));

  it('draws the logo and any name, and takes it from disk the next time', async () => {
    const name = `It's: "50 %", [Lärm]; \\ & Co`;
    const builtIn = order({ kind: 'built-in', backdrop: 'backdrop.png', logo: 'logo.png', name });
    const made = await maker.make(builtIn);
    assert.ok(made.kind === 'made', JSON.stringify(made));
    const { renditions, audio, loopMs } = made.clip;
    assert.deepEqual(
      [...renditions].map(([index, { config, frames }]) => [index, config.width, config.height, frames.length]),
      [
        [0, 320, 180, 60],
        [1, 160, 90, 60],
      ],
    );
    assert.ok([...renditions.values()].every(({ frames }) => frames.filter(({ isKey }) => isKey).length === 1));
    assert.equal(Math.round(loopMs), 2000);
    assert.equal(audio?.frames.length, 0);
    const withoutProgram = new SlateMaker({ clock: systemClock, ffmpegPath: '/nowhere/ffmpeg', directory });
    assert.deepEqual(await withoutProgram.make(builtIn), made);
  });

  it('shows an own video in its whole length, with its sound', async () => {
    const inputs = [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=160x120:rate=25:duration=3',
      '-f',
      'lavfi',
      '-i',
      'sine=duration=1',
    ];
    const encoders = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-f', 'matroska', 'pipe:1'];
    writeFileSync(join(directory, 'own.video'), runFfmpeg([...inputs, ...encoders]));
    assert.equal(await maker.check({ kind: 'video', file: 'own.video' }), null);
    const made = await maker.make(order({ kind: 'video', file: 'own.video' }));
    assert.ok(made.kind === 'made', JSON.stringify(made));
    const { renditions, audio, loopMs } = made.clip;
    // Another frame rate than the broadcast's: it may end a frame later.
    assert.ok(loopMs > 2950 && loopMs < 3050, `${loopMs} ms`);
    assert.deepEqual(
      [...renditions.values()].map(({ frames }) => frames.flatMap(({ isKey }, position) => (isKey ? [position] : []))),
      [
        [0, 60],
        [0, 60],
      ],
    );
    // A second of it, and what AAC puts before it.
    assert.ok((audio?.frames.length ?? 0) >= 47 && (audio?.frames.length ?? 0) <= 50);
  });

  for (const codec of ['hevc', 'av1', 'vp9'] as const) {
    it(`is made in ${codec} with Opus where the broadcast is`, async () => {
      const inputs = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=30:duration=3', '-f', 'lavfi', '-i', 'sine'];
      const encoders = [
        '-t',
        '3',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-c:a',
        'aac',
        '-f',
        'matroska',
        'pipe:1',
      ];
      writeFileSync(join(directory, 'other.video'), runFfmpeg([...inputs, ...encoders]));
      const opus = { codec: 'opus', description: Buffer.of(0, 2), codecString: 'opus', channels: 2 } as const;
      const other: TrackConfig = {
        video: { codec, description: Buffer.of(1), codecString: '', ...size },
        audio: { ...opus, sampleRate: 48_000, samplesPerFrame: 960 },
      };
      const targets = [{ index: 1, codec, width: 160, height: 90, frameRate: 15, videoBitrateKbps: 200 }];
      const art = { kind: 'video', file: 'other.video' } as const;
      const made = await maker.make(orderSlate(art, { tracks: other, frameRate: 30, targets }) ?? assert.fail());
      assert.ok(made.kind === 'made', JSON.stringify(made));
      assert.deepEqual(
        [...made.clip.renditions].map(([index, { config, frames }]) => [
          ...[index, config.codec, config.width, config.height, frames.length],
          frames.flatMap(({ isKey }, position) => (isKey ? [position] : [])).join(),
        ]),
        [
          [0, codec, 320, 180, 90, '0,60'],
          [1, codec, 160, 90, 45, '0,30'],
        ],
      );
      // Three seconds of 20 ms, and what the encoder puts before them.
      const { audio } = made.clip;
      assert.ok((audio?.frames.length ?? 0) >= 150 && (audio?.frames.length ?? 0) <= 154, String(audio?.frames.length));
    });
  }

  it('opens nothing that names other files', async () => {
    writeFileSync(join(directory, 'list.video'), "ffconcat version 1.0\nfile 'own.video'\n");
    assert.match(
      (await maker.check({ kind: 'video', file: 'list.video' })) ?? '',
      /Files of its kind are not taken|damaged/,
    );
    writeFileSync(join(directory, 'words.video'), 'These are words.');
    assert.match((await maker.check({ kind: 'video', file: 'words.video' })) ?? '', /neither a picture nor a video/);
  });

  it('says what is wrong with a file, in words for who sent it', async () => {
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
    const film = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=1'];
    const inDirectory = (name: string) => join(directory, name);
    runFfmpeg([...film, '-c:v', 'libx264', '-f', 'mp4', inDirectory('whole.video')]);
    const whole = readFileSync(inDirectory('whole.video'));
    writeFileSync(inDirectory('cut.video'), whole.subarray(0, whole.length / 2));
    runFfmpeg([...tone, '-c:a', 'aac', '-f', 'mp4', inDirectory('tone.video')]);
    const cover = ['-map', '0', '-map', '1', '-c:v', 'png', '-disposition:v', 'attached_pic', '-frames:v', '1'];
    runFfmpeg([...tone, ...film, ...cover, '-c:a', 'aac', '-f', 'mp4', inDirectory('song.video')]);
    const saidOf = (file: string) => maker.check({ kind: 'video', file });
    assert.equal(await saidOf('whole.video'), null);
    assert.match((await saidOf('cut.video')) ?? '', /cut off/);
    assert.match((await saidOf('tone.video')) ?? '', /no picture/);
    assert.match((await saidOf('song.video')) ?? '', /no picture/, 'the cover of a song is no video');
  });

  it('shows a film whose pixels are not square as wide as it was meant', () => {
    const film = ['-f', 'lavfi', '-i', 'color=white:size=160x180:rate=25:duration=1', '-vf', 'setsar=2'];
    runFfmpeg([...film, '-c:v', 'libx264', '-f', 'mp4', join(directory, 'wide.video')]);
    const wide = slateArguments(order({ kind: 'video', file: 'wide.video' }), { hasLetters: false });
    const graph = wide[wide.indexOf('-filter_complex') + 1] ?? '';
    const input = [
      '-i',
      join(directory, 'wide.video'),
      '-filter_complex',
      `${graph.split(';')[0]};[slate]crop=2:2:8:90`,
    ];
    const corner = join(directory, 'corner.gray');
    runFfmpeg([...input, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', corner]);
    assert.ok((readFileSync(corner)[0] ?? 0) > 200, 'there is a black bar beside it');
  });

  it('leaves nothing half made, and says why there is none', async () => {
    const before = readdirSync(directory);
    const made = await maker.make(order({ kind: 'picture', file: 'none.png' }));
    assert.equal(made.kind, 'failed');
    assert.match(made.kind === 'failed' ? made.reason : '', /No such file or directory$/);
    assert.deepEqual(readdirSync(directory), before);
  });

  it('says that there is no ffmpeg, and what to do', async () => {
    const without = new SlateMaker({ clock: systemClock, ffmpegPath: '/nowhere/ffmpeg', directory });
    const made = await without.make(order({ kind: 'picture', file: 'none.png' }));
    assert.match(made.kind === 'failed' ? made.reason : '', /not found as "\/nowhere\/ffmpeg": install it/);
  });
});
