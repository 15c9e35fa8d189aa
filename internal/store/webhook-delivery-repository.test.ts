import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testStore } from './testing.ts';
import type { WebhookDelivery } from './webhook-delivery-repository.ts';

function delivery(given: Partial<WebhookDelivery>): Omit<WebhookDelivery, 'id'> {
  return {
    webhookId: 1,
    event: 'CHAT',
    eventId: 'x',
    body: '{}',
    attempt: 1,
    sentWallMs: 1,
    durationMs: 2,
    status: 200,
    error: null,
    answer: 'ok',
    ...given,
  };
}

describe('WebhookDeliveryRepository', () => {
  it('keeps the latest of each webhook, newest first', (t) => {
    const { webhooks, webhookDeliveries } = testStore(t);
    for (const url of ['https://a.example/', 'https://b.example/']) webhooks.add({ url, events: [], secret: '' }, 9);
    webhookDeliveries.add(delivery({ webhookId: 2, eventId: 'of another' }), 2);
    for (const eventId of ['a', 'b', 'c', 'd']) webhookDeliveries.add(delivery({ eventId }), 2);
    assert.deepEqual(
      webhookDeliveries.list(1, 10).map(({ eventId }) => eventId),
      ['d', 'c'],
    );
    assert.equal(webhookDeliveries.list(1, 1).length, 1);
    assert.equal(webhookDeliveries.list(2, 10).length, 1);
  });

  it('keeps nothing of a webhook that is gone', (t) => {
    const { webhooks, webhookDeliveries } = testStore(t);
    webhooks.add({ url: 'https://a.example/', events: [], secret: '' }, 9);
    webhookDeliveries.add(delivery({}), 9);
    const id = webhookDeliveries.list(1, 1)[0]?.id ?? 0;
    assert.equal(webhookDeliveries.get(id)?.answer, 'ok');
    webhooks.remove(1);
    assert.equal(webhookDeliveries.get(id), null);
    webhookDeliveries.add(delivery({}), 9);
    assert.deepEqual(webhookDeliveries.list(1, 9), []);
  });
});
