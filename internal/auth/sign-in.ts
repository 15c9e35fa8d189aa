import type { Told } from '../platform/words.ts';
import type { ProvedIdentity, Visitor } from './identity.ts';

/** Identities that one user may collect. */
const MAX_IDENTITIES = 10;

/** Somebody of the chat, as far as this goes. */
export interface SignInUser {
  readonly id: string;
  readonly kind: string;
  readonly displayName: string;
  readonly disabledWallMs: number | null;
}

export interface SignInNeeds {
  readonly people: {
    get(userId: string): SignInUser | null;
    /** Whose token it is now. */
    findByToken(tokenHash: string): SignInUser | null;
  };
  readonly identities: {
    find(kind: string, keys: readonly string[]): { readonly userId: string } | null;
    countOf(userId: string): number;
    prove(identity: ProvedIdentity & { readonly userId: string; readonly createdWallMs: number }): void;
  };
  readonly tokens: { repoint(tokenHash: string, change: { from: string; to: string }): boolean };
  readonly wallMs: () => number;
}

/** What an identity made of its visitor. */
export type SignedIn =
  /** The visitor has it from now on. */
  | { readonly kind: 'new'; readonly user: SignInUser }
  /** It was this visitor's already. */
  | { readonly kind: 'same'; readonly user: SignInUser }
  /** It is somebody's who was here before: the visitor's token is theirs now. */
  | { readonly kind: 'known'; readonly user: SignInUser; readonly before: SignInUser }
  | { readonly kind: 'refused'; readonly sentence: Told };

/** Gives a proved identity to the visitor who proved it, or the visitor back to whom they were before. */
export function settleIdentity(needs: SignInNeeds, visitor: Visitor, identity: ProvedIdentity): SignedIn {
  const { people, identities, tokens } = needs;
  const before = people.findByToken(visitor.tokenHash);
  // Much may have happened since the visitor set out.
  if (before === null || before.id !== visitor.userId) return refused({ key: 'refused.unknownBrowser' });
  if (before.disabledWallMs !== null) return refused({ key: 'chat.barred' });
  const owner = identities.find(identity.kind, spellings(identity));
  if (owner === null) return addIdentity(needs, before, identity);
  if (owner.userId === before.id) return { kind: 'same', user: before };
  const user = people.get(owner.userId);
  if (user === null || user.disabledWallMs !== null) return refused({ key: 'chat.barred' });
  if (!tokens.repoint(visitor.tokenHash, { from: before.id, to: user.id }))
    return refused({ key: 'refused.unknownBrowser' });
  return { kind: 'known', user, before };
}

function addIdentity(needs: SignInNeeds, user: SignInUser, identity: ProvedIdentity): SignedIn {
  if (needs.identities.countOf(user.id) >= MAX_IDENTITIES)
    return refused({ key: 'refused.identities', values: { most: MAX_IDENTITIES } });
  needs.identities.prove({ ...identity, userId: user.id, createdWallMs: needs.wallMs() });
  return { kind: 'new', user };
}

/** Owncast kept addresses of people as each server wrote them, with or without a slash at their end, and accounts with or without the first `@`. */
function spellings({ kind, key }: ProvedIdentity): readonly string[] {
  if (kind === 'fediverse') return [key, `@${key}`];
  return kind === 'indieauth' ? [key, `${key}/`] : [key];
}

function refused(sentence: Told): SignedIn {
  return { kind: 'refused', sentence };
}
