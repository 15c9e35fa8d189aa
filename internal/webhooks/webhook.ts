import { z } from '../platform/schema.ts';

/** A webhook, as kept. */
export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  /** Empty for none. */
  readonly secret: string;
  readonly failingSinceWallMs: number | null;
  readonly disabledWallMs: number | null;
}

/** Where webhooks are kept. */
export interface WebhookShelf {
  list(): readonly Webhook[];
  get(id: number): Webhook | null;
  noteUse(id: number, outcome: { wallMs: number; answered: boolean; isFine: boolean }): void;
  setDisabled(id: number, disabledWallMs: number | null): boolean;
}

/** One try to deliver an event, for the log of them. */
export interface Delivery {
  readonly webhookId: number;
  readonly event: string;
  readonly eventId: string;
  /** What was sent, whole. */
  readonly body: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly sentWallMs: number;
  readonly durationMs: number;
  /** Null when there was no answer; `error` says why then. */
  readonly status: number | null;
  readonly error: string | null;
  /** How the answer begins. */
  readonly answer: string;
}

/** An event on its way to one webhook. */
export const shipment = z.object({ webhookId: z.number(), event: z.string(), eventId: z.string(), body: z.string() });
export type Shipment = z.output<typeof shipment>;
