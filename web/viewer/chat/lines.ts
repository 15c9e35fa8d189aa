import { locale, say } from '../../shared/words.ts';
import type { Author, ChatEvent, FediverseDeed } from './chat-events.ts';
import type { Piece } from './pieces.ts';

interface Spoken {
  readonly id: string;
  readonly timeMs: number;
  readonly pieces: readonly Piece[];
}

/** A line of the chat as it is shown. */
export type Line =
  | (Spoken & {
      readonly kind: 'message';
      readonly author: Author;
      readonly isVisible: boolean;
      readonly namesMe: boolean;
      /** The message that this one answers. */
      readonly replyToId: string | null;
    })
  | (Spoken & { readonly kind: 'station'; readonly name: string })
  | (Spoken & { readonly kind: 'action' })
  | (Spoken & {
      readonly kind: 'fediverse';
      readonly deed: FediverseDeed;
      readonly account: string;
      readonly link: string | null;
    })
  | {
      readonly kind: 'renamed';
      readonly id: string;
      readonly timeMs: number;
      readonly author: Author;
      readonly oldName: string;
    }
  | {
      readonly kind: 'presence';
      readonly id: string;
      readonly timeMs: number;
      readonly joined: readonly string[];
      readonly parted: readonly string[];
    };

export type MessageLine = Extract<Line, { kind: 'message' }>;

/** Lines that are kept while the newest is in sight, and while the reader has gone back. */
export const lineLimits = { following: 200, reading: 600 } as const;
/** Messages of one author within this time stand under one name. */
const GROUP_MS = 5 * 60_000;
/** People who come and go within this time make one line. */
const PRESENCE_MS = 10 * 60_000;
const PRESENCE_NAMES = 50;
/** … unless more than so much was said between. */
const PRESENCE_LINES = 30;

/** Whether `line` stands under the name above it. */
export function isFollowUp(before: Line | undefined, line: Line): boolean {
  return (
    before?.kind === 'message' &&
    line.kind === 'message' &&
    before.author.id === line.author.id &&
    before.author.name === line.author.name &&
    line.timeMs - before.timeMs < GROUP_MS
  );
}

export interface LineMakerNeeds {
  readonly parse: (html: string) => readonly Piece[];
  /** Whether a message names whoever reads it. */
  readonly namesMe: (pieces: readonly Piece[]) => boolean;
  readonly safeHref: (address: string) => string | null;
}

/** The line that an event makes; null for events that change other lines or none. */
export function lineOf(event: ChatEvent, needs: LineMakerNeeds): Line | null {
  switch (event.kind) {
    case 'message': {
      const { kind, id, timeMs, author, isVisible, replyToId } = event;
      const pieces = needs.parse(event.html);
      return { kind, id, timeMs, author, isVisible, replyToId, pieces, namesMe: needs.namesMe(pieces) };
    }
    case 'station':
      return { kind: 'station', id: event.id, timeMs: event.timeMs, name: event.name, pieces: needs.parse(event.html) };
    case 'action': {
      const { id, timeMs, words, html } = event;
      return {
        kind: 'action',
        id,
        timeMs,
        pieces: words === null ? needs.parse(html) : [{ kind: 'text', text: words }],
      };
    }
    case 'fediverse': {
      const { kind, id, timeMs, deed, account } = event;
      return { kind, id, timeMs, deed, account, link: needs.safeHref(event.link), pieces: needs.parse(event.html) };
    }
    case 'renamed':
      return { kind: 'renamed', id: event.id, timeMs: event.timeMs, author: event.author, oldName: event.oldName };
    case 'joined':
    case 'parted': {
      const names = [event.author.name];
      const isJoin = event.kind === 'joined';
      return {
        kind: 'presence',
        id: event.id,
        timeMs: event.timeMs,
        joined: isJoin ? names : [],
        parted: isJoin ? [] : names,
      };
    }
    case 'welcome':
    case 'visibility':
    case 'pinned':
    case 'unknown-token':
    case 'removed':
      return null;
  }
}

