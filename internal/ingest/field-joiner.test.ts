import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAvcConfiguration } from '../media/h264.ts';
import { codedFields, interlacedAvcRecords, sampleVideoConfig } from '../media/testing.ts';
import { FieldJoiner, type PlacedPicture } from './field-joiner.ts';

function makeJoiner(): FieldJoiner {
  const parsed = parseAvcConfiguration(interlacedAvcRecords.apart);
  const joiner = parsed.kind === 'parsed' ? FieldJoiner.of(parsed.value) : null;
  if (joiner === null) throw new Error('the configuration has no fields');
  return joiner;
}

function placed(atMs: number, data: Buffer, how: { isKey?: boolean; discontinuity?: boolean } = {}): PlacedPicture {
  const { isKey = false, discontinuity = false } = how;
  return { packet: { kind: 'video', dtsMs: atMs, ptsMs: atMs, isKey, data }, discontinuity };
}

describe('FieldJoiner', () => {
  it('puts the two fields of a picture together, at the time of the first', () => {
    const joiner = makeJoiner();
    const [top, bottom] = [codedFields(0, ['top'], true), codedFields(0, ['bottom'])];
    assert.equal(joiner.hasSeenFields, false);
    assert.deepEqual(joiner.take(placed(100, top, { isKey: true, discontinuity: true })), []);
    assert.deepEqual(
      joiner.complete({ data: bottom, isKey: false }),
      placed(100, Buffer.concat([top, bottom]), { isKey: true, discontinuity: true }),
    );
    assert.equal(joiner.hasSeenFields, true);
    // It is not given twice.
    assert.equal(joiner.complete({ data: bottom, isKey: false }), null);
  });

  it('lets frames and pictures with both fields through as they are', () => {
    const joiner = makeJoiner();
    const frame = placed(100, codedFields(0, ['frame']));
    assert.deepEqual(joiner.take(frame), [frame]);
    assert.equal(joiner.hasSeenFields, false);
    const both = placed(140, codedFields(1, ['top', 'bottom']));
    assert.deepEqual(joiner.take(both), [both]);
    assert.equal(joiner.hasSeenFields, true);
  });

  it('gives a field whose other one never came before what came in its place', () => {
    const joiner = makeJoiner();
    const lone = placed(100, codedFields(0, ['top']));
    const next = codedFields(1, ['top'], true);
    joiner.take(lone);
    assert.equal(joiner.complete({ data: codedFields(1, ['bottom']), isKey: false }), null);
    assert.equal(joiner.complete({ data: next, isKey: true }), null);
    assert.deepEqual(joiner.take(placed(140, next, { isKey: true })), [lone]);
    const frame = placed(900, codedFields(2, ['frame']), { discontinuity: true });
    assert.deepEqual(joiner.take(frame), [frame], 'half a picture before a break is lost with what followed it');
  });

  it('is not there where all pictures are frames', () => {
    assert.equal(FieldJoiner.of(sampleVideoConfig), null);
  });
});
