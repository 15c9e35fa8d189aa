import { sayTold } from '../../shared/words.ts';

/** Who wrote, as everybody sees them. */
export interface Author {
  readonly id: string;
  readonly name: string;
  /** 0 to 7: a place in the theme's list of colours. */
  readonly colour: number;
  readonly isBot: boolean;
  readonly isModerator: boolean;
  readonly isAuthenticated: boolean;
}

interface Said {
  readonly id: string;
  readonly timeMs: number;
  /** From the network: it goes through `piecesOf` before anybody sees it. */
  readonly html: string;
}

export type FediverseDeed = 'follow' | 'like' | 'repost' | 'reply';

/** What the chat's socket said, and what its history holds. */
export type ChatEvent =
  | { readonly kind: 'welcome'; readonly me: Author; readonly isResumed: boolean }
  | (Said & {
      readonly kind: 'message';
      readonly author: Author;
      readonly isVisible: boolean;
      readonly replyToId: string | null;
    })
  | (Said & { readonly kind: 'station'; readonly name: string })
  /** `words` is what it says in the page's language, as plain text; null for what has none but `html`. A refusal says why something was not taken. */
  | (Said & { readonly kind: 'action'; readonly words: string | null; readonly isRefusal: boolean })
  | (Said & {
      readonly kind: 'fediverse';
      readonly deed: FediverseDeed;
      readonly account: string;
      readonly link: string;
      readonly image: string;
    })
  | { readonly kind: 'joined' | 'parted'; readonly id: string; readonly timeMs: number; readonly author: Author }
  | {
      readonly kind: 'renamed';
      readonly id: string;
      readonly timeMs: number;
      readonly author: Author;
      readonly oldName: string;
    }
  | { readonly kind: 'visibility'; readonly ids: readonly string[]; readonly isVisible: boolean }
  /** What stands above the others from now on; null for nothing. */
  | { readonly kind: 'pinned'; readonly message: ChatEvent | null }
  | { readonly kind: 'unknown-token' }
  | { readonly kind: 'removed' };

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const COLOURS = 8;

/** Null for what names nobody. */
function readAuthor(value: unknown): Author | null {
  const { id, displayName, displayColor, isBot, authenticated, scopes } = fieldsOf(value);
  if (typeof id !== 'string' || id === '') return null;
  return {
    id,
    name: textOf(displayName),
    colour: typeof displayColor === 'number' ? Math.abs(Math.trunc(displayColor)) % COLOURS : 0,
    isBot: isBot === true,
    isModerator: Array.isArray(scopes) && scopes.includes('MODERATOR'),
    isAuthenticated: authenticated === true,
  };
}

const deeds: ReadonlyMap<string, FediverseDeed> = new Map([
  ['FEDIVERSE_ENGAGEMENT_FOLLOW', 'follow'],
  ['FEDIVERSE_ENGAGEMENT_LIKE', 'like'],
  ['FEDIVERSE_ENGAGEMENT_REPOST', 'repost'],
  ['FEDIVERSE_ENGAGEMENT_REPLY', 'reply'],
]);

/** One event of the socket or one entry of the history; null for whatever is not known or lacks something. */
export function readEvent(value: unknown): ChatEvent | null {
  const fields = fieldsOf(value);
  const type = textOf(fields['type']);
  const id = textOf(fields['id']);
  const author = readAuthor(fields['user']);
  const parsedMs = Date.parse(textOf(fields['timestamp']));
  const timeMs = Number.isNaN(parsedMs) ? 0 : parsedMs;
  const html = textOf(fields['body']);
  const deed = deeds.get(type);
  if (deed !== undefined) {
    const [account, link, image] = [textOf(fields['title']), textOf(fields['link']), textOf(fields['image'])];
    return { kind: 'fediverse', id, timeMs, html, deed, account, link, image };
  }
  switch (type) {
    case 'CONNECTED_USER_INFO':
      return author && { kind: 'welcome', me: author, isResumed: fields['resumed'] === true };
    case 'CHAT': {
      const isVisible = fields['visible'] !== false && !fields['hiddenAt'];
      const replyToId = textOf(fields['replyTo']) || null;
      return author && { kind: 'message', id, timeMs, html, author, isVisible, replyToId };
    }
    case 'SYSTEM':
      return { kind: 'station', id, timeMs, html, name: textOf(fieldsOf(fields['user'])['displayName']) };
    case 'CHAT_ACTION': {
      const { words } = fields;
      const isRefusal = textOf(fieldsOf(words)['key']).startsWith('refused.');
      return { kind: 'action', id, timeMs, html, words: sayTold(words), isRefusal };
    }
    case 'USER_JOINED':
      return author && { kind: 'joined', id, timeMs, author };
    case 'USER_PARTED':
      return author && { kind: 'parted', id, timeMs, author };
    case 'NAME_CHANGE':
      return author && { kind: 'renamed', id, timeMs, author, oldName: textOf(fields['oldName']) };
    case 'VISIBILITY-UPDATE': {
      const ids = Array.isArray(fields['ids']) ? fields['ids'].filter((one) => typeof one === 'string') : [];
      return { kind: 'visibility', ids, isVisible: fields['visible'] === true };
    }
    case 'PINNED':
      return { kind: 'pinned', message: fields['message'] === null ? null : readEvent(fields['message']) };
    case 'ERROR_NEEDS_REGISTRATION':
      return { kind: 'unknown-token' };
    case 'ERROR_USER_DISABLED':
      return { kind: 'removed' };
    default:
      return null;
  }
}

/** All events of one frame: the server may join several, one a line. */
export function readFrame(text: string): ChatEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      const event = line.trim() === '' ? null : readEvent(JSON.parse(line));
      return event === null ? [] : [event];
    } catch {
      return [];
    }
  });
}
