import type { ChatUser } from './model.ts';

/** What can be done to keep the chat in order. */
export type ModerationAction =
  | 'message.hidden'
  | 'message.shown'
  | 'message.pinned'
  | 'message.unpinned'
  | 'user.banned'
  | 'user.unbanned'
  | 'user.silenced'
  | 'user.freed'
  | 'moderator.named'
  | 'moderator.dismissed'
  | 'address.banned'
  | 'address.unbanned'
  | 'slowmode.changed';

/** Who does it. */
export interface Actor {
  /** Null for the admin, who is nobody of the chat. */
  readonly id: string | null;
  readonly name: string;
  /** The admin, or a bot that may do what the admin may. */
  readonly isAdmin: boolean;
}

/** One line of the log of moderation. Names stand as they were. */
export interface JournalEntry {
  readonly wallMs: number;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly targetId: string | null;
  readonly targetName: string;
  readonly detail: string;
}

/** Entries that are kept. */
const KEPT_ENTRIES = 10_000;
const LONGEST_DETAIL = 300;

export interface JournalNeeds {
  readonly shelf: { add(entry: JournalEntry, keep: number): void };
  readonly wallMs: () => number;
}

/** Writes down who did what to whom, so that moderators can be looked over the shoulder. */
export class Journal {
  readonly #needs: JournalNeeds;

  constructor(needs: JournalNeeds) {
    this.#needs = needs;
  }

  note(actor: Actor, action: ModerationAction, about: { target?: ChatUser | null; detail?: string } = {}): void {
    const { target = null, detail = '' } = about;
    const entry = {
      wallMs: this.#needs.wallMs(),
      action,
      actorId: actor.id,
      actorName: actor.name,
      targetId: target?.id ?? null,
      targetName: target?.displayName ?? '',
      detail: detail.slice(0, LONGEST_DETAIL),
    };
    this.#needs.shelf.add(entry, KEPT_ENTRIES);
  }
}
