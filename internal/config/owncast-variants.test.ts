import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ladderRung, parseLadder } from './ladder-setting.ts';
import {
  ladderToVariants,
  latencyLevelToPartMs,
  partMsToLatencyLevel,
  variantsToLadder,
  withoutCodec,
} from './owncast-variants.ts';
import { outputVariant, type OutputVariant, outputVariants } from './shapes.ts';

/** What a client writes that knows nothing of the rest. */
function variant(given: Partial<OutputVariant>): OutputVariant {
  return outputVariant.parse({ audioPassthrough: true, ...given });
}

const source = variant({ name: 'Source', videoPassthrough: true, cpuUsageLevel: 0 });

function readBack(variants: readonly OutputVariant[]): OutputVariant[] {
  const { ladder } = variantsToLadder(variants);
  const parsed = parseLadder(ladder);
  assert.ok(parsed !== null, ladder);
  return ladderToVariants(parsed);
}

describe('variants of Owncast', () => {
  it('become a ladder with all that they say', () => {
    const variants = [
      variant({ name: 'Low: small, calm', videoBitrate: 800, scaledHeight: 360, framerate: 24, cpuUsageLevel: 1 }),
      variant({ videoBitrate: 9000, framerate: 60, audioPassthrough: false, audioBitrate: 128 }),
      variant({ videoBitrate: 2500, scaledWidth: 1280, scaledHeight: 720, framerate: 30, cpuUsageLevel: 4 }),
    ];
    assert.deepEqual(variantsToLadder([source, ...variants]), {
      ladder:
        'full:9000:fps=60:audio=128,720p:2500:width=1280:fps=30:cpu=4,360p:800:fps=24:cpu=1:name=Low%3A small%2C calm',
      notes: ['The sound is passed on as it comes: its bitrate is the one that the encoder sends.'],
    });
  });

  it('are read back as they were written, the source first', () => {
    const written = [
      source,
      variant({ name: 'HD', videoBitrate: 12_000, framerate: 60, cpuUsageLevel: 3 }),
      variant({ name: '720p', videoBitrate: 2500, scaledHeight: 720, framerate: 30, cpuUsageLevel: 2 }),
      variant({
        name: 'Wide',
        videoBitrate: 900,
        scaledWidth: 640,
        framerate: 24,
        audioPassthrough: false,
        audioBitrate: 96,
      }),
    ];
    assert.deepEqual(readBack(written), written);
    assert.equal(readBack([{ ...source, name: 'As it comes' }])[0]?.name, 'As it comes');
  });

  it('keep the source, and say so, where it was not asked for', () => {
    const { ladder, notes } = variantsToLadder([variant({ scaledHeight: 480 })]);
    assert.equal(ladder, '480p:1200:fps=24');
    assert.match(notes[0] ?? '', /passed on as it comes/);
    assert.deepEqual(variantsToLadder([source]), { ladder: 'off', notes: [] });
    assert.equal(variantsToLadder([]).ladder, 'off');
  });

  it('are brought within what can be made, with a note of each change', () => {
    const odd = variant({ name: 'x'.repeat(100), scaledHeight: 481, videoBitrate: 1, framerate: 500 });
    const { ladder, notes } = variantsToLadder([source, odd, odd]);
    assert.equal(ladder, `482p:100:fps=120:name=${'x'.repeat(60)}`);
    assert.equal(notes.length, 5);
    const many = Array.from({ length: 9 }, (_, index) => variant({ scaledHeight: 200 + 2 * index }));
    assert.equal(ladderToVariants(parseLadder(variantsToLadder(many).ladder) ?? 'off').length, 6);
    assert.ok(variantsToLadder(many).notes.some((note) => note.startsWith('At most 5')));
  });

  it('always come to a ladder that can be read, and that reads the same again', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 1_000_000 }));
    const anyVariant = fc.record({
      name: fc.string({ unit: 'binary' }),
      videoPassthrough: fc.boolean(),
      audioPassthrough: fc.boolean(),
      videoBitrate: number,
      audioBitrate: number,
      scaledWidth: number,
      scaledHeight: number,
      framerate: number,
      cpuUsageLevel: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anyVariant, { maxLength: 9 }), (variants) => {
        const once = readBack(variants);
        assert.deepEqual(readBack(once), once);
        assert.ok(once[0]?.videoPassthrough);
      }),
    );
  });

  it('stand for the automatic ladder by what it makes', () => {
    const setting = parseLadder('480p:1200');
    assert.ok(typeof setting === 'object' && setting !== null);
    const [first, second] = ladderToVariants('auto', setting.rungs);
    assert.equal(first?.videoPassthrough, true);
    assert.deepEqual([second?.name, second?.framerate], ['480p', 30]);
    assert.equal(ladderToVariants('off').length, 1);
  });

  const mixed = parseLadder('720p:2500,720p:1500:codec=av1,480p:900:fps=30:codec=hevc:name=Small');
  const before = { ladder: mixed ?? 'off', automatic: [] };
  /** What a client reads that keeps only what Owncast has. */
  const told = ladderToVariants(before.ladder).map(withoutCodec);
  const written = (variants: readonly OutputVariant[]): string => variantsToLadder(variants, before).ladder;
  const edited = (changes: Readonly<Record<string, Partial<OutputVariant>>>): OutputVariant[] =>
    told.map((one) => ({ ...one, ...changes[one.name] }));

  it('keep what a client of Owncast does not know: codecs, and rates that are left to the size', () => {
    assert.equal(written(told), '720p:2500,720p:1500:codec=av1,480p:900:codec=hevc:fps=30:name=Small');
    assert.equal(
      written(edited({ '720p AV1': { videoBitrate: 1800 }, Small: { name: 'Tiny' } })),
      '720p:2500,720p:1800:codec=av1,480p:900:codec=hevc:fps=30:name=Tiny',
    );
    assert.equal(
      written(edited({ '720p AV1': { name: 'Both', videoBitrate: 1800, framerate: 30 } })),
      '720p:2500,720p:1800:codec=av1:fps=30:name=Both,480p:900:codec=hevc:fps=30:name=Small',
    );
    assert.equal(
      written(told.filter(({ name }) => name !== '720p AV1')),
      '720p:2500,480p:900:codec=hevc:fps=30:name=Small',
    );
    const more = variant({ name: '360p', videoBitrate: 600, scaledHeight: 360, framerate: 30 });
    assert.equal(written([...told, more]), `${written(told)},360p:600:fps=30`);
    assert.equal(written([...told.slice(0, 3), more]), '720p:2500,720p:1500:codec=av1,360p:600:fps=30');
    assert.deepEqual(variantsToLadder([...told, more], before).notes, [
      'What was in AV1 stays so.',
      'What was in HEVC stays so.',
    ]);
  });

  it('have the codec that they name, where a client knows of codecs', () => {
    const whole = ladderToVariants(before.ladder);
    assert.deepEqual(
      whole.map(({ codec }) => codec),
      [undefined, undefined, 'av1', 'hevc'],
    );
    const changed = whole.map((one) => (one.codec === 'hevc' ? { ...one, codec: 'h264' as const } : one));
    assert.equal(written(changed), '720p:2500,720p:1500:codec=av1,480p:900:fps=30:name=Small');
  });

  it('leave the automatic ladder automatic when they come back as they were told', () => {
    const automatic = [ladderRung({ heightPixels: 480, bitrateKbps: 1200 })];
    const shown = ladderToVariants('auto', automatic);
    const { ladder, notes } = variantsToLadder(shown, { ladder: 'auto', automatic });
    assert.deepEqual([ladder, notes], ['auto', ['These are the automatic qualities: they stay automatic.']]);
    const calmer = shown.map((one) => (one.videoPassthrough ? one : { ...one, videoBitrate: 900 }));
    assert.equal(variantsToLadder(calmer, { ladder: 'auto', automatic }).ladder, '480p:900');
  });

  it('may lack fields, and have unknown ones, but no nonsense', () => {
    assert.deepEqual(outputVariants.parse([{ videoBitrate: 700, scaledWidth: null, extra: 1 }])[0]?.videoBitrate, 700);
    assert.ok(!outputVariants.safeParse([{ videoBitrate: -1 }]).success);
    assert.ok(!outputVariants.safeParse([{ cpuUsageLevel: 7 }]).success);
  });
});

describe('latency levels', () => {
  it('stand for lengths of parts, and lengths for the nearest level', () => {
    assert.deepEqual([0, 1, 2, 3, 4].map(latencyLevelToPartMs), [200, 333, 500, 750, 1000]);
    assert.deepEqual([200, 250, 333, 480, 500, 640, 1000].map(partMsToLatencyLevel), [0, 0, 1, 2, 2, 3, 4]);
    assert.deepEqual([-1, 5, 1.5, NaN].map(latencyLevelToPartMs), [null, null, null, null]);
  });
});
