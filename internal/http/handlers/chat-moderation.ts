import { type KeptUser, toWireUser } from '../../auth/wire-user.ts';
import { AerialError } from '../../platform/errors.ts';
import type { chatModerationEndpoints } from '../contract/chat-moderation.ts';
import type { Call, Caller, Handlers } from '../contract/endpoint.ts';
import { toTime } from '../times.ts';
import { type ChangeOutcome, tellOutcome } from './change-settings.ts';
import { type AuthoredMessage, describeMessage } from './chat-message.ts';

/** Connections of one list. */
const MAX_CLIENTS = 5_000;
/** Messages of one list when nobody says how many. */
const USUAL_MESSAGES = 1_000;
const USUAL_LIMIT = 50;
const MAX_TIME_OUTS = 1_000;

interface Actor {
  readonly id: string | null;
  readonly name: string;
  readonly isAdmin: boolean;
}

interface Client {
  readonly id: number;
  readonly user: KeptUser;
  readonly address: string;
  readonly userAgent: string;
  readonly connectedWallMs: number;
  readonly messageCount: number;
}

interface Place {
  readonly countryCode: string;
  readonly regionName: string;
  readonly timeZone: string;
}

interface LogEntry {
  readonly id: number;
  readonly wallMs: number;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly targetId: string | null;
  readonly targetName: string;
  readonly detail: string;
}

type Ruling = 'done' | 'nobody' | 'protected';

export interface ChatModerationNeeds {
  readonly desk: {
    messages(page: { offset: number; limit: number }): readonly AuthoredMessage[];
    clients(): readonly Client[];
    userDetails(userId: string): {
      readonly user: KeptUser;
      readonly clients: readonly Client[];
      readonly messages: readonly AuthoredMessage[];
    } | null;
    setVisibility(ids: readonly string[], isVisible: boolean, by: Actor): number;
    pin(id: string | null, by: Actor): boolean;
  };
  readonly discipline: {
    setUserEnabled(userId: string, isEnabled: boolean, by: Actor, reason: string | null): Promise<Ruling>;
    silence(userId: string, seconds: number, by: Actor): Ruling;
    setModerator(userId: string, isToModerate: boolean, by: Actor): Ruling;
    banAddress(range: string, by: Actor): 'done' | 'known' | 'unreadable';
    unbanAddress(range: string, by: Actor): boolean;
  };
  readonly timeOuts: { list(): readonly { readonly userId: string; readonly untilWallMs: number }[] };
  readonly journal: {
    list(query: { offset: number; limit: number; userId: string | null }): {
      readonly total: number;
      readonly results: readonly LogEntry[];
    };
  };
  /** Changes the setting `chat-slow-seconds`. */
  readonly setSlowMode: (seconds: number, by: Actor) => ChangeOutcome;
  readonly findUser: (userId: string) => KeptUser | null;
  readonly placeOf: (address: string) => Promise<Place | null>;
}

type Rows = typeof chatModerationEndpoints;
/** What rows of one kind, for whomever, are called with. */
type CallOf<Id extends keyof Rows> = Pick<Call<Rows[Id]>, 'body' | 'caller' | 'params' | 'query'>;
interface Done {
  readonly success: true;
  readonly message: string;
}

/** Order in the chat, for moderators, the admin and bots alike. */
export function chatModerationHandlers(needs: ChatModerationNeeds): Handlers<Rows> {
  const { desk, discipline } = needs;
  const actorOf = (caller: Caller) => readActor(caller, needs.findUser);
  const setVisibility = ({ body, caller }: CallOf<'setMessageVisibility'>): Done => {
    desk.setVisibility(body.idArray, body.visible, actorOf(caller));
    return { success: true, message: 'changed' };
  };
  const setEnabled = async ({ body, caller }: CallOf<'setUserEnabled'>): Promise<Done> => {
    const { enabled, reason = '', userId } = body;
    const by = actorOf(caller);
    return tellRuling(await discipline.setUserEnabled(userId, enabled, by, reason === '' ? null : reason));
  };
  const timeOut = ({ body, caller }: CallOf<'timeOutUser'>): Done =>
    tellRuling(discipline.silence(body.userId, body.seconds, actorOf(caller)));
  const pin = ({ body, caller }: CallOf<'pinMessage'>): Done => {
    if (desk.pin(body.id, actorOf(caller))) return { success: true, message: 'changed' };
    throw new AerialError('NOT_FOUND', {
      message: 'There is no such message to be seen.',
      hint: 'Name the id of a message that is not hidden.',
    });
  };
  return {
    setMessageVisibility: setVisibility,
    setMessageVisibilityAsAdmin: setVisibility,
    setMessageVisibilityByToken: setVisibility,
    setUserEnabled: setEnabled,
    setUserEnabledAsAdmin: setEnabled,
    timeOutUser: timeOut,
    timeOutUserAsAdmin: timeOut,
    pinMessage: pin,
    pinMessageAsAdmin: pin,
    setSlowMode: ({ body, caller }) => tellOutcome(needs.setSlowMode(body.seconds, actorOf(caller))),
    setModerator: ({ body, caller }) =>
      tellRuling(discipline.setModerator(body.userId, body.isModerator, actorOf(caller))),
    banAddress: ({ body, caller }) => {
      const outcome = discipline.banAddress(body.value, actorOf(caller));
      if (outcome === 'unreadable') throw unreadableRange();
      return { success: true, message: outcome === 'done' ? 'changed' : 'That address was banned already.' };
    },
    unbanAddress: ({ body, caller }) => {
      const wasThere = discipline.unbanAddress(body.value, actorOf(caller));
      return { success: true, message: wasThere ? 'changed' : 'That address was not banned.' };
    },
    ...readingHandlers(needs),
  };
}

