import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lowComplexityConfig } from '../media/aac.ts';
import type { AudioPacket } from '../media/packet.ts';
import { BridgedSound } from './bridged-sound.ts';

const frameMs = 1024 / 48;

function begin(ptsMs: number): { sound: BridgedSound; given: AudioPacket[] } {
  const config = lowComplexityConfig(48_000, 2);
  assert.ok(config !== null);
  const given: AudioPacket[] = [];
  return { sound: new BridgedSound({ ptsMs, config, emit: (packet) => void given.push(packet) }), given };
}

function packet(ptsMs: number): AudioPacket {
  return { kind: 'audio', ptsMs, data: Buffer.from('sound') };
}

describe('bridged sound', () => {
  it('passes what follows on, and drops what was there already', () => {
    const { sound, given } = begin(10_000);
    assert.equal(sound.show(packet(10_000)), true);
    assert.equal(sound.show(packet(10_000)), false);
    assert.equal(sound.show(packet(10_000 + frameMs)), true);
    assert.equal(given.length, 2);
    assert.ok(Math.abs(sound.doneMs - (10_000 + 2 * frameMs)) < 1e-6);
  });

  it('is silent up to where it is told, to the nearest frame', () => {
    const { sound, given } = begin(10_000);
    assert.equal(sound.fill(10_000 + 2.4 * frameMs), 2);
    assert.equal(sound.fill(10_000 + 2.6 * frameMs), 1);
    assert.equal(sound.fill(10_000), 0);
    assert.deepEqual(
      given.map(({ data }) => data.toString('hex')),
      ['2000000000000e', '2000000000000e', '2000000000000e'],
    );
  });

  it('leaves a hole of over a second open', () => {
    const { sound, given } = begin(10_000);
    sound.fill(3_610_000);
    assert.deepEqual(
      given.map(({ ptsMs }) => ptsMs),
      [3_610_000 - frameMs],
    );
  });

  it('has no frames that overlap by more than half, whatever comes', () => {
    const step = fc.record({ isSilence: fc.boolean(), aheadMs: fc.double({ min: -500, max: 2500, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { sound, given } = begin(10_000);
        for (const { isSilence, aheadMs } of steps) {
          if (isSilence) sound.fill(sound.doneMs + aheadMs);
          else sound.show(packet(sound.doneMs + aheadMs));
        }
        for (const [index, { ptsMs }] of given.entries()) {
          assert.ok(ptsMs - (given[index - 1]?.ptsMs ?? -Infinity) >= frameMs / 2 - 1e-6);
        }
      }),
    );
  });
});
