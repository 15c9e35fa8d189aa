import { AerialError } from '../../platform/errors.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import { leaveMailPath, type noticeEndpoints } from '../contract/notices.ts';
import { renderLeaveMailPage, renderMailLeft } from '../pages/leave-mail-pages.ts';
import type { PageLanguage } from '../pages/locales.ts';
import { type SignInStation, signInPageHeaders } from '../pages/sign-in-pages.ts';
import { toTime } from '../times.ts';

const LISTED_DELIVERIES = 100;

interface Template {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: 'application/json' | 'text/plain';
  readonly body: string;
}

interface Hook extends Template {
  readonly id: number;
  readonly name: string;
  readonly isEnabled: boolean;
}

type PresetWish =
  | { readonly preset: 'slack'; readonly url: string }
  | { readonly preset: 'telegram'; readonly token: string; readonly chat: string }
  | { readonly preset: 'matrix'; readonly url: string; readonly token: string; readonly room: string }
  | { readonly preset: 'ntfy'; readonly url: string; readonly token: string }
  | ({ readonly preset: 'custom' } & Template);

/** Whatever was refused, with the reason in a sentence. */
interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

type KeptHook = { readonly kind: 'kept'; readonly hook: Hook } | Refused | { readonly kind: 'missing' };

interface Delivery {
  readonly id: number;
  readonly noticeId: string;
  readonly event: string;
  readonly way: string;
  readonly receiver: string;
  readonly attempt: number;
  readonly sentWallMs: number;
  readonly durationMs: number;
  readonly isTaken: boolean;
  readonly status: number | null;
  readonly reason: string;
}

export interface NoticeNeeds {
  readonly mailList: {
    addressOf(key: string): string | null;
    leave(key: string): boolean;
    /** Addresses that the owner wrote down and that want no more. */
    left(): readonly string[];
  };
  readonly station: () => SignInStation;
  /** Of whoever asks, by what their browser says. */
  readonly languageOf: (headers: Caller['headers']) => PageLanguage;
  readonly notices: {
    register(destination: string): { readonly kind: 'registered' } | Refused;
    unregister(destination: string): void;
    browserCount(): number;
    hooks(): readonly Hook[];
    addHook(name: string, wish: PresetWish): KeptHook;
    changeHook(id: number, change: Partial<Omit<Hook, 'id'>>): KeptHook;
    removeHook(id: number): boolean;
    /** Newest first. */
    deliveries(maxCount: number): readonly Delivery[];
    test(way: 'push' | 'discord' | 'mail' | 'hook', id: number | null): Promise<{ readonly kind: 'sent' } | Refused>;
  };
}

/** Who is told when the channel goes live, and how that went. */
export function noticeHandlers(needs: NoticeNeeds): Handlers<typeof noticeEndpoints> {
  const { notices } = needs;
  return {
    ...mailHandlers(needs),
    registerForNotices: ({ body }) => {
      const outcome = notices.register(body.destination);
      if (outcome.kind === 'refused') throw refusal(outcome, 'Nothing was kept.');
    },
    unregisterFromNotices: ({ body }) => notices.unregister(body.destination),
    readNotices: () => ({
      browsers: notices.browserCount(),
      hooks: notices.hooks().map(describe),
      mailLeft: [...needs.mailList.left()],
    }),
    listNoticeDeliveries: ({ query }) =>
      notices.deliveries(query.limit ?? LISTED_DELIVERIES).map(({ sentWallMs, isTaken, ...delivery }) => ({
        ...delivery,
        timestamp: toTime(sentWallMs),
        taken: isTaken,
      })),
    testNotice: async ({ body }) => {
      const outcome = await notices.test(body.way, body.id ?? null);
      if (outcome.kind === 'refused') throw refusal(outcome, 'GET /api/admin/notifications/log has more.');
      return { success: true, message: 'The test was taken.' };
    },
    createNoticeHook: ({ body: { name, ...wish } }) => describe(requireHook(notices.addHook(name, wish))),
    changeNoticeHook: ({ body: { id, enabled, ...change } }) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return describe(
        requireHook(notices.changeHook(id, { ...given, ...(enabled !== undefined && { isEnabled: enabled }) })),
      );
    },
    deleteNoticeHook: ({ body }) => {
      if (notices.removeHook(body.id)) return { success: true, message: 'Removed.' };
      throw noHook();
    },
  };
}

function mailHandlers({ languageOf, mailList, station }: NoticeNeeds) {
  const headers = signInPageHeaders('here');
  const answerLeft = (address: string | null, language: PageLanguage): RawReply =>
    new RawReply({ status: address === null ? 404 : 200, headers, body: renderMailLeft(station(), address, language) });
  return {
    askToLeaveMail: ({ query: { key }, caller }) => {
      const address = mailList.addressOf(key);
      const language = languageOf(caller.headers);
      if (address === null) return answerLeft(null, language);
      const question = { action: `${leaveMailPath}?key=${encodeURIComponent(key)}`, address };
      return new RawReply({ headers, body: renderLeaveMailPage(station(), question, language) });
    },
    leaveMail: ({ query: { key }, caller }) =>
      answerLeft(mailList.leave(key) ? mailList.addressOf(key) : null, languageOf(caller.headers)),
  } satisfies Partial<Handlers<typeof noticeEndpoints>>;
}

function requireHook(outcome: KeptHook): Hook {
  if (outcome.kind === 'kept') return outcome.hook;
  throw outcome.kind === 'missing' ? noHook() : refusal(outcome, 'Nothing was changed.');
}

function refusal({ reason }: Refused, hint: string): AerialError {
  return new AerialError('REQUEST_INVALID', { message: reason, hint });
}

function noHook(): AerialError {
  return new AerialError('NOT_FOUND', {
    message: 'There is no hook of that number.',
    hint: 'GET /api/admin/notifications lists them.',
  });
}

function describe({ id, name, isEnabled, method, url, headers, contentType, body }: Hook) {
  return { id, name, enabled: isEnabled, method, url, headers: { ...headers }, contentType, body };
}
