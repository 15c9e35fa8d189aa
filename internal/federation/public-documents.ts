import { objectAddress } from './addresses.ts';
import { actorDocument } from './documents/actor.ts';
import { collection, collectionPage, PAGE_SIZE, shortCollection } from './documents/collections.ts';
import {
  hostMeta,
  instance,
  namesAccount,
  nodeInfo,
  nodeInfoLinks,
  webFinger,
  xNodeInfo2,
} from './documents/discovery.ts';
import { createOf } from './documents/note.ts';
import { CONTEXT, type Json } from './documents/terms.ts';
import type { Account, FollowerShelf, OutboxShelf, Post } from './station.ts';

/** What anybody who asks is answered. */
export interface PublicAnswer {
  readonly status: number;
  readonly mediaType?: string;
  readonly body?: string;
  readonly location?: string;
  /** Pages of other hosts may read it. */
  readonly isShared?: boolean;
}

export interface PublicDocumentsNeeds {
  readonly followers: Pick<FollowerShelf, 'count' | 'list'>;
  readonly outbox: Pick<OutboxShelf, 'get' | 'list' | 'count'>;
  /** The post that says that the channel is live now. */
  readonly livePost: () => string | null;
  /** Accounts of the channels that this one recommends. */
  readonly following: () => readonly string[];
}

const ACTIVITY_TYPE = 'application/activity+json; charset=utf-8';
const WANTS_ACTIVITY = /application\/(?:activity\+json|ld\+json|json\b|json\+ld)/i;
const notFound: PublicAnswer = { status: 404 };

/** Everything about the account that others may read. Documents are made here, word by word, in the one form that all servers take. */
export class PublicDocuments {
  readonly #needs: PublicDocumentsNeeds;

  constructor(needs: PublicDocumentsNeeds) {
    this.#needs = needs;
  }

  /** Null for paths that are not of the fediverse. `accept` is what the client wants. */
  answer(account: Account, path: string, query: URLSearchParams, accept: string): PublicAnswer | null {
    const discovered = this.#discover(account, path, query);
    if (discovered !== null) return discovered;
    const { addresses } = account;
    const isProgram = WANTS_ACTIVITY.test(accept);
    if (path.startsWith('/@')) {
      const isOurs = path.slice(2).toLowerCase() === addresses.username.toLowerCase();
      if (!isOurs) return notFound;
      return { status: 307, location: isProgram ? addresses.actor : '/' };
    }
    if (!path.startsWith('/federation/')) return null;
    if (!isProgram) return { status: 307, location: '/' };
    const document = path.startsWith('/federation/user/')
      ? this.#ofAccount(account, path, query)
      : this.#object(account, path);
    return document === null ? notFound : document;
  }

