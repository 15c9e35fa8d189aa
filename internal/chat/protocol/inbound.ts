import { z } from '../../platform/schema.ts';

/** Largest frame that is looked at, in bytes; clients are told in `/api/config`. */
export const MAX_SOCKET_PAYLOAD_BYTES = 2048;
/** Who sends a larger one is shown out. */
export const MAX_FRAME_BYTES = 4096;

/** What a client asks for. `ignored` is whatever is not known, of a wrong shape, or no JSON at all. */
export type InboundRequest =
  | { readonly kind: 'say'; readonly body: string; readonly replyToId: string | null }
  | { readonly kind: 'rename'; readonly newName: string }
  | { readonly kind: 'recolour'; readonly newColor: number }
  | { readonly kind: 'ignored' };

const COLOURS = 8;

const schema = z.discriminatedUnion('type', [
  // That a message may answer another is ours alone.
  z.object({
    type: z.literal('CHAT'),
    body: z.string(),
    replyTo: z
      .string()
      .regex(/^[\w-]{7,20}$/)
      .nullish()
      // It would be a pity for the words if they were lost over it.
      .catch(null),
  }),
  z.object({ type: z.literal('NAME_CHANGE'), newName: z.string() }),
  z.object({
    type: z.literal('COLOR_CHANGE'),
    newColor: z
      .number()
      .int()
      .min(0)
      .max(COLOURS - 1),
  }),
]);

const ignored = { kind: 'ignored' } as const;

/** Reads one frame of a client; its size has been looked at before. Newlines may stand in it raw, as some clients send them. */
export function parseInbound(text: string): InboundRequest {
  const parsed = schema.safeParse(parseJson(text.replaceAll(/[\r\n]+/g, ' ')));
  if (!parsed.success) return ignored;
  const { data } = parsed;
  switch (data.type) {
    case 'CHAT':
      return { kind: 'say', body: data.body, replyToId: data.replyTo ?? null };
    case 'NAME_CHANGE':
      return { kind: 'rename', newName: data.newName };
    case 'COLOR_CHANGE':
      return { kind: 'recolour', newColor: data.newColor };
  }
}

/** At 2 KiB no nesting is deep enough to matter; undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
