import { type KeptUser, toWireUser } from '../../auth/wire-user.ts';
import { AerialError } from '../../platform/errors.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { userEndpoints } from '../contract/users.ts';
import { toTime } from '../times.ts';

/** Entries of a page when nobody says how many. */
const USUAL_LIMIT = 50;
/** Most entries of a list that has no pages. */
const WHOLE_LIST = 1000;

interface UserQuery {
  readonly offset: number;
  readonly limit: number;
  readonly search: string;
  readonly status: 'all' | 'active' | 'bots' | 'moderators' | 'banned';
  readonly sort: 'asc' | 'desc';
}

export interface UserNeeds {
  readonly users: {
    list(query: UserQuery): { readonly total: number; readonly results: readonly KeptUser[] };
    delete(id: string): Promise<boolean>;
    /** How each of them proved who they are; without those who have not. */
    waysOfProof(ids: readonly string[]): ReadonlyMap<string, readonly string[]>;
  };
  readonly ipBans: {
    list(): readonly { readonly address: string; readonly notes: string; readonly createdWallMs: number }[];
  };
}

/** People of the chat, and bots, as the admin sees them. */
export function userHandlers({ users, ipBans }: UserNeeds): Handlers<typeof userEndpoints> {
  const listWhole = (status: UserQuery['status']) =>
    users.list({ offset: 0, limit: WHOLE_LIST, search: '', status, sort: 'desc' }).results.map(toWireUser);
  return {
    listUsers: ({ query }) => {
      const { total, results } = users.list({
        offset: query.offset ?? 0,
        limit: query.limit ?? USUAL_LIMIT,
        search: query.search ?? '',
        status: query.status ?? 'all',
        sort: query.sort ?? 'desc',
      });
      const ways = users.waysOfProof(results.map(({ id }) => id));
      const describe = (kept: KeptUser) => {
        const proved = ways.get(kept.id);
        return proved === undefined ? toWireUser(kept) : { ...toWireUser(kept), authProviders: [...proved] };
      };
      return { total, results: results.map(describe) };
    },
    deleteUser: async ({ body }) => {
      if (await users.delete(body.userId))
        return { success: true, message: 'Deleted, with everything that they wrote.' };
      throw new AerialError('REQUEST_INVALID', {
        message: 'There is nobody of that id.',
        hint: 'GET /api/admin/users lists everybody.',
      });
    },
    listDisabledUsers: () => listWhole('banned'),
    listModerators: () => listWhole('moderators'),
    listIpBans: () =>
      ipBans
        .list()
        .map(({ address, notes, createdWallMs }) => ({ ipAddress: address, notes, createdAt: toTime(createdWallMs) })),
  };
}