  #discover(account: Account, path: string, query: URLSearchParams): PublicAnswer | null {
    const { addresses, server } = account;
    switch (path) {
      case '/.well-known/webfinger':
        return this.#webFinger(account, query.get('resource') ?? '');
      case '/.well-known/host-meta':
        return {
          status: 200,
          mediaType: 'application/xrd+xml; charset=utf-8',
          body: hostMeta(addresses),
          isShared: true,
        };
      case '/.well-known/nodeinfo':
        return json(nodeInfoLinks(addresses));
      case '/.well-known/x-nodeinfo2':
        return json(xNodeInfo2(addresses, server, this.#needs.outbox.count()));
      case '/nodeinfo/2.0':
      case '/nodeinfo/2.1': {
        const version = path === '/nodeinfo/2.0' ? '2.0' : '2.1';
        const profile = `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"; charset=utf-8`;
        return { ...json(nodeInfo(version, addresses, server, this.#needs.outbox.count())), mediaType: profile };
      }
      case '/api/v1/instance':
        return json(instance(addresses, server, this.#needs.outbox.count()));
      default:
        return null;
    }
  }

  #webFinger({ addresses, facts }: Account, resource: string): PublicAnswer {
    const isAccount = /^acct:[^@]+@[^@]+$/.test(resource.replace(/^acct:@/, 'acct:'));
    if (!isAccount && !/^https?:\/\//.test(resource)) return { status: 400 };
    if (!namesAccount(addresses, resource)) return notFound;
    return { ...json(webFinger(addresses, facts.logo)), mediaType: 'application/jrd+json; charset=utf-8' };
  }

  #ofAccount(account: Account, path: string, query: URLSearchParams): PublicAnswer | null {
    const { addresses, facts, rules } = account;
    const [, , , name = '', part = '', ...rest] = path.split('/');
    if (name.toLowerCase() !== addresses.username.toLowerCase() || rest.length > 0) return null;
    switch (part) {
      case '':
        return document(actorDocument(addresses, facts));
      case 'outbox':
        return document(this.#outbox(account, query));
      case 'followers':
        return document(this.#followers(account, query));
      case 'following':
        return document(shortCollection(addresses.following, this.#needs.following()));
      case 'featured':
        return document(shortCollection(addresses.featured, rules.isPrivate ? [] : this.#featured()));
      case 'inbox':
        return { status: 405 };
      default:
        return null;
    }
  }

  #outbox({ addresses, rules }: Account, query: URLSearchParams): Json {
    const page = pageOf(query);
    const { outbox } = this.#needs;
    if (page === null) return collection(addresses.outbox, outbox.count(), !rules.isPrivate);
    // What is for followers alone is not for whoever asks.
    const { total, entries } = outbox.list({ offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
    return collectionPage(addresses.outbox, page, total, rules.isPrivate ? null : entries.map(activityOf));
  }

  #followers({ addresses, rules }: Account, query: URLSearchParams): Json {
    const page = pageOf(query);
    const { followers } = this.#needs;
    if (page === null) return collection(addresses.followers, followers.count('approved'), !rules.hidesFollowers);
    const { total, entries } = followers.list('approved', { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
    return collectionPage(
      addresses.followers,
      page,
      total,
      rules.hidesFollowers ? null : entries.map(({ iri }) => iri),
    );
  }

  #featured(): readonly Json[] {
    const { livePost, outbox } = this.#needs;
    const iri = livePost();
    const post = iri === null ? null : outbox.get(iri);
    return post === null || post.deletedWallMs !== null ? [] : [noteIn(post)];
  }

  #object({ addresses, rules }: Account, path: string): PublicAnswer | null {
    // What is planned has an address of one more part.
    const [, id = '', part, ...rest] = path
      .replace(/^\/federation\/event\//, '/federation/event%')
      .split('/')
      .slice(1);
    if (rest.length > 0 || (part !== undefined && part !== 'activity')) return null;
    const post = this.#needs.outbox.get(objectAddress(addresses, id.replace('%', '/')));
    if (post === null || rules.isPrivate) return null;
    if (post.deletedWallMs !== null) return { ...document(JSON.parse(post.json) as Json), status: 410 };
    return document(part === 'activity' ? activityOf(post) : (JSON.parse(post.json) as Json));
  }
}

/** The activity that published it. Owncast kept some posts with it and some without. */
function activityOf(post: Post): Json {
  const kept = JSON.parse(post.json) as Json;
  return kept['type'] === 'Create' ? kept : createOf(noteIn(post));
}

function noteIn({ json: kept }: Post): Json {
  const { '@context': _, ...note } = JSON.parse(kept) as Json;
  return note;
}

function pageOf(query: URLSearchParams): number | null {
  const page = query.get('page');
  if (page === null) return null;
  return /^[1-9]\d{0,6}$/.test(page) ? Number(page) : 1;
}

function document(body: Json): PublicAnswer {
  const full = body['@context'] === undefined ? { '@context': CONTEXT, ...body } : body;
  return { status: 200, mediaType: ACTIVITY_TYPE, body: JSON.stringify(full) };
}

function json(body: Json): PublicAnswer {
  return { status: 200, mediaType: 'application/json; charset=utf-8', body: JSON.stringify(body), isShared: true };
}
