import type { OutboundOutcome, OutboundRequest } from '../../platform/outbound-fetch.ts';
import { z } from '../../platform/schema.ts';
import type { Words } from '../../platform/words.ts';
import { parseAccount } from '../account.ts';

const SUBSCRIBE = 'http://ostatus.org/schema/1.0/subscribe';
const limits = { timeoutMs: 6_000, maxAnswerBytes: 64 * 1024, maxRedirects: 3 } as const;

/** What a server says of an account (RFC 7033, 4.4). */
const description = z.object({
  subject: z.string().optional(),
  links: z
    .array(
      z.object({
        rel: z.string(),
        type: z.string().optional(),
        href: z.string().optional(),
        template: z.string().optional(),
      }),
    )
    .max(100),
});

type Place =
  | { readonly kind: 'place'; readonly iri: string; readonly subscribe: string | null }
  | { readonly kind: 'failed'; readonly sentence: Words };

/** Where the document of an account is: an address stands for itself, `user@host` is asked for at its host (WebFinger). */
export async function findAccount(
  who: string,
  needs: {
    readonly outbound: { fetch(url: string, request: OutboundRequest): Promise<OutboundOutcome> };
    readonly allowsLocal: boolean;
  },
): Promise<Place> {
  if (/^https?:\/\//.test(who)) return { kind: 'place', iri: who, subscribe: null };
  const account = parseAccount(who);
  if (account === null) return failed({ key: 'follow.needsAccount' });
  const query = `/.well-known/webfinger?resource=${encodeURIComponent(`acct:${account.user}@${account.host}`)}`;
  // Neighbours seldom have certificates.
  for (const scheme of needs.allowsLocal ? ['https', 'http'] : ['https']) {
    const outcome = await needs.outbound.fetch(`${scheme}://${account.host}${query}`, limits);
    if (outcome.kind === 'answered' && outcome.status === 200) return readPlace(outcome.body.toString('utf8'), account);
    if (outcome.kind === 'answered') return failed({ key: 'refused.noSuchAccount' });
  }
  return failed({ key: 'refused.serverUnreachable', values: { host: account.host } });
}

function readPlace(text: string, account: { user: string; host: string }): Place {
  const parsed = description.safeParse(parseJson(text));
  if (!parsed.success) return failed({ key: 'refused.serverUnclear' });
  const { subject, links } = parsed.data;
  if (subject !== undefined && subject.toLowerCase() !== `acct:${account.user}@${account.host}`.toLowerCase())
    return failed({ key: 'refused.accountMoved' });
  const self = links.find(({ rel, type, href }) => rel === 'self' && isDocumentType(type) && href !== undefined);
  if (self?.href === undefined || !/^https?:\/\//.test(self.href)) return failed({ key: 'refused.accountClosed' });
  const subscribe = links.find(({ rel, template }) => rel === SUBSCRIBE && template?.includes('{uri}') === true);
  return { kind: 'place', iri: self.href, subscribe: subscribe?.template ?? null };
}

function isDocumentType(type: string | undefined): boolean {
  return type !== undefined && /^application\/(?:activity\+json|ld\+json)/.test(type);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function failed(sentence: Words): Place {
  return { kind: 'failed', sentence };
}
