import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { s3Words } from './s3-setting.ts';

describe('The setting s3', () => {
  it('takes a folder of any name, and none that leads out of itself', () => {
    const isTaken = (pathPrefix: string) => s3Words.safeParse({ pathPrefix }).success;
    for (const prefix of ['', 'tv', '/tv/live/', 'my channel/ü+%23&?x=1#', '..tv', 'a.b/...']) {
      assert.ok(isTaken(prefix), prefix);
    }
    for (const prefix of ['..', '../tv', 'tv/../other', './tv', 'tv/.']) assert.ok(!isTaken(prefix), prefix);
  });
});
