import type { OutboundAnswer, OutboundFetch } from '../../platform/outbound-fetch.ts';
import { type Delivered, type Notice, subjectOf } from '../notice.ts';
import { encryptPush } from './encrypt.ts';
import type { PushSigner } from './keys.ts';
import { isAllowedService, readSubscription } from './subscription.ts';

export interface PushWayNeeds {
  readonly outbound: Pick<OutboundFetch, 'fetch'>;
  readonly signer: () => PushSigner;
  readonly randomBytes: (size: number) => Buffer;
  /** Hosts of push services, see `isAllowedService`. */
  readonly services: () => readonly string[];
}

const ANSWER_TIMEOUT_MS = 10_000;
const KEPT_ANSWER_BYTES = 512;
/** How long a push service keeps what a sleeping phone does not fetch. */
const LIFE_SECONDS = 1_800;
/** More makes no notice. */
const LONGEST_TITLE = 200;
const LONGEST_BODY = 500;

/** Tells one browser, through the push service that it named. */
export class PushWay {
  readonly #needs: PushWayNeeds;

  constructor(needs: PushWayNeeds) {
    this.#needs = needs;
  }

  async deliver(notice: Notice, destination: string, signal?: AbortSignal): Promise<Delivered> {
    const { outbound, randomBytes, services, signer } = this.#needs;
    const subscription = readSubscription(destination);
    if (subscription === null) return { kind: 'gone', status: 0 };
    const { endpoint, reader } = subscription;
    if (!isAllowedService(endpoint.hostname, services()))
      return refusedForGood(null, `${endpoint.hostname} is none of the push services that are allowed.`);
    const outcome = await outbound.fetch(endpoint.href, {
      method: 'POST',
      headers: {
        authorization: signer().authorization(endpoint.origin),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(LIFE_SECONDS),
        urgency: 'high',
        // A later notice takes the place of one that was not fetched yet (RFC 8030, 5.4).
        topic: `aerial-${notice.event}`,
      },
      body: encryptPush(writePayload(notice), reader, randomBytes),
      timeoutMs: ANSWER_TIMEOUT_MS,
      maxAnswerBytes: KEPT_ANSWER_BYTES,
      whenLonger: 'cut',
      maxRedirects: 0,
      keepsConnection: true,
      ...(signal !== undefined && { signal }),
    });
    if (outcome.kind === 'failed')
      return {
        kind: 'refused',
        status: null,
        reason: outcome.sentence,
        isFinal: ['address-refused', 'address-unusable'].includes(outcome.reason),
      };
    return judge(outcome);
  }
}

/** What the page's service worker reads. `title`, `body` and `icon` are as Owncast sends them. */
export function writePayload(notice: Notice): string {
  const { channel, event, messages, url } = notice;
  const body = [messages.push, subjectOf(notice)].filter((line) => line !== '').join('\n');
  return JSON.stringify({
    title: channel.slice(0, LONGEST_TITLE),
    body: body.slice(0, LONGEST_BODY),
    icon: '/logo/external',
    tag: `aerial-${event}`,
    url: url === '' ? '/' : url.slice(0, LONGEST_BODY),
  });
}

function judge({ body, headers, status }: OutboundAnswer): Delivered {
  if (status >= 200 && status < 300) return { kind: 'taken', status };
  if (status === 404 || status === 410) return { kind: 'gone', status };
  const answer = body.toString();
  const reason =
    answer === '' ? `The push service answered ${status}.` : `The push service answered ${status}: ${answer}`;
  // What is wrong with the message itself, or with our keys, no second try mends.
  const isFinal = status < 500 && status !== 429;
  return { kind: 'refused', status, reason, isFinal, retryAfter: headers['retry-after'] };
}

function refusedForGood(status: number | null, reason: string): Delivered {
  return { kind: 'refused', status, reason, isFinal: true };
}
