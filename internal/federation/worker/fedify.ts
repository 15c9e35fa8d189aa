import { verifyRequestDetailed } from '@fedify/fedify/sig';
import {
  Accept,
  Activity,
  Announce,
  Block,
  Create,
  CryptographicKey,
  Delete,
  Flag,
  Follow,
  isActor,
  Leave,
  Like,
  Link,
  Mention,
  Move,
  Note,
  Object as VocabularyObject,
  Offer,
  QuoteRequest,
  Reject,
  Undo,
  Update,
} from '@fedify/vocab';
import { preloadedContexts } from '@fedify/vocab-runtime';
import { MAX_IRI_LENGTH } from '../addresses.ts';
import { tidy } from '../plain-text.ts';
import type { ReceivedActivity, RemoteActor, RemoteNote } from '../remote.ts';
import { asksForDirectory, readStream } from './read-stream.ts';

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
/** Signatures are good for an hour, and for clocks that differ a little. */
const TIME_WINDOW = { minutes: 65 };
/** Longest name before the host of an account: the chat shows it, and it is kept with everybody who follows. */
const LONGEST_USER = 128;

/** A document as the library wants it. */
interface LoadedDocument {
  readonly document: unknown;
  readonly documentUrl: string;
  readonly contextUrl: null;
}

type Loader = (url: string) => Promise<LoadedDocument>;

/** Contexts that servers name and that say nothing new to us: a bundled one stands for them. */
const standIns: readonly { readonly matches: RegExp; readonly context: string }[] = [
  { matches: /\/schemas\/litepub-[\d.]+\.jsonld$/, context: 'https://www.w3.org/ns/activitystreams' },
];
/** What terms of a context that is neither bundled nor replaced become: nothing. */
const EMPTY_CONTEXT = { '@context': {} };

/** Contexts come with the program: nothing that a stranger names is ever fetched to understand what the stranger says. */
const loadContext: Loader = (url) => {
  const standIn = standIns.find(({ matches }) => matches.test(url))?.context;
  const document = preloadedContexts[url] ?? preloadedContexts[standIn ?? ''] ?? EMPTY_CONTEXT;
  return Promise.resolve({ document, documentUrl: url, contextUrl: null });
};

/** Nothing is fetched on the way: what did not come along is not there. */
const loadNothing: Loader = (url) => Promise.reject(new Error(`${url} is not fetched.`));
const asItCame = { documentLoader: loadNothing, contextLoader: loadContext, suppressError: true } as const;

/** Whose key signed a request. */
export type SignatureVerdict =
  | {
      readonly kind: 'signed';
      readonly keyId: string;
      readonly owner: string;
      /** Whether the key is one of Ed25519 that the owner's document names besides the one of RSA. */
      readonly isEd25519: boolean;
    }
  | { readonly kind: 'key-gone' }
  | { readonly kind: 'unsigned' };

/** Keys that were seen, so that not each post means reading a document anew. */
export class KnownKeys {
  readonly #keys = new Map<string, { key: CryptographicKey; untilMs: number }>();
  readonly #nowMs: () => number;
  readonly #limits: { readonly entries: number; readonly lifeMs: number };

  constructor(needs: { nowMs: () => number; limits: { entries: number; lifeMs: number } }) {
    this.#nowMs = needs.nowMs;
    this.#limits = needs.limits;
  }