/** The lines with `added` among them: each once, by time, people who come and go thinned, the oldest dropped beyond `limit`. */
export function addLines(lines: readonly Line[], added: readonly Line[], limit: number): readonly Line[] {
  const known = new Set(lines.map(({ id }) => id));
  const all = [...lines];
  let isSorted = true;
  for (const line of added) {
    if (line.id !== '' && known.has(line.id)) continue;
    known.add(line.id);
    const last = all.at(-1);
    const at = line.kind === 'presence' ? lastPresence(all) : -1;
    const joined = at < 0 ? null : mergePresence(all[at], line);
    if (joined !== null) {
      // Who came and went is told once, where it last happened, and not between every two messages.
      all.splice(at, 1);
      all.push({ ...joined, id: line.id, timeMs: line.timeMs });
      continue;
    }
    if (last !== undefined && line.timeMs < last.timeMs) isSorted = false;
    all.push(line);
  }
  if (!isSorted) all.sort((one, other) => one.timeMs - other.timeMs);
  return all.length > limit ? all.slice(all.length - limit) : all;
}

/** Where among the latest lines somebody came or went; -1 for nowhere. */
function lastPresence(lines: readonly Line[]): number {
  const at = lines.findLastIndex(({ kind }) => kind === 'presence');
  return lines.length - at <= PRESENCE_LINES ? at : -1;
}

/** One line of two about who came and went; null for others. */
function mergePresence(last: Line | undefined, line: Line): Line | null {
  if (last?.kind !== 'presence' || line.kind !== 'presence' || line.timeMs - last.timeMs > PRESENCE_MS) return null;
  const [name = ''] = [...line.joined, ...line.parted];
  const isJoin = line.joined.length > 0;
  const without = (names: readonly string[]) => names.filter((one) => one !== name);
  const joined = isJoin ? [...without(last.joined), name] : without(last.joined);
  const parted = isJoin ? without(last.parted) : [...without(last.parted), name];
  return { ...last, joined: joined.slice(-PRESENCE_NAMES), parted: parted.slice(-PRESENCE_NAMES) };
}

/** The lines with those of `ids` hidden or shown again; who may not see hidden ones loses them. What answers them is made anew: it quotes them. */
export function setVisibility(
  lines: readonly Line[],
  change: { readonly ids: readonly string[]; readonly isVisible: boolean; readonly keepHidden: boolean },
): readonly Line[] {
  const ids = new Set(change.ids);
  const quotes = (line: Line) => line.kind === 'message' && line.replyToId !== null && ids.has(line.replyToId);
  if (!lines.some((line) => ids.has(line.id) || quotes(line))) return lines;
  const isGone = (line: Line) => ids.has(line.id) && !change.isVisible && !change.keepHidden;
  return lines
    .filter((line) => !isGone(line))
    .map((line) => {
      if (line.kind === 'message' && ids.has(line.id)) return { ...line, isVisible: change.isVisible };
      return quotes(line) ? { ...line } : line;
    });
}

/** Where the last line stands that somebody has seen who saw all up to `seen`; by its time, since it may be hidden by now, or among others who came. */
export function lastSeenAt(lines: readonly Line[], seen: Line): number {
  return lines.findLastIndex(({ timeMs }) => timeMs <= seen.timeMs);
}

/** Ids of what was said and is not in the history, though that reaches back further: it was hidden while this page was away. */
export function goneFrom(lines: readonly Line[], history: readonly ChatEvent[]): readonly string[] {
  const kept = new Map(history.flatMap((event) => ('timeMs' in event ? [[event.id, event.timeMs] as const] : [])));
  const sinceMs = kept.values().next().value ?? -Infinity;
  return lines.flatMap((line) => {
    const isKept = kept.has(line.id) || (line.kind !== 'message' && line.kind !== 'fediverse');
    return isKept || line.timeMs <= sinceMs ? [] : [line.id];
  });
}

/** The lines with somebody's new name at all that they said. */
export function renameAuthor(lines: readonly Line[], author: Author): readonly Line[] {
  return lines.map((line) => (line.kind === 'message' && line.author.id === author.id ? { ...line, author } : line));
}

/** Such as `Ann, Bob and 12 others`. */
export function nameList(names: readonly string[], shown = 2): string {
  const rest = names.length - shown;
  // Naming one more is no longer than saying that there is one.
  const all = rest <= 1 ? names : [...names.slice(0, shown), say('chat.others', { count: rest })];
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(all);
}

/** What a line about who came and went says. */
export function presenceWords({ joined, parted }: Extract<Line, { kind: 'presence' }>): string {
  const words = [
    joined.length > 0 && say('chat.joined', { count: joined.length, names: nameList(joined) }),
    parted.length > 0 && say('chat.left', { count: parted.length, names: nameList(parted) }),
  ];
  return words.filter((one) => one !== false).join(' · ');
}
