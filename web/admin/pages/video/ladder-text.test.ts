import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inMode, newRung, readLadder, titleOf, writeLadder } from './ladder-text.ts';

describe('The text of a ladder', () => {
  it('is written as it was read', () => {
    for (const text of [
      'auto',
      'off',
      '720p:2500,480p:1200',
      '720p:2500,720p:1500:codec=av1:cpu=0',
      'source:name=As it comes%2C uncut,full:9000:fps=50,720p:2500:width=1280:fps=30:cpu=1:audio=128:name=HD%3A calm',
    ])
      assert.equal(writeLadder(readLadder(text)), text);
  });

  it('keeps what is not allowed for the person to put right', () => {
    const { rungs } = readLadder('720p::fps=quick');
    assert.equal(rungs[0]?.bitrate, '');
    assert.equal(rungs[0]?.fps, 'quick');
  });

  it('keeps what is typed from one letter to the next: a space in a name, a comma in a number', () => {
    const typed = { ...newRung('720', '2,500'), name: 'HD ', fps: '29:97' };
    const kept = readLadder(writeLadder({ mode: 'list', sourceName: '', rungs: [typed, newRung('480', '1200')] }));
    assert.deepEqual(kept.rungs, [typed, newRung('480', '1200')]);
    assert.deepEqual(readLadder('720p:2500, 480p:1200').rungs, [newRung('720', '2500'), newRung('480', '1200')]);
  });

  it('is off for a list without an entry', () => {
    assert.equal(writeLadder({ mode: 'list', sourceName: ' ', rungs: [] }), 'off');
  });

  it('keeps the list that somebody made while they look at the other modes', () => {
    const list = readLadder('source:name=Uncut,1080p:4500:fps=50,240p:300');
    for (const mode of ['auto', 'off'] as const) assert.equal(writeLadder(inMode(mode, list)), mode);
    assert.deepEqual(inMode('list', list), list);
    assert.equal(writeLadder(inMode('list', readLadder('auto'))), '720p:2500,480p:1200');
  });

  it('calls a quality by its name, or by its size', () => {
    assert.equal(titleOf(newRung('720', '2500')), '720p');
    assert.equal(titleOf({ ...newRung('720', '2500'), fps: '60' }), '720p60');
    assert.equal(titleOf({ ...newRung('720', '2500'), codec: 'av1' }), '720p AV1');
    assert.equal(titleOf({ ...newRung('full', '9000'), name: ' Best ' }), 'Best');
  });
});
