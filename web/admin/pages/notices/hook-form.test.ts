import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyTexts, hookWishOf, presets } from './hook-form.ts';

describe('The form of a chat or request', () => {
  it('makes of each preset what the API takes', () => {
    const texts = { ...emptyTexts, name: ' Us ', url: 'https://x.example', token: 't', chat: '@us', room: '!r:x' };
    assert.deepEqual(hookWishOf('slack', texts), { preset: 'slack', name: 'Us', url: 'https://x.example' });
    assert.deepEqual(hookWishOf('telegram', texts), { preset: 'telegram', name: 'Us', token: 't', chat: '@us' });
    for (const preset of Object.keys(presets) as (keyof typeof presets)[])
      assert.equal(typeof hookWishOf(preset, texts), 'object', preset);
  });

  it('says what is missing, and asks for no token where none is needed', () => {
    assert.equal(hookWishOf('slack', emptyTexts), 'Give it a name.');
    assert.equal(
      hookWishOf('matrix', { ...emptyTexts, name: 'Us', url: 'https://x' }),
      'Access token of an account is missing.',
    );
    assert.equal(typeof hookWishOf('ntfy', { ...emptyTexts, name: 'Us', url: 'https://x' }), 'object');
  });
});
