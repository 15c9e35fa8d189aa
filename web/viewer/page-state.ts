import type { ChatFacts } from './chat/chat-model.ts';
import { readAutoplay, type Autoplay } from './player/autoplay.ts';
import { type Planned, readPlanned } from './schedule/planned.ts';
import { readInstantMs, readPhase, type Phase } from './status.ts';

/** What the server wrote into the page, so that the first paint and the first request need no question. */
export interface PageState {
  readonly channelName: string;
  readonly channelSummary: string;
  /** Path of the channel's logo. */
  readonly logoUrl: string;
  /** Clean HTML that the owner wants shown while nothing is on air; empty for the summary. */
  readonly offlineHtml: string;
  readonly autoplay: Autoplay;
  /** The picture waits until the viewer has been told that it is not for everybody. */
  readonly isForAdults: boolean;
  /** This is the player alone, in somebody else's page. */
  readonly isEmbedded: boolean;
  /** What the channel is followed by, such as `live@tv.example`; null while it cannot be. */
  readonly followAccount: string | null;
  /** Null where there is no chat. */
  readonly chat: ChatFacts | null;
  readonly phase: Phase;
  readonly title: string;
  readonly isAudioOnly: boolean;
  readonly startedAtMs: number | null;
  readonly lastLiveAtMs: number | null;
  readonly viewerCount: number | null;
  readonly ladderVersion: number | null;
  readonly serverTimeMs: number | null;
  /** What this browser has to know to be told of broadcasts; null while nobody is. */
  readonly pushKey: string | null;
  readonly planned: Planned | null;
  /** Whether the page says how long it is until the next planned broadcast. */
  readonly showsCountdown: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function readChat(value: unknown): ChatFacts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { openAfterMinutes, needsSignIn, maxPayloadBytes, socketHost, signIn } = fieldsOf(value);
  const { byAddress, byFediverse, account } = fieldsOf(signIn);
  return {
    openAfterMinutes: typeof openAfterMinutes === 'number' ? openAfterMinutes : 0,
    needsSignIn: needsSignIn === true,
    maxPayloadBytes: typeof maxPayloadBytes === 'number' ? maxPayloadBytes : 2048,
    socketHost: typeof socketHost === 'string' && socketHost !== '' ? socketHost : null,
    signIn: {
      byAddress: byAddress === true,
      byFediverse: byFediverse === true,
      account: typeof account === 'string' ? account : null,
    },
  };
}

/** Null for nothing, too. */
function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads the page's inline state; whatever is missing or misshapen becomes its quiet default, so that the page always starts. */
export function parsePageState(json: string): PageState {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(json);
  } catch {
    // A page altered on its way still gets a player; the first status answer fills in the rest.
  }
  const state = fieldsOf(parsed);
  const channel = fieldsOf(state['channel']);
  const stream = fieldsOf(state['stream']);
  return {
    channelName: typeof channel['name'] === 'string' ? channel['name'] : '',
    channelSummary: typeof channel['summary'] === 'string' ? channel['summary'] : '',
    logoUrl: readText(channel['logoUrl']) ?? '/logo',
    offlineHtml: typeof channel['offlineHtml'] === 'string' ? channel['offlineHtml'] : '',
    autoplay: readAutoplay(channel['autoplay']),
    isForAdults: channel['isForAdults'] === true,
    isEmbedded: state['isEmbedded'] === true,
    followAccount: readText(fieldsOf(state['following'])['account']),
    chat: readChat(state['chat']),
    phase: readPhase(stream['phase']) ?? 'offline',
    title: typeof stream['title'] === 'string' ? stream['title'] : '',
    isAudioOnly: stream['isAudioOnly'] === true,
    startedAtMs: readInstantMs(stream['startedAt']),
    lastLiveAtMs: readInstantMs(stream['lastLiveAt']),
    viewerCount: typeof stream['viewerCount'] === 'number' ? stream['viewerCount'] : null,
    ladderVersion: typeof stream['ladderVersion'] === 'number' ? stream['ladderVersion'] : null,
    serverTimeMs: readInstantMs(state['serverTime']),
    pushKey: typeof state['pushKey'] === 'string' ? state['pushKey'] : null,
    planned: readPlanned(state['planned']),
    showsCountdown: channel['showsCountdown'] !== false,
  };
}
