import type { WordKey, Words } from '../../platform/words.ts';
import { hasForbiddenWord } from './forbidden-words.ts';
import { hasLink } from './links.ts';
import type { Pace } from './rate-limiter.ts';
import { hasSlur } from './slurs.ts';

/** Who may put links into messages. */
export type LinkPolicy = 'everyone' | 'authenticated' | 'moderators';

/** What the gates know of who writes. */
export interface Sender {
  readonly createdWallMs: number;
  readonly isModerator: boolean;
  readonly isAuthenticated: boolean;
  readonly isFollower: boolean;
  readonly isDisabled: boolean;
  /** The end of a time-out; null without one. */
  readonly silencedUntilWallMs: number | null;
  /** When the last message of theirs went through, on whichever connection; null for the first. */
  readonly lastMessageWallMs: number | null;
}

/** What the owner has set. */
export interface ChatRules {
  readonly spamProtection: boolean;
  readonly establishedOnly: boolean;
  readonly authenticatedOnly: boolean;
  readonly followersOnly: boolean;
  readonly slurFilter: boolean;
  /** Words that no message may contain, see `hasForbiddenWord`. */
  readonly forbiddenWords: readonly string[];
  /** Least seconds between two messages of one person; 0 without slow mode. */
  readonly slowModeSeconds: number;
  readonly links: LinkPolicy;
}

export interface MessageFacts {
  readonly nowWallMs: number;
  /** As it was typed. */
  readonly text: string;
  /** What the connection's `RateLimiter` said; ask it for every message, of moderators too. */
  readonly pace: Pace;
  /** Whether the chat is open: on air, or not long after (`isChatOpen`). */
  readonly isOpen: boolean;
  readonly sender: Sender;
  readonly rules: ChatRules;
}

/** `drop` says nothing to the sender; `refuse` tells the notice, to nobody but the sender. */
export type MessageVerdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'refuse'; readonly notice: Words };

/** Lets a message on (null), or keeps it back. */
type Gate = (facts: MessageFacts) => MessageVerdict | null;

/** Younger accounts do not count as established. */
const establishedAfterMs = 15 * 60_000;

const drop: MessageVerdict = { kind: 'drop' };

/** With `waitMs`, how long there is to wait. */
function refuse(key: WordKey, waitMs?: number): MessageVerdict {
  return {
    kind: 'refuse',
    notice: waitMs === undefined ? { key } : { key, values: { when: Math.ceil(waitMs / 1000) } },
  };
}

/** In this order; those that bind moderators, too, stand in the second list. */
const gates: readonly { readonly gate: Gate; readonly bindsModerators: boolean }[] = [
  { gate: paceGate, bindsModerators: false },
  { gate: establishedGate, bindsModerators: false },
  { gate: authenticatedGate, bindsModerators: false },
  { gate: wordGate, bindsModerators: true },
  { gate: banGate, bindsModerators: true },
  // None but the admin can give a moderator one.
  { gate: timeOutGate, bindsModerators: true },
  { gate: slowModeGate, bindsModerators: false },
  { gate: followersGate, bindsModerators: false },
  { gate: linkGate, bindsModerators: false },
  { gate: ({ isOpen }) => (isOpen ? null : drop), bindsModerators: true },
];

/** Whether a message goes out: the first gate that keeps it back says so. */
export function judgeMessage(facts: MessageFacts): MessageVerdict {
  for (const { gate, bindsModerators } of gates) {
    const verdict = facts.sender.isModerator && !bindsModerators ? null : gate(facts);
    if (verdict !== null) return verdict;
  }
  return { kind: 'fine' };
}

/** Says so once: who goes on writing in the silence is not answered each time. */
function paceGate({ pace, rules }: MessageFacts): MessageVerdict | null {
  if (!rules.spamProtection || pace === 'fine') return null;
  return pace === 'silenced' ? drop : refuse('refused.tooFast');
}

function establishedGate({ nowWallMs, rules, sender }: MessageFacts): MessageVerdict | null {
  const waitMs = sender.createdWallMs + establishedAfterMs - nowWallMs;
  if (!rules.establishedOnly || waitMs <= 0) return null;
  return refuse('refused.newcomer', waitMs);
}

function authenticatedGate({ rules, sender }: MessageFacts): MessageVerdict | null {
  if (!rules.authenticatedOnly || sender.isAuthenticated) return null;
  return refuse('refused.signedInOnly');
}

function wordGate({ rules, text }: MessageFacts): MessageVerdict | null {
  const isKeptBack = (rules.slurFilter && hasSlur(text)) || hasForbiddenWord(text, rules.forbiddenWords);
  return isKeptBack ? refuse('refused.word') : null;
}

/** Who was banned is told when the connection ends. */
function banGate({ sender }: MessageFacts): MessageVerdict | null {
  return sender.isDisabled ? drop : null;
}

function timeOutGate({ nowWallMs, sender }: MessageFacts): MessageVerdict | null {
  const waitMs = (sender.silencedUntilWallMs ?? -Infinity) - nowWallMs;
  return waitMs > 0 ? refuse('refused.pause', waitMs) : null;
}

function slowModeGate({ nowWallMs, rules, sender }: MessageFacts): MessageVerdict | null {
  const waitMs = (sender.lastMessageWallMs ?? -Infinity) + rules.slowModeSeconds * 1000 - nowWallMs;
  return waitMs > 0 ? refuse('refused.slow', waitMs) : null;
}

function followersGate({ rules, sender }: MessageFacts): MessageVerdict | null {
  if (!rules.followersOnly || sender.isFollower) return null;
  return refuse('refused.followersOnly');
}

function linkGate({ rules, sender, text }: MessageFacts): MessageVerdict | null {
  if (rules.links === 'everyone' || (rules.links === 'authenticated' && sender.isAuthenticated)) return null;
  if (!hasLink(text)) return null;
  return refuse(rules.links === 'moderators' ? 'refused.linksModerators' : 'refused.linksSignedIn');
}
