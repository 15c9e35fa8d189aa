import type { AnswerOf, SentOf } from '../../../../internal/http/contract/caller-types.ts';

export type Webhook = AnswerOf<'GET /api/admin/webhooks'>[number];
export type WebhookDelivery = AnswerOf<'GET /api/admin/webhooks/deliveries'>[number];
export type WebhookEvent = SentOf<'POST /api/admin/webhooks/create'>['body']['events'][number];

/** What a webhook can be told of, in words; those that nobody waits for are left out. */
export const webhookEvents: readonly { readonly value: WebhookEvent; readonly label: string }[] = [
  { value: 'STREAM_STARTED', label: 'A broadcast begins' },
  { value: 'STREAM_STOPPED', label: 'A broadcast ends' },
  { value: 'STREAM_TITLE_UPDATED', label: 'The title changes' },
  { value: 'CHAT', label: 'Somebody writes in the chat' },
  { value: 'USER_JOINED', label: 'Somebody joins the chat' },
  { value: 'USER_PARTED', label: 'Somebody leaves the chat' },
  { value: 'NAME_CHANGE', label: 'Somebody changes their name' },
  { value: 'VISIBILITY-UPDATE', label: 'Messages are hidden or shown' },
  { value: 'FEDIVERSE_ENGAGEMENT_FOLLOW', label: 'Somebody follows from the fediverse' },
  { value: 'SCHEDULED_EVENTS', label: 'A planned broadcast draws near, begins or ends' },
];

/** An event in words; what we have no words for is named as it is sent. */
export function eventLabel(event: string): string {
  return webhookEvents.find(({ value }) => value === event)?.label ?? event;
}

/** How a webhook does, for a badge. */
export function standingOf({ disabledAt, failingSince, lastUsed }: Webhook): {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly words: string;
} {
  if (disabledAt !== null) return { tone: 'bad', words: 'Switched off' };
  if (failingSince !== null) return { tone: 'warn', words: 'Failing' };
  return lastUsed === null ? { tone: 'plain', words: 'Not used yet' } : { tone: 'good', words: 'Works' };
}

/** What became of one try, in words. */
export function outcomeOf({ status, error }: Pick<WebhookDelivery, 'status' | 'error'>): {
  readonly isFine: boolean;
  readonly words: string;
} {
  if (status === null) return { isFine: false, words: error ?? 'No answer' };
  const isFine = status >= 200 && status < 300;
  return { isFine, words: `${isFine ? 'Taken' : 'Refused'} (${status})` };
}

/** Which field of the form a refusal of the server belongs to. */
export function fieldOf(refusal: string): 'url' | 'events' | 'secret' {
  if (/\bevents?\b/i.test(refusal)) return 'events';
  return /\bsecret\b/i.test(refusal) ? 'secret' : 'url';
}

/** JSON as people read it; anything else as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
