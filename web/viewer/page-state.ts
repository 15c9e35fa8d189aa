import { readInstantMs, readPhase, type Phase } from './status.ts';

/** What the server wrote into the page, so that the first paint and the first request need no question. */
export interface PageState {
  readonly channelName: string;
  readonly channelSummary: string;
  readonly phase: Phase;
  readonly title: string;
  readonly startedAtMs: number | null;
  readonly lastLiveAtMs: number | null;
  readonly viewerCount: number | null;
  readonly serverTimeMs: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
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
    phase: readPhase(stream['phase']) ?? 'offline',
    title: typeof stream['title'] === 'string' ? stream['title'] : '',
    startedAtMs: readInstantMs(stream['startedAt']),
    lastLiveAtMs: readInstantMs(stream['lastLiveAt']),
    viewerCount: typeof stream['viewerCount'] === 'number' ? stream['viewerCount'] : null,
    serverTimeMs: readInstantMs(state['serverTime']),
  };
}
