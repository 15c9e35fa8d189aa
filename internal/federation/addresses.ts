/** Longest address of a stranger's: what is known of accounts is kept by theirs, and much that they do by its own. */
export const MAX_IRI_LENGTH = 2048;

/** Where everything of the channel's account is: the paths that Owncast has, so that an imported account goes on. */
export interface Addresses {
  /** Without a slash at its end. */
  readonly base: string;
  /** As in the `Host` header. */
  readonly host: string;
  readonly username: string;
  /** `user@host`. */
  readonly account: string;
  readonly actor: string;
  readonly inbox: string;
  readonly sharedInbox: string;
  readonly outbox: string;
  readonly followers: string;
  readonly following: string;
  readonly featured: string;
  readonly mainKey: string;
  readonly secondKey: string;
}

export function addressesOf(publicUrl: string, username: string): Addresses {
  const base = publicUrl.replace(/\/+$/, '');
  const { host } = new URL(base);
  const actor = `${base}/federation/user/${username}`;
  return {
    base,
    host,
    username,
    account: `${username}@${host}`,
    actor,
    inbox: `${actor}/inbox`,
    sharedInbox: `${base}/federation/inbox`,
    outbox: `${actor}/outbox`,
    followers: `${actor}/followers`,
    following: `${actor}/following`,
    featured: `${actor}/featured`,
    mainKey: `${actor}#main-key`,
    secondKey: `${actor}#ed25519-key`,
  };
}

/** Address of something that the channel published. */
export function objectAddress({ base }: Pick<Addresses, 'base'>, id: string): string {
  return `${base}/federation/${id}`;
}