function readingHandlers(needs: ChatModerationNeeds) {
  const { desk, journal, placeOf } = needs;
  const listClients = () =>
    Promise.all(
      desk
        .clients()
        .slice(0, MAX_CLIENTS)
        .map(async (client) => ({
          ...describeClient(client),
          user: toWireUser(client.user),
          geo: await placeOf(client.address),
        })),
    );
  const details = async ({ params }: CallOf<'getChatUser'>) => {
    const found = desk.userDetails(params.userId);
    if (found === null) throw nobody('NOT_FOUND');
    const connectedClients = await Promise.all(
      found.clients.map(async (client) => {
        const place = await placeOf(client.address);
        return { ...describeClient(client), ...(place !== null && { geo: place.countryCode }) };
      }),
    );
    return { user: toWireUser(found.user), connectedClients, messages: found.messages.map(describeMessage) };
  };
  const readLog = ({ query }: CallOf<'listModerationLog'>) => {
    const { offset = 0, limit = USUAL_LIMIT, userId = null } = query;
    const { total, results } = journal.list({ offset, limit, userId });
    return { total, results: results.map(({ wallMs, ...entry }) => ({ ...entry, timestamp: toTime(wallMs) })) };
  };
  return {
    listChatClients: listClients,
    listChatClientsByToken: listClients,
    getChatUser: details,
    getChatUserByToken: details,
    listModerationLog: readLog,
    listModerationLogAsAdmin: readLog,
    listTimeOuts: () =>
      needs.timeOuts
        .list()
        .slice(0, MAX_TIME_OUTS)
        .flatMap(({ userId, untilWallMs }) => {
          const user = needs.findUser(userId);
          return user === null ? [] : [{ user: toWireUser(user), until: toTime(untilWallMs) }];
        }),
    listChatMessages: ({ query }: CallOf<'listChatMessages'>) =>
      desk.messages({ offset: query.offset ?? 0, limit: query.limit ?? USUAL_MESSAGES }).map(describeMessage),
  };
}

/** Who calls, by the name that the log of moderation will show. */
function readActor({ identity }: Caller, findUser: ChatModerationNeeds['findUser']): Actor {
  if (identity === null || identity.kind === 'admin') return { id: null, name: 'Admin', isAdmin: true };
  const name = findUser(identity.userId)?.displayName ?? '';
  return { id: identity.userId, name, isAdmin: identity.kind === 'token' };
}

function describeClient({ id, connectedWallMs, messageCount, userAgent }: Client) {
  return { id, connectedAt: toTime(connectedWallMs), messageCount, userAgent };
}

function tellRuling(ruling: Ruling): Done {
  if (ruling === 'done') return { success: true, message: 'changed' };
  if (ruling === 'nobody') throw nobody('REQUEST_INVALID');
  throw new AerialError('FORBIDDEN', {
    message: 'Moderators do not judge each other, bots or themselves.',
    hint: 'The admin can.',
  });
}

function nobody(code: 'NOT_FOUND' | 'REQUEST_INVALID'): AerialError {
  return new AerialError(code, {
    message: 'There is nobody of that id.',
    hint: 'Each message names the id of its author.',
  });
}

function unreadableRange(): AerialError {
  return new AerialError('REQUEST_INVALID', {
    message: 'That is no address or range that can be banned.',
    hint: 'Name one such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32; this machine itself stays allowed.',
  });
}
