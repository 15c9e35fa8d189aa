import type { KeptUser } from '../../auth/wire-user.ts';
import { AerialError } from '../../platform/errors.ts';
import type { chatBotEndpoints } from '../contract/chat-bots.ts';
import type { chatEndpoints } from '../contract/chat.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import { type AuthoredMessage, describeInHistory, describeMessage } from './chat-message.ts';

type Sent = 'sent' | 'empty' | 'nobody';

export interface ChatNeeds {
  /** What the station is called: it speaks under that name. */
  readonly stationName: () => string;
  readonly registration: {
    register(newcomer: {
      displayName: string;
      address: string;
    }):
      | { readonly kind: 'registered'; readonly user: KeptUser; readonly accessToken: string }
      | { readonly kind: 'wait'; readonly seconds: number };
  };
  readonly desk: {
    history(): readonly AuthoredMessage[];
    /** Goes up whenever the history has changed. */
    readonly historyVersion: number;
    pinned(): AuthoredMessage | null;
    sendSystem(markdown: string): Sent;
    sendSystemTo(clientId: number, markdown: string): Sent;
    sendAction(markdown: string): Sent;
    sendAs(userId: string, markdown: string): Sent;
  };
}

/** What people of the chat do besides their socket, and what bots say there. */
export function chatHandlers({
  registration,
  desk,
  stationName,
}: ChatNeeds): Handlers<typeof chatEndpoints & typeof chatBotEndpoints> {
  const history = historyReader(desk, stationName);
  const pinned = () => {
    const found = desk.pinned();
    return { message: found === null ? null : describeMessage(found) };
  };
  return {
    registerForChat: ({ body, caller }) => {
      const displayName = body.displayName?.trim() || forwardedName(caller);
      const registered = registration.register({ displayName, address: caller.address });
      if (registered.kind === 'wait') throw tooManyNewcomers(registered.seconds);
      const { user, accessToken } = registered;
      return { id: user.id, accessToken, displayName: user.displayName };
    },
    getChatHistory: history,
    getChatHistoryByToken: history,
    getPinnedMessage: pinned,
    getPinnedMessageAsAdmin: pinned,
    sendSystemMessage: ({ body }) => tellSent(desk.sendSystem(body.body)),
    sendSystemMessageTo: ({ params, body }) => tellSent(desk.sendSystemTo(params.clientId, body.body)),
    sendChatAction: ({ body }) => tellSent(desk.sendAction(body.body)),
    sendChatMessage: ({ body, caller }) => {
      const userId = caller.identity?.kind === 'token' ? caller.identity.userId : '';
      return tellSent(desk.sendAs(userId, body.body));
    },
    sendAsUser: () => {
      throw new AerialError('REQUEST_INVALID', {
        message: 'A bot cannot speak for somebody else.',
        hint: 'Call POST /api/integrations/chat/send, which speaks under the name of the token.',
      });
    },
  };
}

/** A crowd that comes at once asks for the same: it is written out once for all of them. */
function historyReader(desk: ChatNeeds['desk'], stationName: ChatNeeds['stationName']): () => RawReply {
  let kept: { readonly version: number; readonly name: string; readonly json: Buffer } | null = null;
  return () => {
    // Reading may find that something has changed: only then is the version that of what was read.
    const messages = desk.history();
    const [version, name] = [desk.historyVersion, stationName()];
    if (kept?.version !== version || kept.name !== name) {
      const json = JSON.stringify(messages.map((message) => describeInHistory(message, name)));
      kept = { version, name, json: Buffer.from(json) };
    }
    return new RawReply({ headers: { 'content-type': 'application/json; charset=utf-8' }, body: kept.json });
  };
}

/** The name by which a proxy that signs people in knows the caller. */
function forwardedName({ headers, isProxied }: Caller): string {
  const name = headers['x-forwarded-user'];
  return isProxied && typeof name === 'string' ? name : '';
}

function tellSent(outcome: Sent): { success: true; message: string } {
  if (outcome === 'sent') return { success: true, message: 'sent' };
  if (outcome === 'nobody')
    throw new AerialError('NOT_FOUND', {
      message: 'That connection has ended.',
      hint: 'GET /api/integrations/clients lists those that are there.',
    });
  throw new AerialError('REQUEST_INVALID', {
    message: 'There is nothing to say in that.',
    hint: 'Send {"body": "some text"}.',
  });
}

function tooManyNewcomers(seconds: number): AerialError {
  return new AerialError('TOO_MANY_ATTEMPTS', {
    message: 'Too many people came from your address at once.',
    hint: `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    retryAfterSeconds: seconds,
  });
}
