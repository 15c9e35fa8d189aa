import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testStore } from './testing.ts';

describe('WebhookRepository', () => {
  it('gives each webhook a number and lists the oldest first', (t) => {
    const { webhooks } = testStore(t);
    const first = webhooks.add({ url: 'https://a.example/', events: ['CHAT'], secret: 's' }, 10);
    webhooks.add({ url: 'https://b.example/', events: [], secret: '' }, 10);
    assert.equal(first?.lastUsedWallMs, null);
    assert.deepEqual(
      webhooks.list().map(({ url, events }) => [url, events]),
      [
        ['https://a.example/', ['CHAT']],
        ['https://b.example/', []],
      ],
    );
  });

  it('adds none past the bound', (t) => {
    const { webhooks } = testStore(t);
    webhooks.add({ url: 'https://a.example/', events: [], secret: '' }, 1);
    assert.equal(webhooks.add({ url: 'https://b.example/', events: [], secret: '' }, 1), null);
  });

  it('says whether there was something to remove', (t) => {
    const { webhooks } = testStore(t);
    const id = webhooks.add({ url: 'https://a.example/', events: [], secret: '' }, 1)?.id ?? 0;
    assert.equal(webhooks.remove(id), true);
    assert.equal(webhooks.remove(id), false);
  });

  it('remembers since when one fails, until it does well again or is switched on', (t) => {
    const { webhooks } = testStore(t);
    webhooks.add({ url: 'https://a.example/', events: [], secret: '' }, 1);
    webhooks.noteUse(1, { wallMs: 5, answered: false, isFine: false });
    webhooks.noteUse(1, { wallMs: 9, answered: true, isFine: false });
    assert.deepEqual([webhooks.get(1)?.failingSinceWallMs, webhooks.get(1)?.lastUsedWallMs], [5, 9]);
    webhooks.noteUse(1, { wallMs: 12, answered: true, isFine: true });
    assert.deepEqual([webhooks.get(1)?.failingSinceWallMs, webhooks.get(1)?.lastUsedWallMs], [null, 12]);
    webhooks.noteUse(1, { wallMs: 20, answered: false, isFine: false });
    assert.equal(webhooks.setDisabled(1, 30), true);
    assert.deepEqual([webhooks.get(1)?.failingSinceWallMs, webhooks.get(1)?.disabledWallMs], [20, 30]);
    webhooks.setDisabled(1, null);
    assert.deepEqual([webhooks.get(1)?.failingSinceWallMs, webhooks.get(1)?.disabledWallMs], [null, null]);
    assert.equal(webhooks.setDisabled(2, null), false);
  });
});
