import type { AerialEvents } from '../../app/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EventSource } from '../../platform/event-hub.ts';
import { inEnglish } from '../../platform/words.ts';
import { endOfFeature, featureRequest, statusOf, type StreamFacts } from '../documents/stream-status.ts';
import type { Json } from '../documents/terms.ts';
import { tidy } from '../plain-text.ts';
import type { ReceivedActivity, RemoteActor, RemoteStream } from '../remote.ts';
import type { Account, FollowerShelf } from '../station.ts';
import type { Worker } from '../worker/calls.ts';

/** How often channels that recommend this one hear that it is still live. */
const STATUS_MS = 5 * 60_000;
/** One that has said nothing for so long is taken for offline. */
const SILENCE_MS = 3 * STATUS_MS;
const MAX_STREAMS = 100;

/** A stream of somebody else that the channel recommends. */
export interface FeaturedStream {
  readonly id: string;
  readonly iri: string;
  readonly inbox: string;
  readonly followIri: string;
  readonly name: string;
  readonly logoUrl: string;
  readonly isOnline: boolean;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly thumbnailUrl: string;
  readonly onlineWallMs: number | null;
  readonly toldWallMs: number | null;
  readonly addedWallMs: number;
  readonly acceptedWallMs: number | null;
}

export interface StreamShelf {
  get(id: string): FeaturedStream | null;
  getByActor(iri: string): FeaturedStream | null;
  put(stream: FeaturedStream): void;
  remove(id: string): boolean;
  list(which: 'all' | 'accepted'): readonly FeaturedStream[];
}

export interface FeaturedStreamsNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly account: () => Account | null;
  readonly newId: () => string;
  readonly worker: Worker;
  readonly streams: StreamShelf;
  readonly followers: Pick<FollowerShelf, 'directories'>;
  readonly deliveries: { send(activity: Json, inbox: string): void };
  /** The title and the picture of what is on air. */
  readonly readStream: () => { readonly title: string; readonly thumbnailUrl: string };
}

type Told = Extract<ReceivedActivity, { readonly kind: 'Accept' | 'Reject' | 'Offer' | 'Leave' }>;

export type Featured =
  | { readonly kind: 'done' }
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Recommends streams of others, once they agree and as they say that they are, and tells those that recommend this one how it is. */
export class FeaturedStreams {
  readonly #needs: FeaturedStreamsNeeds;
  #endTelling: () => void = () => {};

  constructor(needs: FeaturedStreamsNeeds) {
    this.#needs = needs;
  }

  start(): () => void {
    const { clock, events } = this.#needs;
    const endings = [
      events.on('broadcast.started', ({ isTest }) => {
        if (isTest) return;
        this.#endTelling();
        this.#tell(true);
        this.#endTelling = clock.every(STATUS_MS, () => this.#tell(true));
      }),
      events.on('broadcast.ended', ({ isTest }) => {
        this.#endTelling();
        if (!isTest) this.#tell(false);
      }),
    ];
    return () => {
      this.#endTelling();
      for (const end of endings) end();
    };
  }

  /** Those that agreed, as they are now: one that went quiet is taken for offline. */
  list(which: 'all' | 'accepted'): readonly FeaturedStream[] {
    const quietSince = this.#needs.clock.wallMs() - SILENCE_MS;
    return this.#needs.streams
      .list(which)
      .map((stream) => ({ ...stream, isOnline: stream.isOnline && (stream.toldWallMs ?? 0) > quietSince }));
  }

