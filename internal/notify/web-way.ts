import type { OutboundFetch, OutboundRequest } from '../platform/outbound-fetch.ts';
import { fillHook, type HookTemplate } from './hook.ts';
import { type Delivered, type Notice, subjectOf } from './notice.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const KEPT_ANSWER_BYTES = 512;
/** Discord takes no longer text, and no longer name. */
const LONGEST_CONTENT = 1_900;
const LONGEST_NAME = 80;

type Outbound = Pick<OutboundFetch, 'fetch'>;

/** Tells a Discord channel by its webhook. */
export function tellDiscord(
  outbound: Outbound,
  webhook: string,
  notice: Notice,
  signal?: AbortSignal,
): Promise<Delivered> {
  const { channel, messages, url } = notice;
  const words = [messages.discord, subjectOf(notice)].filter((line) => line !== '').join('\n');
  const content = [words.slice(0, LONGEST_CONTENT), url].filter((part) => part !== '').join('\n\n');
  const body = JSON.stringify({
    username: discordName(channel),
    content,
    ...(url !== '' && { avatar_url: new URL('/logo/external', url).href }),
    // Words of the owner's mention everybody; a title that a moderator set does not.
    allowed_mentions: { parse: messages.discord.includes('@') ? ['everyone', 'roles'] : [] },
  });
  const headers = { 'content-type': 'application/json' };
  return send(outbound, webhook, { method: 'POST', headers, body, ...(signal !== undefined && { signal }) });
}

/** Makes the request that a template describes. */
export function tellHook(
  outbound: Outbound,
  hook: HookTemplate,
  notice: Notice,
  signal?: AbortSignal,
): Promise<Delivered> {
  const { url, ...request } = fillHook(hook, notice);
  return send(outbound, url, { ...request, ...(signal !== undefined && { signal }) });
}

async function send(outbound: Outbound, url: string, request: OutboundRequest): Promise<Delivered> {
  const outcome = await outbound.fetch(url, {
    ...request,
    timeoutMs: ANSWER_TIMEOUT_MS,
    maxAnswerBytes: KEPT_ANSWER_BYTES,
    whenLonger: 'cut',
  });
  if (outcome.kind === 'failed')
    return {
      kind: 'refused',
      status: null,
      reason: outcome.sentence,
      isFinal: ['address-refused', 'address-unusable'].includes(outcome.reason),
    };
  const { headers, status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'taken', status };
  const answer = outcome.body.toString().replaceAll(/\s+/g, ' ').trim();
  const reason = answer === '' ? `The answer was ${status}.` : `The answer was ${status}: ${answer}`;
  const isFinal = status < 500 && status !== 429 && status !== 408;
  return { kind: 'refused', status, reason, isFinal, retryAfter: headers['retry-after'] };
}

/** Discord refuses names with these words in them. */
function discordName(channel: string): string {
  const name = channel
    .replaceAll(/discord|clyde/gi, '')
    .trim()
    .slice(0, LONGEST_NAME);
  return name === '' ? 'Aerial' : name;
}
