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

/** What a station says of itself (NodeInfo 2.0), as far as Owncast's say whose it is. */
const stationInfo = z.object({ metadata: z.object({ federation: z.object({ username: z.string() }) }) });

interface Outbound {
  fetch(url: string, request: OutboundRequest): Promise<OutboundOutcome>;
}

type Place =
  | { readonly kind: 'place'; readonly iri: string; readonly subscribe: string | null }
  | { readonly kind: 'failed'; readonly sentence: Words };

/** Where the document of an account is: an address stands for itself, `user@host` is asked for at its host (WebFinger), and a station by its page says whose it is. */
export async function findAccount(
  who: string,
  needs: { readonly outbound: Outbound; readonly allowsLocal: boolean },
): Promise<Place> {
  if (/^https?:\/\//.test(who) && !isFrontPage(who)) return { kind: 'place', iri: who, subscribe: null };
  const account = isFrontPage(who) ? await accountOf(new URL(who).origin, needs.outbound) : parseAccount(who);
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

/** Whether that is a whole station rather than something of it. */
function isFrontPage(who: string): boolean {
  const url = /^https?:\/\//.test(who) ? URL.parse(who) : null;
  return url !== null && url.pathname === '/' && url.search === '';
}

/** Whose station it is, as Owncast and Aerial tell in NodeInfo; null for any other. */
async function accountOf(origin: string, outbound: Outbound): Promise<ReturnType<typeof parseAccount>> {
  const outcome = await outbound.fetch(`${origin}/nodeinfo/2.0`, { ...limits, staysAtOrigin: true });
  if (outcome.kind === 'failed' || outcome.status !== 200) return null;
  const username = stationInfo.safeParse(parseJson(outcome.body.toString('utf8'))).data?.metadata.federation.username;
  return username === undefined ? null : parseAccount(`${username}@${new URL(origin).host}`);
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