  /** Asks another channel, by its address or its account, whether it may be recommended. */
  async add(who: string): Promise<Featured> {
    const { account, clock, deliveries, newId, streams, worker } = this.#needs;
    const station = account();
    if (station === null) return { kind: 'off' };
    if (streams.list('all').length >= MAX_STREAMS) return refused(`No more than ${MAX_STREAMS} can be recommended.`);
    const found = await worker.call('find', { who, isFresh: true });
    if (found.kind === 'failed') return refused(inEnglish(found.sentence));
    const { actor } = found;
    if (actor.iri === station.addresses.actor) return refused('This is the channel itself.');
    const known = streams.getByActor(actor.iri);
    const request = featureRequest(station.addresses, actor.iri, newId());
    streams.put({
      ...(known ?? { id: newId(), addedWallMs: clock.wallMs(), ...unknownStream }),
      iri: actor.iri,
      inbox: actor.inbox,
      followIri: String(request['id']),
      name: known?.name ?? tidy(actor.name, 100),
      logoUrl: known?.logoUrl ?? actor.image ?? '',
    });
    deliveries.send(request, actor.inbox);
    return { kind: 'done' };
  }

  remove(id: string): Featured {
    const { account, deliveries, streams } = this.#needs;
    const stream = streams.get(id);
    const station = account();
    if (stream === null) return { kind: 'unknown' };
    if (station !== null) deliveries.send(endOfFeature(station.addresses, stream.iri, stream.followIri), stream.inbox);
    streams.remove(id);
    return { kind: 'done' };
  }

  /** What a recommended channel says: that it agrees or does not, that it is live, or has ended. */
  take(activity: Told, actor: RemoteActor): void {
    const { clock, streams } = this.#needs;
    const stream = streams.getByActor(actor.iri);
    if (stream === null) return;
    const nowWallMs = clock.wallMs();
    switch (activity.kind) {
      case 'Accept':
        if (activity.object === stream.followIri) streams.put({ ...stream, acceptedWallMs: nowWallMs });
        return;
      case 'Reject':
        if (activity.object === stream.followIri) streams.remove(stream.id);
        return;
      case 'Offer':
      case 'Leave': {
        const isOnline = activity.kind === 'Offer';
        const onlineWallMs = isOnline ? nowWallMs : stream.onlineWallMs;
        const told = activity.stream === null ? {} : describe(activity.stream);
        streams.put({ ...stream, ...told, isOnline, onlineWallMs, toldWallMs: nowWallMs });
      }
    }
  }

  /** Tells one that has just been let in that the channel is live. */
  tellNewcomer(directory: { readonly inbox: string; readonly iri: string }): void {
    this.#tellOne(directory, true);
  }

  #tell(isOnline: boolean): void {
    for (const follower of this.#needs.followers.directories()) this.#tellOne(follower, isOnline);
  }

  #tellOne({ inbox, iri }: { readonly inbox: string; readonly iri: string }, isOnline: boolean): void {
    const { account, deliveries, newId, readStream } = this.#needs;
    const station = account();
    if (station === null) return;
    const { facts } = station;
    const status: StreamFacts = {
      ...readStream(),
      isOnline,
      name: facts.name,
      description: facts.summary,
      tags: facts.tags,
      logoUrl: facts.logo.url,
    };
    deliveries.send(statusOf(station.addresses, status, iri, newId()), inbox);
  }
}

const unknownStream = {
  isOnline: false,
  title: '',
  description: '',
  tags: [],
  thumbnailUrl: '',
  onlineWallMs: null,
  toldWallMs: null,
  acceptedWallMs: null,
} as const;

function refused(sentence: string): Featured {
  return { kind: 'refused', sentence };
}

function describe(
  stream: RemoteStream,
): Pick<FeaturedStream, 'name' | 'title' | 'description' | 'tags' | 'logoUrl' | 'thumbnailUrl'> {
  return {
    name: tidy(stream.name, 100),
    title: tidy(stream.title, 200),
    description: tidy(stream.description, 500),
    tags: stream.tags.map((tag) => tidy(tag, 50)).filter((tag) => tag !== ''),
    logoUrl: webAddress(stream.logoUrl),
    thumbnailUrl: webAddress(stream.thumbnailUrl),
  };
}

/** Only what a page may show: never a script. */
function webAddress(text: string): string {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : '';
}
