import { randomBytes, randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { makeId } from '../chat/make-id.ts';
import type { Settings } from '../config/settings.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import { leaveMailPath, type noticeEndpoints } from '../http/contract/notices.ts';
import { noticeHandlers } from '../http/handlers/notices.ts';
import { Announcer } from '../notify/announcer.ts';
import { MailList } from '../notify/mail-list.ts';
import { MailWay } from '../notify/mail-way.ts';
import { NoticeDesk } from '../notify/notice-desk.ts';
import { NoticeWriter } from '../notify/notice-writer.ts';
import { type Notice, parcel, type Parcel } from '../notify/notice.ts';
import { Postman } from '../notify/postman.ts';
import { arePushKeys, makePushKeys, type PushKeys, PushSigner } from '../notify/push/keys.ts';
import { PushWay } from '../notify/push/push-way.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';
import { z } from '../platform/schema.ts';
import { type JobLimits, JobQueue } from '../queue/job-queue.ts';
import type { Store } from '../store/store.ts';
import type { AerialEvents } from './events.ts';
import { smallPages } from './small-pages.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Who is told of a broadcast half an hour later need not be told any more. */
const limits: JobLimits = {
  maxPerLane: 10_000,
  maxParallel: 8,
  maxAgeMs: 30 * MINUTE_MS,
  backOffStepsMs: [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS],
};

const CHANNEL = 'push';
/** Names of the secrets that Owncast's pair is imported under, too. */
const secretNames = {
  publicKey: 'push-public-key',
  privateKey: 'push-private-key',
  mailKey: 'mail-leave-key',
  mailLeft: 'mail-left',
} as const;
const MAIL_KEY_BYTES = 32;
/** Who has left the list of e-mails: beside the secrets, since it is no setting. */
const leftAddresses = z.array(z.string());

export interface NoticesNeeds {
  readonly assets: Pick<Assets, 'names' | 'text'>;
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly outbound: OutboundFetch;
  readonly settings: Settings;
  readonly store: Pick<Store, 'jobs' | 'subscriptions' | 'notices' | 'noticeHooks' | 'secrets' | 'onOutsideChange'>;
  /** Of a mail server: told by tests alone. */
  readonly certificateAuthority?: string;
}

/** Telling people: when the channel goes live, and before a planned broadcast. */
export class NoticesPart {
  readonly handlers: Handlers<typeof noticeEndpoints>;
  readonly #needs: NoticesNeeds;
  readonly #queue: JobQueue<Parcel>;
  readonly #announcer: Announcer;
  readonly #mailList: MailList;
  #signer: PushSigner | null = null;

  constructor(needs: NoticesNeeds) {
    this.#needs = needs;
    const { clock, events, metrics, settings, store } = needs;
    const log = needs.log.component('notices');
    this.#mailList = this.#buildMailList();
    const postman = this.#buildPostman();
    this.#queue = new JobQueue<Parcel>({
      kind: 'notice',
      shelf: store.jobs,
      clock,
      log,
      random: () => randomInt(1_000_000) / 1_000_000,
      limits,
      parse: (kept) => parcel.safeParse(kept).data ?? null,
      run: (one, details) => postman.deliver(one, details),
    });
    metrics.observe('aerial_notices_waiting', 'Notices that wait to be sent.', () => this.#queue.waiting);
    metrics.observe('aerial_push_subscriptions', 'Browsers that are told.', () => store.subscriptions.count(CHANNEL));
    const writer = new NoticeWriter({ settings, newId: () => makeId(randomBytes) });
    this.#announcer = new Announcer({
      clock,
      events,
      log,
      rules: () => ({
        delayMs: settings.get('notices-delay-seconds') * SECOND_MS,
        everyMs: settings.get('notices-every-minutes') * MINUTE_MS,
      }),
      write: writer,
      receivers: (event) => this.#receivers(event),
      queue: this.#queue,
      ledger: store.notices,
      pause: () => setImmediate(),
    });
    this.handlers = noticeHandlers({
      ...smallPages(needs),
      mailList: this.#mailList,
      notices: new NoticeDesk({
        wallMs: () => clock.wallMs(),
        isPushOn: () => settings.get('push'),
        services: () => settings.get('push-services'),
        subscriptions: {
          add: (destination, wallMs, maxCount) =>
            store.subscriptions.add(CHANNEL, { destination, createdWallMs: wallMs }, maxCount),
          removeDestination: (destination) => void store.subscriptions.removeDestination(CHANNEL, destination),
          count: () => store.subscriptions.count(CHANNEL),
          newestId: () => store.subscriptions.newestId(CHANNEL),
        },
        hooks: store.noticeHooks,
        deliveries: store.notices,
        judgeAddress: (url) => needs.outbound.judge(url)?.sentence ?? null,
        onHookGone: (id) => this.#queue.clear(`hook ${id}`),
        mailTo: () => this.#mailList.receivers(),
        write: () => writer.test(),
        test: (one) => postman.test(one),
      }),
    });
  }

  /** Tells from now on, what was left first; the returned function keeps the rest for the next start. */
  start(): () => Promise<void> {
    const endQueue = this.#queue.start();
    const endAnnouncer = this.#announcer.start();
    const { settings, store } = this.#needs;
    const endings = [
      settings.onChange('mail-to', () => this.#mailList.forget()),
      // A copy that was put back has keys of its own, which its browsers know.
      store.onOutsideChange(() => (this.#signer = null)),
    ];
    return async () => {
      for (const end of endings) end();
      endAnnouncer();
      await endQueue();
    };
  }

  /** What browsers have to know to be told; null while they are not. */
  pushKey(): string | null {
    return this.#needs.settings.get('push') ? this.#signerNow().publicKey : null;
  }

  *#receivers(event: Notice['event']): Generator<Pick<Parcel, 'way' | 'to'>> {
    const { settings, store } = this.#needs;
    if (settings.get('discord') && settings.get('discord-webhook') !== null) yield { way: 'discord', to: '' };
    for (const { id, isEnabled } of store.noticeHooks.list()) if (isEnabled) yield { way: 'hook', to: String(id) };
    if (settings.get('mail')) for (const to of this.#mailList.receivers()) yield { way: 'mail', to };
    if (event === 'test' || !settings.get('push')) return;
    for (const id of store.subscriptions.ids(CHANNEL)) yield { way: 'push', to: String(id) };
  }

  #buildPostman(): Postman {
    const { clock, log, metrics, outbound, settings, store } = this.#needs;
    return new Postman({
      clock,
      log: log.component('notices'),
      metrics,
      outbound,
      push: new PushWay({
        outbound,
        signer: () => this.#signerNow(),
        randomBytes,
        services: () => settings.get('push-services'),
      }),
      mail: new MailWay({
        server: () => {
          const host = settings.get('mail-host');
          const from = settings.get('mail-from');
          if (host === '' || from === null) return null;
          return {
            host,
            port: settings.get('mail-port'),
            security: settings.get('mail-security'),
            user: settings.get('mail-user'),
            password: settings.get('mail-password'),
            from,
          };
        },
        resolve: (host) => outbound.resolve(host),
        newId: () => makeId(randomBytes),
        leaveUrl: (address) => this.#leaveUrl(address),
        ...(this.#needs.certificateAuthority !== undefined && {
          certificateAuthority: this.#needs.certificateAuthority,
        }),
      }),
      isOnMailList: (address) => this.#mailList.receivers().includes(address),
      discordWebhook: () => settings.get('discord-webhook'),
      subscriptions: store.subscriptions,
      hooks: store.noticeHooks,
      deliveries: store.notices,
    });
  }

  #buildMailList(): MailList {
    const { settings, store } = this.#needs;
    const { secrets } = store;
    return new MailList({
      addresses: () => settings.get('mail-to'),
      secret: {
        read: () => secrets.get(secretNames.mailKey),
        make: () => {
          const made = randomBytes(MAIL_KEY_BYTES).toString('base64url');
          secrets.set(secretNames.mailKey, made);
          return made;
        },
      },
      left: {
        read: () => leftAddresses.parse(JSON.parse(secrets.get(secretNames.mailLeft) ?? '[]')),
        write: (addresses) => secrets.set(secretNames.mailLeft, JSON.stringify(addresses)),
      },
    });
  }

  /** By HTTPS, as programs for e-mail want it (RFC 8058). */
  #leaveUrl(address: string): string | null {
    const base = this.#needs.settings.get('public-url');
    if (base?.startsWith('https:') !== true) return null;
    const url = new URL(leaveMailPath, base);
    url.searchParams.set('key', this.#mailList.keyFor(address));
    return url.href;
  }

  /** The pair of keys is made once: with another one every browser would have to ask anew. */
  #signerNow(): PushSigner {
    if (this.#signer !== null) return this.#signer;
    const { clock, settings } = this.#needs;
    const contact = (): string => {
      const from = settings.get('mail-from');
      if (from !== null) return `mailto:${from}`;
      const url = settings.get('public-url');
      return url?.startsWith('https:') === true ? url : 'mailto:nobody@example.org';
    };
    this.#signer = new PushSigner({ keys: this.#readKeys(), contact, wallMs: () => clock.wallMs() });
    return this.#signer;
  }

  #readKeys(): PushKeys {
    const { log, store } = this.#needs;
    const publicKey = store.secrets.get(secretNames.publicKey);
    const privateKey = store.secrets.get(secretNames.privateKey);
    if (publicKey !== null && privateKey !== null) {
      if (arePushKeys({ publicKey, privateKey })) return { publicKey, privateKey };
      log
        .component('notices')
        .warn({}, 'The keys of push notices do not belong together; new ones are made, and browsers have to ask anew.');
    }
    const keys = makePushKeys();
    store.secrets.setTogether({
      [secretNames.publicKey]: keys.publicKey,
      [secretNames.privateKey]: keys.privateKey,
    });
    return keys;
  }
}
