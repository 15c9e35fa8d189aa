import type { WordKey } from '../../shared/words.ts';

/** What decides whether people may write, as far as a page knows it. */
export interface ChatHours {
  readonly isOnAir: boolean;
  /** Whether a planned broadcast is so near that the server lets people write. */
  readonly isPlanned: boolean;
  readonly lastLiveAtMs: number | null;
  readonly serverNowMs: number;
  /** How long after a broadcast people may write. */
  readonly openAfterMinutes: number;
}

/** Whether people may write: on air, for a while after, and around a planned broadcast. */
export function isOpen({ isOnAir, isPlanned, lastLiveAtMs, serverNowMs, openAfterMinutes }: ChatHours): boolean {
  if (isOnAir || isPlanned) return true;
  return lastLiveAtMs !== null && serverNowMs - lastLiveAtMs <= openAfterMinutes * 60_000;
}

/** Everything that may keep somebody from writing. */
export interface WritingFacts {
  readonly barrier: 'removed' | 'barred' | 'off' | null;
  readonly isConnected: boolean;
  readonly isTroubled: boolean;
  readonly isOpen: boolean;
  readonly needsSignIn: boolean;
}

/** Why nobody can write here now, in a sentence; null when they can. */
export function whyNot(facts: WritingFacts): WordKey | null {
  if (facts.barrier === 'removed') return 'chat.removed';
  if (facts.barrier === 'barred') return 'chat.barred';
  if (facts.barrier === 'off') return 'chat.off';
  if (!facts.isConnected) return facts.isTroubled ? 'chat.unreachable' : 'chat.connecting';
  if (!facts.isOpen) return 'chat.rests';
  return facts.needsSignIn ? 'chat.onlySignedIn' : null;
}
