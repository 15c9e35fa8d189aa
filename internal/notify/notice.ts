import { z } from '../platform/schema.ts';

/** Something that people want to hear of. */
export const notice = z.object({
  id: z.string(),
  /** `test` goes out only when the owner asks for it. */
  event: z.enum(['live', 'reminder', 'test']),
  /** Name of the channel. */
  channel: z.string(),
  /** What the broadcast is called; empty for nothing. */
  title: z.string(),
  /** The owner's words, by the way that it goes. */
  messages: z.object({ push: z.string(), discord: z.string(), mail: z.string(), hook: z.string() }),
  /** When it is, of a reminder; null for now. In words, in the broadcast's own time zone. */
  when: z.string().nullable(),
  startWallMs: z.number().nullable(),
  /** Where to watch, such as `https://tv.example.org/`; empty when the owner has not said. */
  url: z.string(),
});

export type Notice = z.output<typeof notice>;

/** How a notice can go out. */
export const ways = ['push', 'discord', 'mail', 'hook'] as const;
export type Way = (typeof ways)[number];

/** A notice on its way to one receiver. */
export const parcel = z.object({
  notice,
  way: z.enum(ways),
  /** The number of a subscription or of a hook, an e-mail address; empty for the one Discord channel. */
  to: z.string(),
});

export type Parcel = z.output<typeof parcel>;

/** A lane of the queue for one receiver, who waits for no other there. */
export function ownLaneOf({ way, to }: Pick<Parcel, 'way' | 'to'>): string {
  return `${way} ${to}`;
}

/** How one try to deliver went. `gone`: there is nobody there any more. */
export type Delivered =
  | { readonly kind: 'taken'; readonly status: number | null }
  | {
      readonly kind: 'refused';
      readonly status: number | null;
      readonly reason: string;
      readonly isFinal: boolean;
      /** Whether it is about this receiver alone: others of the same way need not wait. */
      readonly isAboutOne?: boolean;
      /** The header of that name, as it came. */
      readonly retryAfter?: string | undefined;
    }
  | { readonly kind: 'gone'; readonly status: number };

/** Title and when in one line; empty for neither. */
export function subjectOf({ title, when }: Pick<Notice, 'title' | 'when'>): string {
  return [title, when ?? ''].filter((part) => part !== '').join(', ');
}
