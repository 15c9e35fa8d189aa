import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { furtherVariables, hexOf, lookGroups } from './variables.ts';

describe('The variables of the look', () => {
  it('are colours that a colour field takes, where they are written so', () => {
    assert.equal(hexOf(' #ABC '), '#aabbcc');
    assert.equal(hexOf('#12161d'), '#12161d');
    assert.equal(hexOf('rgb(1 2 3)'), null);
    assert.equal(hexOf(''), null);
  });

  it('are each named once, and others are kept for styles of one’s own', () => {
    const names = lookGroups.flatMap(({ variables }) => variables.map(({ name }) => name));
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(furtherVariables({ 'theme-rounded-corners': '1px', 'my-own': 'red' }), ['my-own']);
  });
});
