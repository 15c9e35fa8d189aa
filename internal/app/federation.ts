import { randomBytes, randomInt } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { makeId } from '../chat/make-id.ts';
import type { Settings } from '../config/settings.ts';
import type { SettingName } from '../config/table.ts';
import { FederationDesk } from '../federation/desk.ts';
import { Deliveries } from '../federation/delivery/deliveries.ts';
import { acceptSignature } from '../federation/documents/capabilities.ts';
import type { PostPicture } from '../federation/documents/note.ts';
import { InboxDoor } from '../federation/door.ts';
import { isBlockedHost } from '../federation/gate/blocked-hosts.ts';
import { Crier } from '../federation/inbound/crier.ts';
import { Receiver } from '../federation/inbound/receiver.ts';
import { LiveNotices, type LiveNoticesNeeds } from '../federation/posts/live-notices.ts';
import { PlannedEvents } from '../federation/posts/planned-events.ts';
import { Publisher } from '../federation/posts/publisher.ts';
import { PublicDocuments } from '../federation/public-documents.ts';
import { FeaturedStreams } from '../federation/streams/featured-streams.ts';
import { SignInCodes } from '../federation/sign-in-codes.ts';
import type { Account, Follower } from '../federation/station.ts';
import { WaysToFollow } from '../federation/way-to-follow.ts';
import { WorkerThread } from '../federation/worker/thread.ts';
import type { federationEndpoints } from '../http/contract/federation.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import { federationHandlers } from '../http/handlers/federation.ts';
import { PageMarkup } from '../http/pages/page-markup.ts';
import type { FederationAccess, FederationRouteNeeds } from '../http/routes/federation.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { Logger, LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { z } from '../platform/schema.ts';
import type { Store } from '../store/store.ts';
import type { Artwork } from './artwork.ts';
import type { ChatPart } from './chat.ts';
import type { AerialEvents } from './events.ts';
import { type AccountKeys, areKeysKept, provideKeys, readAccount } from './federation-account.ts';
import { federationChat } from './federation-chat.ts';
import type { SchedulePart } from './schedule.ts';
import type { OnAir } from './state.ts';
import { SettingsDesk } from './settings-desk.ts';
import { stationSettle } from './sign-in.ts';

/** Changes that make the thread begin anew, or end. */
const decisive: readonly SettingName[] = ['federation', 'public-url', 'federation-username', 'federation-local'];
/** Changes that followers see: they are told, once for all that comes within a moment. */
const visible: readonly SettingName[] = [
  'channel-name',
  'channel-summary',
  'tags',
  'social-links',
  'federation-private',
  'federation-live-profile',
  'federation-aliases',
  'federation-moved-to',
];
const TELL_PROFILE_MS = 5_000;
/** What followers were told last of a broadcast: beside the secrets, since it is no setting. */
const TOLD_LIVE = 'federation-told-live';
const toldLive = z.object({
  post: z
    .object({
      iri: z.string(),
      url: z.string(),
      picture: z.object({ url: z.string(), mediaType: z.string() }).nullable(),
    })
    .nullable(),
  toldWallMs: z.number(),
});

export interface FederationNeeds {
  readonly artwork: Artwork;
  readonly assets: Assets;
  readonly chat: ChatPart;
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly onAir: OnAir;
  /** The calendar. */
  readonly schedule: Pick<SchedulePart, 'within'>;
  readonly settings: Settings;
  readonly store: Store;
  readonly version: string;
}

/** The channel's account on the fediverse. Its thread runs, and its library takes memory, only while the channel can be followed. */
export class FederationPart {
  readonly handlers: Handlers<typeof federationEndpoints>;
  readonly #worker: WorkerThread;
  readonly #desk: FederationDesk;
  readonly #needs: FederationNeeds;
  readonly #log: Logger;
  readonly #deliveries: Deliveries;
  readonly #receiver: Receiver;
  readonly #notices: LiveNotices;
  readonly #planned: PlannedEvents;
  readonly #streams: FeaturedStreams;
  readonly #documents: PublicDocuments;
  readonly #door: InboxDoor;
  #keys: AccountKeys | null = null;
  #endDeliveries: (() => Promise<void>) | null = null;
  #changes: Promise<void> = Promise.resolve();
  #cancelTelling: () => void = () => {};

