import { and, desc, eq, lte } from 'drizzle-orm';
import { webhookDeliveries, webhooks } from './schema.ts';
import type { Session } from './session.ts';

/** Something that was sent to a webhook, and the answer. */
export type WebhookDelivery = typeof webhookDeliveries.$inferSelect;

/** What was sent to webhooks: the latest of each. */
export class WebhookDeliveryRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** Adds one, and leaves the latest `kept` of its webhook. Of a webhook that is gone nothing is kept. */
  add(delivery: Omit<WebhookDelivery, 'id'>, kept: number): void {
    const { webhookId } = delivery;
    this.#session.transact((database) => {
      const chosen = eq(webhooks.id, webhookId);
      if (database.select({ id: webhooks.id }).from(webhooks).where(chosen).get() === undefined) return;
      database.insert(webhookDeliveries).values(delivery).run();
      const ofWebhook = eq(webhookDeliveries.webhookId, webhookId);
      const newestTooOld = database
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(ofWebhook)
        .orderBy(desc(webhookDeliveries.id))
        .limit(1)
        .offset(kept)
        .get();
      if (newestTooOld === undefined) return;
      database
        .delete(webhookDeliveries)
        .where(and(ofWebhook, lte(webhookDeliveries.id, newestTooOld.id)))
        .run();
    });
  }

  /** Newest first. */
  list(webhookId: number, maxCount: number): readonly WebhookDelivery[] {
    return this.#session.run((database) =>
      database
        .select()
        .from(webhookDeliveries)
        .where(eq(webhookDeliveries.webhookId, webhookId))
        .orderBy(desc(webhookDeliveries.id))
        .limit(maxCount)
        .all(),
    );
  }

  get(id: number): WebhookDelivery | null {
    const chosen = eq(webhookDeliveries.id, id);
    return this.#session.run((database) => database.select().from(webhookDeliveries).where(chosen).get()) ?? null;
  }
}
