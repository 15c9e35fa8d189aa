/** Who this browser is in the chat, kept under the names that Owncast's pages use, so that people stay who they were. */
export interface Identity {
  readonly token: string | null;
  readonly name: string;
  /** Empty before one is known to the chat. */
  readonly id: string;
  keepToken(token: string | null): void;
  keepName(name: string): void;
  keepId(id: string): void;
}

const tokenKey = 'accessToken';
const nameKey = 'username';
const idKey = 'userId';

/** Identity in `storage`; where that is forbidden, for this visit only. */
export function browserIdentity(storage: () => Storage): Identity {
  const visit = new Map<string, string>();
  const read = (key: string): string => {
    try {
      return storage().getItem(key) ?? visit.get(key) ?? '';
    } catch {
      return visit.get(key) ?? '';
    }
  };
  const write = (key: string, value: string): void => {
    visit.set(key, value);
    try {
      storage().setItem(key, value);
    } catch {
      // Full or forbidden.
    }
  };
  return {
    get token() {
      return read(tokenKey) || null;
    },
    get name() {
      return read(nameKey);
    },
    get id() {
      return read(idKey);
    },
    keepToken: (token) => write(tokenKey, token ?? ''),
    keepName: (name) => write(nameKey, name),
    keepId: (id) => write(idKey, id),
  };
}