  constructor(needs: FederationNeeds) {
    this.#needs = needs;
    this.#log = needs.log.component('fediverse');
    const { assets, clock, store } = needs;
    const common = {
      ...needs,
      followers: store.followers,
      outbox: store.outbox,
      log: this.#log,
      newId: () => makeId(randomBytes),
      account: () => this.account(),
    };
    const script = (): string => gunzipSync(assets.bytes('workers/federation.cjs.gz')).toString();
    this.#worker = new WorkerThread({ clock, log: this.#log, script });
    const withWorker = { ...common, worker: this.#worker };
    this.#deliveries = new Deliveries({
      ...withWorker,
      shelf: store.jobs,
      random: () => randomInt(1_000_000) / 1_000_000,
      secondKey: () => this.#secondKey(),
      isShutOut: (host) => isBlockedHost(needs.settings.get('federation-blocked-domains'), host),
    });
    const onFollowed = (follower: Follower): void => this.#tellFollowed(follower);
    const shared = { ...withWorker, deliveries: this.#deliveries, onFollowed };
    const markup = new PageMarkup();
    const publisher = new Publisher({ ...shared, renderMarkdown: (text) => markup.render(text) });
    const crier = new Crier({
      clock,
      chat: federationChat({ ...needs, followers: store.followers }),
      stationName: () => needs.settings.get('channel-name'),
    });
    this.#streams = new FeaturedStreams({
      ...shared,
      streams: store.featuredStreams,
      readStream: () => this.#readStream(),
    });
    this.#receiver = new Receiver({ ...shared, streams: this.#streams, crier });
    this.#door = new InboxDoor({ ...shared, receiver: this.#receiver });
    this.#notices = this.#buildNotices(publisher);
    this.#planned = new PlannedEvents({
      ...shared,
      publisher,
      planned: (window) => needs.schedule.within(window),
      daysAhead: () => needs.settings.get('federation-planned-days'),
    });
    this.#documents = new PublicDocuments({
      ...common,
      livePost: () => this.#notices.currentPost?.iri ?? null,
      following: () => this.#streams.list('accepted').map(({ iri }) => iri),
    });
    this.#desk = new FederationDesk({
      ...shared,
      publisher,
      live: (altText) => ({ title: needs.settings.get('stream-title'), picture: this.#picture(altText) }),
      onBlocked: (iri) => crier.takeBackAll(iri),
      rememberMove: (iri) => void this.#settingsDesk().change({ 'federation-moved-to': iri }),
    });
    const codes = new SignInCodes({ ...shared, isBlocked: (iri) => this.#isClosedTo(iri), randomInt });
    this.handlers = this.#buildHandlers(codes, new WaysToFollow(withWorker));
  }

  /** Null while the channel cannot be followed. */
  account(): Account | null {
    return this.#keys === null
      ? null
      : readAccount(
          { ...this.#needs, gallery: this.#needs.artwork.gallery, livePost: this.#notices.currentPost },
          this.#keys,
        );
  }

  /** What the page says of it. */
  offer(): { readonly account: string; readonly actorUrl: string; readonly followerCount: number } | null {
    const account = this.account();
    if (account === null) return null;
    const { actor: actorUrl, account: name } = account.addresses;
    return { account: name, actorUrl, followerCount: this.#needs.store.followers.count('approved') };
  }

  /** Channels that this one recommends and that agreed. */
  featured(): ReturnType<FeaturedStreams['list']> {
    return this.account() === null ? [] : this.#streams.list('accepted');
  }

  /** What the web is answered. */
  get routes(): FederationRouteNeeds<Account> {
    return {
      access: () => this.#access(),
      answer: (account, path, query, accept) => this.#documents.answer(account, path, query, accept),
      acceptSignature,
      take: (account, post) => this.#door.take(account, post),
    };
  }

  /** Begins, if the channel is to be followed, and heeds changes; the returned function ends what was begun. */
  async start(): Promise<() => Promise<void>> {
    const { events, settings, store } = this.#needs;
    await this.#apply();
    const endings = [
      store.onOutsideChange(() => this.#heedRestored()),
      this.#planned.start(),
      settings.onChange('federation-planned-days', () => this.#planned.lookSoon()),
      this.#streams.start(),
      ...decisive.map((name) => settings.onChange(name, () => this.#enqueueApply())),
      ...visible.map((name) => settings.onChange(name, () => this.#tellProfileSoon())),
      events.on('artwork.changed', ({ kind }) => {
        if (kind === 'logo') this.#tellProfileSoon();
      }),
    ];
    return async () => {
      this.#cancelTelling();
      for (const end of endings) end();
      await this.#changes;
      await this.#endDeliveries?.();
      await this.#worker.stop();
    };
  }

  /** Tells followers of broadcasts from now on; the returned function ends that, and has to be called before the server ends the broadcast itself. */
  tellOfBroadcasts(): () => void {
    return this.#notices.start();
  }

  #access(): FederationAccess<Account> {
    const { settings } = this.#needs;
    if (!settings.get('federation')) return { kind: 'off' };
    const account = this.account();
    return account === null ? { kind: 'no-address' } : { kind: 'open', account };
  }

  #enqueueApply(): void {
    this.#changes = this.#changes
      .then(() => this.#apply())
      .catch((error: unknown) =>
        this.#log.error({ error: String(error) }, 'The account on the fediverse could not be changed.'),
      );
  }

  /** Brings the thread to where the settings say. */
  async #apply(): Promise<void> {
    const { settings, store, version } = this.#needs;
    if (!settings.get('federation')) return this.#fallSilent();
    this.#keys = await provideKeys(store.secrets);
    const account = this.account();
    if (account === null) {
      await this.#fallSilent();
      this.#log.warn({}, 'The channel can be followed only once public-url says where it is.');
      return;
    }
    this.#worker.start({
      actorIri: account.addresses.actor,
      keyId: account.addresses.mainKey,
      privateKeyPem: this.#keys.privateKeyPem,
      secondKey: { id: account.addresses.secondKey, privateKeyPem: this.#keys.secondPrivateKeyPem },
      allowsLocal: account.rules.allowsLocal,
      userAgent: `Aerial/${version} (+${account.addresses.base}/)`,
    });
    this.#endDeliveries ??= this.#deliveries.start();
    this.#log.info({ account: account.addresses.account }, 'The channel can be followed on the fediverse.');
  }

  async #fallSilent(): Promise<void> {
    await this.#endDeliveries?.();
    this.#endDeliveries = null;
    await this.#worker.stop();
  }

  /** A copy that was put back has keys of its own, which its followers know, and followers of its own. */
  #heedRestored(): void {
    this.#deliveries.refresh();
    if (this.#keys !== null && !areKeysKept(this.#needs.store.secrets, this.#keys)) this.#enqueueApply();
  }

  #buildHandlers(codes: SignInCodes, ways: WaysToFollow): Handlers<typeof federationEndpoints> {
    const { store } = this.#needs;
    return federationHandlers({
      desk: this.#desk,
      posts: store.outbox,
      streams: this.#streams,
      followers: store.followers,
      findWayToFollow: (account, address) => ways.find(account, address),
      codes,
      isPerson: (userId) => store.users.get(userId)?.kind === 'standard',
      settle: stationSettle(this.#needs),
    });
  }

  /** Whether an account and the channel have nothing to say to each other. */
  #isClosedTo(actorIri: string): boolean {
    const account = this.account();
    return this.#receiver.isBlocked(actorIri) || (account !== null && this.#receiver.hasBlocked(account, actorIri));
  }

  #secondKey(): { id: string; privateKey: AccountKeys['secondKey'] } | null {
    const account = this.account();
    if (account === null || this.#keys === null) return null;
    return { id: account.addresses.secondKey, privateKey: this.#keys.secondKey };
  }

  #buildNotices(publisher: Publisher): LiveNotices {
    const { clock, events, settings, store } = this.#needs;
    return new LiveNotices({
      clock,
      events,
      log: this.#log,
      memory: toldLiveIn(store.secrets),
      lastOnAirWallMs: () => store.broadcasts.latest()?.endedWallMs ?? null,
      publisher,
      account: () => this.account(),
      settings: () => ({
        message: settings.get('federation-live-message'),
        delayMs: settings.get('federation-live-delay-seconds') * 1000,
        afterwards: settings.get('federation-afterwards'),
        endMessage: settings.get('federation-end-message'),
        title: settings.get('stream-title'),
      }),
      picture: (alt) => this.#picture(alt),
      onChanged: () => {
        if (!settings.get('federation-private') && settings.get('federation-live-profile')) this.#desk.tellProfile();
      },
    });
  }

  /** What is on air, by an address of its own each time; null while there is nothing to be seen. */
  #picture(alt: string): PostPicture | null {
    const { artwork, settings } = this.#needs;
    const url = `${settings.get('public-url') ?? ''}/thumbnail.jpg?us=${makeId(randomBytes)}`;
    return artwork.hasThumbnail ? { url, mediaType: 'image/jpeg', alt } : null;
  }

  #settingsDesk(): SettingsDesk {
    const { settings, store } = this.#needs;
    return new SettingsDesk({ settings, stored: store.settings, log: this.#log });
  }

  /** What channels that recommend this one are told of what is on air. */
  #readStream(): { title: string; thumbnailUrl: string } {
    const { artwork, settings } = this.#needs;
    const base = settings.get('public-url') ?? '';
    return { title: settings.get('stream-title'), thumbnailUrl: artwork.hasThumbnail ? `${base}/thumbnail.jpg` : '' };
  }

  #tellProfileSoon(): void {
    this.#cancelTelling();
    this.#cancelTelling = this.#needs.clock.after(TELL_PROFILE_MS, () => this.#desk.tellProfile());
  }

  #tellFollowed({ iri, inbox, name, username, image, isDirectory }: Follower): void {
    if (isDirectory && this.#needs.onAir.current.phase !== 'offline') this.#streams.tellNewcomer({ iri, inbox });
    this.#needs.events.publish('fediverse.followed', { iri, name, account: username, image });
  }
}

function toldLiveIn(secrets: Store['secrets']): LiveNoticesNeeds['memory'] {
  return {
    read: () => toldLive.safeParse(JSON.parse(secrets.get(TOLD_LIVE) ?? 'null')).data ?? null,
    write: (told) => secrets.set(TOLD_LIVE, JSON.stringify(told)),
  };
}
