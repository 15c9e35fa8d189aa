import { z } from '../../platform/schema.ts';

/** Shapes that many rows share. Times are RFC 3339, UTC. */

export const time = z.iso.datetime({ offset: true });
export const timeOrNull = time.nullable();

/** The usual answer of what changes something. `message` is a sentence for people, and says so where a change waits for something. */
export const done = z.object({ success: z.boolean(), message: z.string() }).meta({ id: 'Done' });

/** A sentence of the pages' catalogues by its name, for whoever has one. A number at `when` is a time to wait, in seconds. */
const words = z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])).optional() });

/** Every refusal. `message` and `error` are the same sentence: Owncast's clients look at either. */
export const refusal = z
  .object({
    success: z.literal(false),
    message: z.string(),
    error: z.string(),
    code: z.string(),
    words: words.optional(),
  })
  .meta({ id: 'Refusal' });

/** A figure at a time. */
export const timedValue = z.object({ time, value: z.number() });

/** A whole number from 0 on, as a query has it. */
export const wholeNumberText = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(max));

/** Clients of Owncast, which has no bound, may ask for thousands: they get what one answer holds. */
const MOST_ENTRIES = 500;

/** Where to begin in a list, and how much of it. */
export const page = z.object({
  offset: wholeNumberText(999_999_999).optional(),
  limit: wholeNumberText(999_999_999)
    .transform((limit) => Math.min(limit, MOST_ENTRIES))
    .optional(),
});

/** A page of a list, and how many entries the whole list has. */
export function pageOf<Entry extends z.ZodType>(
  entry: Entry,
): z.ZodObject<{ total: z.ZodNumber; results: z.ZodArray<Entry> }> {
  return z.object({ total: z.number().int(), results: z.array(entry) });
}

export const user = z
  .object({
    id: z.string(),
    displayName: z.string(),
    displayColor: z.number().int(),
    createdAt: time,
    previousNames: z.array(z.string()),
    nameChangedAt: time.optional(),
    disabledAt: time.optional(),
    disabledReason: z.string().optional(),
    scopes: z.array(z.string()).optional(),
    isBot: z.boolean(),
    authenticated: z.boolean(),
    /** How they proved who they are: `indieauth`, `fediverse`, `openid`; only in lists for the admin. */
    authProviders: z.array(z.string()).optional(),
  })
  .meta({ id: 'User' });

export const follower = z
  .object({
    link: z.string(),
    name: z.string(),
    username: z.string(),
    image: z.string(),
    timestamp: timeOrNull,
    disabledAt: timeOrNull,
  })
  .meta({ id: 'Follower' });

/** The same for the admin alone. `unreachableSince`: since when nothing could be brought to its server; null while that works. */
export const knownFollower = follower.extend({ unreachableSince: timeOrNull }).meta({ id: 'KnownFollower' });

export const place = z.object({ countryCode: z.string(), regionName: z.string(), timeZone: z.string() });
