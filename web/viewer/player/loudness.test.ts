import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memory } from '../../shared/memory.ts';
import { Loudness } from './loudness.ts';

function memoryOf(entries: Record<string, string> = {}): Memory & { readonly kept: Map<string, string> } {
  const kept = new Map(Object.entries(entries));
  return { kept, read: (name) => kept.get(name) ?? null, write: (name, value) => void kept.set(name, value) };
}

/** An element whose browser plays sound only after consent. */
function strictElement() {
  return {
    volume: 1,
    muted: false,
    play(): Promise<void> {
      return this.muted ? Promise.resolve() : Promise.reject(new DOMException('No gesture yet.', 'NotAllowedError'));
    },
  };
}

test('volume and silence of the last visit are taken up again', () => {
  const element = strictElement();
  new Loudness(memoryOf({ volume: '0.3', muted: 'yes' })).attach(element);
  assert.deepEqual([element.volume, element.muted], [0.3, true]);
});

test('volume stays within its bounds, and none is silence', () => {
  const memory = memoryOf();
  const loudness = new Loudness(memory);
  loudness.setVolume(1.7);
  assert.equal(loudness.volume.value, 1);
  loudness.setVolume(-0.1);
  assert.equal(loudness.muted.value, true);
  assert.equal(memory.kept.get('muted'), 'yes');
  loudness.setMuted(false);
  assert.equal(loudness.volume.value, 0.5);
});

test('where sound is refused the picture starts silently and the viewer is asked, without remembering that as a wish', async () => {
  const memory = memoryOf();
  const loudness = new Loudness(memory);
  const element = strictElement();
  loudness.attach(element);
  await loudness.start();
  assert.deepEqual([element.muted, loudness.blocked.value, memory.kept.get('muted')], [true, true, undefined]);
  loudness.setMuted(false);
  assert.deepEqual([element.muted, loudness.blocked.value], [false, false]);
});

test('a viewer who chose silence is not asked for sound', async () => {
  const loudness = new Loudness(memoryOf({ muted: 'yes' }));
  loudness.attach(strictElement());
  await loudness.start();
  assert.equal(loudness.blocked.value, false);
});
