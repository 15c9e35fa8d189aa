import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deedOf, handleOf, pageAddressOf } from './words.ts';

describe('The words of the fediverse page', () => {
  it('write an account with one @ before it', () => {
    assert.equal(handleOf('ann@social.example'), '@ann@social.example');
    assert.equal(handleOf('@ann@social.example'), '@ann@social.example');
  });

  it('link to web pages alone, whatever another server calls its account', () => {
    assert.equal(pageAddressOf('https://social.example/users/ann'), 'https://social.example/users/ann');
    assert.equal(pageAddressOf('javascript:alert(1)'), null);
    assert.equal(pageAddressOf('no address'), null);
  });

  it('say what came in, and keep the name of what is not known', () => {
    assert.equal(deedOf('FEDIVERSE_ENGAGEMENT_LIKE'), 'Liked a post');
    assert.equal(deedOf('SOMETHING'), 'SOMETHING');
  });
});
