import type { ProvedIdentity, Visitor } from '../../auth/identity.ts';
import type { SignedIn } from '../../auth/sign-in.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { Told } from '../../platform/words.ts';
import type { featuredServer } from '../contract/channel.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { federationEndpoints } from '../contract/federation.ts';
import { html } from '../pages/html.ts';
import { toTime, toTimeOrNull } from '../times.ts';
import { visitorOf } from './auth.ts';
import { describeKnownFollower, type Follower, toSlice } from './followers.ts';

/** As in the other lists of followers. */
const MAX_WAITING_SHOWN = 500;

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'off' }
  | { readonly kind: 'refused'; readonly sentence: string };

interface Post {
  readonly iri: string;
  readonly json: string;
  readonly isLiveNotice: boolean;
  readonly createdWallMs: number;
}

/** A note that would be published, and who by. */
interface Preview {
  readonly note: Readonly<Record<string, unknown>>;
  readonly account: {
    readonly addresses: { readonly account: string };
    readonly facts: { readonly name: string };
    readonly rules: {
      readonly isPrivate: boolean;
      readonly mayBeQuoted: boolean;
      readonly warning: string | null;
      readonly language: string | null;
    };
  };
}

interface Stream {
  readonly id: string;
  readonly iri: string;
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

export interface FederationNeeds {
  readonly streams: {
    list(which: 'all' | 'accepted'): readonly Stream[];
    add(who: string): Promise<Outcome>;
    remove(id: string): Outcome;
  };
  readonly followers: {
    directories(): readonly Follower[];
    list(
      state: 'pending',
      slice: { offset: number; limit: number },
    ): { readonly entries: readonly (Follower & { readonly isDirectory: boolean })[] };
  };
  readonly desk: {
    decide(iri: string, isApproved: boolean): Outcome;
    remove(iri: string): Outcome;
    blockAccount(who: string): Promise<Outcome>;
    preview(wish: {
      readonly kind: 'live' | 'post';
      readonly text: string;
      readonly altText?: string | undefined;
      readonly language?: string | undefined;
      readonly warning?: string | undefined;
    }): Preview | null;
    say(text: string): Outcome;
    takeBack(iri: string): Outcome;
    /** Moves the account; `done` once followers are being told. */
    move(target: string): Promise<Outcome>;
  };
  readonly posts: {
    list(slice: { offset: number; limit: number }): { readonly total: number; readonly entries: readonly Post[] };
  };
  /** Where that account can follow from, or why not. */
  readonly findWayToFollow: (
    account: string,
    address: string,
  ) => Promise<
    { readonly kind: 'found'; readonly url: string } | { readonly kind: 'failed' | 'busy'; readonly sentence: Told }
  >;
  readonly codes: {
    begin(asked: {
      account: string;
      visitor: Visitor;
      address: string;
    }): Promise<{ readonly kind: 'sent' } | { readonly kind: 'refused' | 'busy'; readonly sentence: Told }>;
    check(
      tokenHash: string,
      code: string,
    ):
      | { readonly kind: 'proved'; readonly visitor: Visitor; readonly account: string; readonly actorIri: string }
      | { readonly kind: 'wrong' };
  };
  readonly isPerson: (userId: string) => boolean;
  readonly settle: (visitor: Visitor, identity: ProvedIdentity) => SignedIn;
}

/** What the owner says and decides on the fediverse, and how people get there and come from there. */
export function federationHandlers(needs: FederationNeeds): Handlers<typeof federationEndpoints> {
  const { desk, posts } = needs;
  return {
    approveFollower: ({ body }) =>
      tell(
        desk.decide(body.actorIRI, body.approved),
        body.approved ? 'The account follows now.' : 'The account is blocked.',
      ),
    removeFollower: ({ body }) => tell(desk.remove(body.actorIRI), 'The account is forgotten.'),
    blockAccount: async ({ body }) => tell(await desk.blockAccount(body.account), 'The account is blocked.'),
    previewFederationPost: ({ body }) => {
      const found = desk.preview(body);
      if (found === null) throw offFediverse();
      return describePreview(found);
    },
    sendFederationPost: ({ body }) => tell(desk.say(body.value), 'Followers are being told.'),
    listFederationPosts: ({ query }) => {
      const { total, entries } = posts.list(toSlice(query));
      return { total, results: entries.map(describePost) };
    },
    deleteFederationPost: ({ body }) => tell(desk.takeBack(body.iri), 'The post is taken back.'),
    moveFederationAccount: async ({ body }) => tell(await desk.move(body.target), 'Followers are being told.'),
    beginRemoteFollow: async ({ body, caller }) => {
      const way = await needs.findWayToFollow(body.account, caller.address);
      if (way.kind !== 'found') throw refusalOf(way);
      return { redirectUrl: way.url };
    },
    ...streamHandlers(needs),
    ...signInHandlers(needs),
  };
}

function streamHandlers({ followers, streams }: FederationNeeds) {
  const waiting = { offset: 0, limit: MAX_WAITING_SHOWN };
  return {
    listFeaturedServers: () => ({ servers: streams.list('all').map(describeStream) }),
    addFeaturedServer: async ({ body }) => tell(await streams.add(body.url), 'The channel is being asked.'),
    removeFeaturedServer: ({ params }) => tell(streams.remove(params.id), 'The channel is recommended no more.'),
    listDirectoryFollowers: () => followers.directories().map(describeKnownFollower),
    listFeatureRequests: () => ({
      requests: followers
        .list('pending', waiting)
        .entries.filter(({ isDirectory }) => isDirectory)
        .map(describeKnownFollower),
    }),
  } satisfies Partial<Handlers<typeof federationEndpoints>>;
}

/** As clients of Owncast know it. */
export function describeStream(stream: Stream): z.input<typeof featuredServer> {
  return {
    id: stream.id,
    iri: stream.iri,
    name: stream.name,
    logoUrl: stream.logoUrl,
    isOnline: stream.isOnline,
    streamTitle: stream.title,
    streamDescription: stream.description,
    tags: [...stream.tags],
    thumbnailUrl: stream.thumbnailUrl,
    lastSeenOnline: toTimeOrNull(stream.onlineWallMs),
    lastStatusUpdate: toTimeOrNull(stream.toldWallMs),
    addedAt: toTime(stream.addedWallMs),
    followedAt: toTimeOrNull(stream.acceptedWallMs),
  };
}

function signInHandlers(needs: FederationNeeds) {
  return {
    beginFediverse: async ({ body, query, caller }) => {
      const visitor = visitorOf(caller, query.accessToken, needs);
      const sent = await needs.codes.begin({ account: body.account, visitor, address: caller.address });
      if (sent.kind !== 'sent') throw refusalOf(sent);
      return { success: true, message: 'A code is on its way to that account, as a direct message.' };
    },
    finishFediverse: ({ body, query, caller }) => {
      const { tokenHash } = visitorOf(caller, query.accessToken, needs);
      const checked = needs.codes.check(tokenHash, body.code);
      if (checked.kind === 'wrong')
        throw new AerialError('FORBIDDEN', { message: { key: 'refused.codeWrong' }, hint: 'Nothing was changed.' });
      const { account, actorIri, visitor } = checked;
      const identity = { kind: 'fediverse', key: account, profileUrl: actorIri, handle: `@${account}` } as const;
      const signedIn = needs.settle(visitor, identity);
      if (signedIn.kind === 'refused')
        throw new AerialError('FORBIDDEN', { message: signedIn.sentence, hint: 'Nothing was changed.' });
      return { success: true, message: 'The account is yours.' };
    },
  } satisfies Partial<Handlers<typeof federationEndpoints>>;
}

function tell(outcome: Outcome, sentence: string): { success: boolean; message: string } {
  switch (outcome.kind) {
    case 'done':
      return { success: true, message: sentence };
    case 'unknown':
      throw new AerialError('NOT_FOUND', {
        message: 'There is nothing known by this address.',
        hint: 'Nothing was changed.',
      });
    case 'off':
      throw offFediverse();
    case 'refused':
      throw new AerialError('REQUEST_INVALID', { message: outcome.sentence, hint: 'Nothing was changed.' });
  }
}

function offFediverse(): AerialError {
  return new AerialError('CONFLICT', {
    message: 'The channel is not on the fediverse now.',
    hint: 'Set federation and public-url first.',
  });
}

function refusalOf({
  kind,
  sentence,
}: {
  readonly kind: 'refused' | 'failed' | 'busy';
  readonly sentence: Told;
}): AerialError {
  if (kind === 'busy')
    return new AerialError('TOO_MANY_ATTEMPTS', {
      message: sentence,
      hint: 'Nothing was sent.',
      retryAfterSeconds: 600,
    });
  return new AerialError('REQUEST_INVALID', { message: sentence, hint: 'Look at how the account is written.' });
}

function describePost({ iri, json, isLiveNotice, createdWallMs }: Post) {
  const kept = JSON.parse(json) as Kept & { readonly object?: Kept };
  const { content, name } = kept.content === undefined ? (kept.object ?? kept) : kept;
  // Of what is planned the name is the first that is said.
  const words = [typeof name === 'string' ? html`<p>${name}</p>`.text : '', typeof content === 'string' ? content : ''];
  return { iri, content: words.join(''), isLiveNotice, createdAt: toTime(createdWallMs) };
}

interface Kept {
  readonly content?: unknown;
  readonly name?: unknown;
}

function describePreview({ account, note }: Preview) {
  const { addresses, facts, rules } = account;
  const { attachment, content, sensitive, tag } = note as {
    readonly content: string;
    readonly sensitive: boolean;
    readonly tag: readonly { readonly name: string }[];
    readonly attachment: readonly { readonly url: string; readonly name: string }[];
  };
  const [picture] = attachment;
  return {
    account: addresses.account,
    name: facts.name,
    content,
    isPublic: !rules.isPrivate,
    warning: rules.warning,
    isSensitive: sensitive,
    language: rules.language,
    tags: tag.map(({ name }) => name),
    picture: picture === undefined ? null : { url: picture.url, altText: picture.name },
    mayBeQuoted: rules.mayBeQuoted && !rules.isPrivate,
  };
}