  get(keyId: URL): Promise<CryptographicKey | undefined> {
    const known = this.#keys.get(keyId.href);
    return Promise.resolve(known !== undefined && known.untilMs > this.#nowMs() ? known.key : undefined);
  }

  set(keyId: URL, key: unknown): Promise<void> {
    this.#keys.delete(keyId.href);
    if (key === null) return Promise.resolve();
    // A copy is without the document that it came in, which may be large.
    const bare = key instanceof CryptographicKey ? key.clone() : (key as CryptographicKey);
    this.#keys.set(keyId.href, { key: bare, untilMs: this.#nowMs() + this.#limits.lifeMs });
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > this.#limits.entries && oldest !== undefined) this.#keys.delete(oldest);
    return Promise.resolve();
  }
}

/** Checks the signature of a request (draft-cavage-http-signatures-12 or RFC 9421); `load` fetches the document of the key. */
export async function verifySignature(
  request: Request,
  needs: { load: (url: string) => Promise<unknown>; keys: KnownKeys },
): Promise<SignatureVerdict> {
  const result = await verifyRequestDetailed(request, {
    documentLoader: async (url) => ({ document: await needs.load(url), documentUrl: url, contextUrl: null }),
    contextLoader: loadContext,
    keyCache: needs.keys,
    timeWindow: TIME_WINDOW,
  });
  if (result.verified) {
    const { id, ownerId } = result.key;
    return id === null || ownerId === null
      ? { kind: 'unsigned' }
      : { kind: 'signed', keyId: id.href, owner: ownerId.href, isEd25519: false };
  }
  return result.reason.type === 'keyFetchError' ? { kind: 'key-gone' } : { kind: 'unsigned' };
}

/** What a document says of an account; null when it is none that could be written to. `keyId` has to be one of its keys. */
export async function readActor(document: unknown, keyId: string | null): Promise<RemoteActor | null> {
  const object = await parse(VocabularyObject, document);
  if (object === null || !isActor(object)) return null;
  const { id, inboxId, preferredUsername } = object;
  if (id === null || inboxId === null || preferredUsername === null) return null;
  const keys = [object.publicKeyId?.href, ...[...object.publicKeyIds].map((one) => one.href)];
  if (keyId !== null && !keys.includes(keyId)) return null;
  const user = tidy(String(preferredUsername), LONGEST_USER);
  if (user === '' || isTooLong(id) || isTooLong(inboxId)) return null;
  const sharedInbox = object.endpoints?.sharedInbox ?? null;
  const icon = await object.getIcon(asItCame).catch(() => null);
  return {
    iri: id.href,
    type: nameOfKind(object),
    account: `${user}@${id.host}`,
    name: object.name === null ? user : String(object.name),
    inbox: inboxId.href,
    // One of another host could make us write to a stranger in the name of its users.
    sharedInbox: sharedInbox?.host === inboxId.host && !isTooLong(sharedInbox) ? sharedInbox.href : null,
    image: hrefOf(icon?.url ?? null),
    url: hrefOf(object.url),
    alsoKnownAs: [...object.aliasIds].map((one) => one.href),
  };
}

/** What an activity says; null for what is none, or none that means anything here. */
export async function readActivity(
  document: unknown,
): Promise<{ readonly actor: string; readonly activity: ReceivedActivity | null } | null> {
  const activity = await parse(Activity, document);
  if (activity === null || activity.id === null || activity.actorId === null) return null;
  return { actor: activity.actorId.href, activity: await readKind(activity, document) };
}

async function readKind(activity: Activity, document: unknown): Promise<ReceivedActivity | null> {
  const iri = activity.id?.href ?? '';
  const object = activity.objectId?.href ?? null;
  if (activity instanceof Flag) {
    const objects = [...activity.objectIds].map((one) => one.href);
    return { iri, kind: 'Flag', objects, content: activity.content === null ? '' : String(activity.content) };
  }
  if (activity instanceof Leave) return { iri, kind: 'Leave', object: object ?? '', stream: readStream(document) };
  // Owncast takes back a Follow without its name.
  if (activity instanceof Undo) return readUndo(activity, object);
  if (object === null) return null;
  if (activity instanceof Follow) return readFollow(iri, object, document);
  if (activity instanceof Like) return { iri, kind: 'Like', object };
  if (activity instanceof Announce) return { iri, kind: 'Announce', object };
  if (activity instanceof Block) return { iri, kind: 'Block', object };
  if (activity instanceof Create) return { iri, kind: 'Create', object, note: await readNote(activity) };
  if (activity instanceof Update) return { iri, kind: 'Update', object, note: await readNote(activity) };
  if (activity instanceof Delete) return { iri, kind: 'Delete', object };
  if (activity instanceof Move) {
    const target = activity.targetId?.href ?? null;
    return target === null ? null : { iri, kind: 'Move', object, target };
  }
  if (activity instanceof Accept) return { iri, kind: 'Accept', object };
  if (activity instanceof Reject) return { iri, kind: 'Reject', object };
  if (activity instanceof Offer) return { iri, kind: 'Offer', object, stream: readStream(document) };
  if (activity instanceof QuoteRequest) {
    const quote = activity.instrumentId;
    if (quote === null || isTooLong(quote)) return null;
    return { iri, kind: 'QuoteRequest', object, quote: quote.href, json: JSON.stringify(document) };
  }
  return null;
}

function readFollow(iri: string, object: string, document: unknown): ReceivedActivity {
  return { iri, kind: 'Follow', object, json: JSON.stringify(document), isForDirectory: asksForDirectory(document) };
}

async function readUndo(activity: Undo, object: string | null): Promise<ReceivedActivity | null> {
  const undone = await activity.getObject(asItCame).catch(() => null);
  const isActivity = undone instanceof Activity;
  if (object === null && !isActivity) return null;
  return {
    iri: activity.id?.href ?? '',
    kind: 'Undo',
    object: object ?? '',
    objectKind: isActivity ? nameOfKind(undone) : null,
    about: isActivity ? (undone.objectId?.href ?? null) : null,
  };
}

async function readNote(activity: Create | Update): Promise<RemoteNote | null> {
  const note = await activity.getObject(asItCame).catch(() => null);
  if (!(note instanceof Note) || note.id === null) return null;
  const mentions: string[] = [];
  for await (const tag of note.getTags(asItCame)) {
    if (tag instanceof Mention && tag.href !== null) mentions.push(tag.href.href);
  }
  const audience = [...note.toIds, ...note.ccIds, ...activity.toIds, ...activity.ccIds].map((one) => one.href);
  return {
    iri: note.id.href,
    attributedTo: note.attributionId?.href ?? null,
    content: note.content === null ? '' : String(note.content),
    // Some write an empty one where there is none.
    summary: note.summary === null ? null : String(note.summary).trim() || null,
    inReplyTo: note.replyTargetId?.href ?? null,
    mentions,
    isPublic: audience.includes(PUBLIC),
    url: hrefOf(note.url),
  };
}

/** A document as one kind of thing; null when it is not. */
async function parse<Kind>(
  kind: { fromJsonLd(document: unknown, loaders: object): Promise<Kind> },
  document: unknown,
): Promise<Kind | null> {
  try {
    return await kind.fromJsonLd(document, { documentLoader: loadNothing, contextLoader: loadContext });
  } catch {
    return null;
  }
}

function nameOfKind(object: VocabularyObject): string {
  const { typeId } = object.constructor as unknown as { readonly typeId: URL };
  return typeId.hash.slice(1) || typeId.href;
}

function hrefOf(url: URL | Link | null): string | null {
  const href = url instanceof Link ? url.href : url;
  return href !== null && /^https?:$/.test(href.protocol) && !isTooLong(href) ? href.href : null;
}

function isTooLong({ href }: URL): boolean {
  return href.length > MAX_IRI_LENGTH;
}
