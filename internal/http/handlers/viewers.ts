import { AerialError } from '../../platform/errors.ts';
import { sessionsOf, type Viewer, viewerId, type WatchSession } from '../../viewers/audience.ts';
import { parseCmcdDictionary } from '../../viewers/cmcd-dictionary.ts';
import { cmcdFieldsOf, type CmcdReport, readCmcd } from '../../viewers/cmcd.ts';
import type { CountryFigure } from '../../viewers/country-tally.ts';
import type { FigureName } from '../../viewers/figures.ts';
import type { HardwarePart } from '../../viewers/hardware.ts';
import type { Place } from '../../viewers/places.ts';
import type { ClientPlayback, PlaybackWindow } from '../../viewers/playback.ts';
import type { Software } from '../../viewers/user-agent.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import type { viewerEndpoints } from '../contract/viewers.ts';
import { toTime } from '../times.ts';

/** Viewers, or players, in one list; more are counted, and not listed. */
const MAX_LISTED = 5_000;
/** Viewers that are described without a pause: to read a user agent takes a good part of a millisecond, and anybody may send as many as they like. */
const AT_ONCE = 5;
const DAY_SECONDS = 86_400;

interface TimedFigure {
  readonly wallMs: number;
  readonly value: number;
}

interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

export interface ViewerNeeds {
  readonly wallMs: () => number;
  readonly viewership: {
    see(visitor: Visitor): void;
    takeReport(visitor: Visitor, report: CmcdReport): void;
    viewers(): Iterable<Viewer>;
    overTime(sinceWallMs: number): readonly TimedFigure[];
    readonly playback: { readonly windows: readonly PlaybackWindow[]; readonly representation: number };
  };
  readonly chatPresence: { overTime(sinceWallMs: number): readonly TimedFigure[] };
  readonly figures: { overTime(name: FigureName, sinceWallMs: number): readonly TimedFigure[] };
  readonly countries: { figures(sinceWallMs: number): Promise<readonly CountryFigure[]> };
  readonly hardware: { series(part: HardwarePart): readonly TimedFigure[] };
  readonly placeOf: (address: string) => Promise<Place | null>;
  readonly softwareOf: (userAgent: string) => Software;
  /** Bitrates of the renditions on air, and the length of a segment. */
  readonly readStream: () => { readonly bitratesKbps: readonly number[]; readonly segmentSeconds: number };
  readonly renderMetrics: () => string;
  /** Lets other work that waits have its turn. */
  readonly pause: () => Promise<void>;
}

/** Who watches and how well. */
export function viewerHandlers(needs: ViewerNeeds): Handlers<typeof viewerEndpoints> {
  const { chatPresence, viewership, hardware } = needs;
  const sinceWallMs = ({ windowStart }: { readonly windowStart?: number | undefined }): number =>
    (windowStart ?? needs.wallMs() / 1000 - DAY_SECONDS) * 1000;
  const exposition = (): RawReply =>
    new RawReply({
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: needs.renderMetrics(),
    });
  return {
    ping: ({ caller }) => viewership.see(visitorOf(caller)),
    reportPlayback: ({ caller, body }) => viewership.takeReport(visitorOf(caller), readOlderReport(body)),
    reportCmcd: ({ caller, body }) => {
      const reports: readonly Record<string, unknown>[] = Array.isArray(body) ? body : [body];
      for (const report of reports) viewership.takeReport(visitorOf(caller), readCmcd(cmcdFieldsOf(report)));
    },
    reportCmcdByQuery: ({ caller, query }) => {
      const fields = parseCmcdDictionary(query.CMCD);
      if (fields === null) {
        throw new AerialError('REQUEST_INVALID', {
          message: 'The query holds no dictionary of Common Media Client Data.',
          hint: 'Send CMCD=bs,sid="…",mtp=5000, percent-encoded.',
        });
      }
      viewership.takeReport(visitorOf(caller), readCmcd(fields));
    },
    listViewers: async () => (await describeAll(needs)).map(({ described }) => described),
    listViewerPlayback: async () => {
      const players = (await describeAll(needs)).flatMap(({ viewer, described }) =>
        sessionsOf(viewer).map((session) => ({ described, session })),
      );
      return players.slice(0, MAX_LISTED).map(({ described, session }) => ({
        ...described,
        viewerID: described.clientID,
        clientID: session.sessionId ?? described.clientID,
        firstSeen: toTime(session.firstSeenWallMs),
        playback: describePlayback(session),
      }));
    },
    readViewersOverTime: ({ query }) => timed(viewership.overTime(sinceWallMs(query)), (value) => Math.round(value)),
    readChatClientsOverTime: ({ query }) =>
      timed(chatPresence.overTime(sinceWallMs(query)), (value) => Math.round(value)),
    readFigureOverTime: ({ query }) => timed(needs.figures.overTime(query.name, sinceWallMs(query)), inTenths),
    listCountries: async ({ query }) => (await needs.countries.figures(sinceWallMs(query))).map(describeCountry),
    readHardware: () => ({
      cpu: timed(hardware.series('cpu'), inTenths),
      memory: timed(hardware.series('memory'), inTenths),
      disk: timed(hardware.series('disk'), inTenths),
    }),
    readVideoMetrics: () => describeVideo(needs),
    readPrometheus: exposition,
    postPrometheus: exposition,
  };
}

function describeCountry({ country, now, minutes }: CountryFigure) {
  return { countryCode: country, now: Math.round(now), minutes: Math.round(minutes) };
}

function visitorOf({ address, userAgent }: Caller): Visitor {
  return { address, userAgent };
}

interface OlderReport {
  readonly bandwidth?: number | null | undefined;
  readonly latency?: number | null | undefined;
  readonly downloadDuration?: number | null | undefined;
  readonly errors?: number | null | undefined;
  readonly qualityVariantChanges?: number | null | undefined;
}

/** In this shape a zero means that the player does not know. */
function readOlderReport(body: OlderReport): CmcdReport {
  const known = (value: number | null | undefined): number | null => value || null;
  return {
    sessionId: null,
    report: {
      bandwidthKbps: known(body.bandwidth),
      latencySeconds: known(body.latency),
      downloadSeconds: known(body.downloadDuration),
      bitrateKbps: null,
      playerState: null,
      errors: body.errors ?? 0,
      qualityChanges: body.qualityVariantChanges ?? 0,
    },
  };
}

/** A few at a time, between which parts of the picture go out. */
async function describeAll(needs: Pick<ViewerNeeds, 'viewership' | 'placeOf' | 'softwareOf' | 'pause'>) {
  const all: { viewer: Viewer; described: Awaited<ReturnType<typeof describe>> }[] = [];
  for (const viewer of [...needs.viewership.viewers()].slice(0, MAX_LISTED)) {
    all.push({ viewer, described: await describe(viewer, needs) });
    if (all.length % AT_ONCE === 0) await needs.pause();
  }
  return all;
}

async function describe(viewer: Viewer, needs: Pick<ViewerNeeds, 'placeOf' | 'softwareOf'>) {
  return {
    clientID: viewerId(viewer),
    firstSeen: toTime(viewer.firstSeenWallMs),
    userAgent: viewer.userAgent,
    ipAddress: viewer.address,
    geo: await needs.placeOf(viewer.address),
    software: needs.softwareOf(viewer.userAgent),
  };
}

function describePlayback({ playback }: WatchSession) {
  if (playback === null) return null;
  const { lastUpdateWallMs, playerState, bandwidthKbps, latencySeconds }: ClientPlayback = playback;
  return {
    source: 'client' as const,
    lastUpdate: toTime(lastUpdateWallMs),
    playerState,
    bandwidthKbps,
    latencySeconds,
    downloadSeconds: playback.downloadSeconds,
    bitrateKbps: playback.bitrateKbps,
    errorCount: playback.errorCount,
    qualityVariantChanges: playback.qualityChangeCount,
  };
}

function describeVideo({ viewership, readStream }: Pick<ViewerNeeds, 'viewership' | 'readStream'>) {
  const { windows, representation } = viewership.playback;
  const { bitratesKbps, segmentSeconds } = readStream();
  const over = (pick: (window: PlaybackWindow) => number | undefined) =>
    windows.flatMap((window) => {
      const value = pick(window);
      return value === undefined ? [] : [{ time: toTime(window.wallMs), value }];
    });
  return {
    errors: over(({ errors }) => errors),
    qualityVariantChanges: over(({ qualityChanges }) => qualityChanges),
    highestLatency: over(({ latencySeconds }) => latencySeconds?.highest),
    medianLatency: over(({ latencySeconds }) => latencySeconds?.median),
    lowestLatency: over(({ latencySeconds }) => latencySeconds?.lowest),
    medianSegmentDownloadDuration: over(({ downloadSeconds }) => downloadSeconds?.median),
    maximumSegmentDownloadDuration: over(({ downloadSeconds }) => downloadSeconds?.highest),
    minimumSegmentDownloadDuration: over(({ downloadSeconds }) => downloadSeconds?.lowest),
    minPlayerBitrate: over(({ bandwidthKbps }) => bandwidthKbps?.lowest),
    medianPlayerBitrate: over(({ bandwidthKbps }) => bandwidthKbps?.median),
    maxPlayerBitrate: over(({ bandwidthKbps }) => bandwidthKbps?.highest),
    availableBitrates: bitratesKbps.map((bitrate) => Math.round(bitrate)),
    segmentLength: Math.round(segmentSeconds),
    representation,
  };
}

function timed(samples: readonly TimedFigure[], shape: (value: number) => number): { time: string; value: number }[] {
  return samples.map(({ wallMs, value }) => ({ time: toTime(wallMs), value: shape(value) }));
}

function inTenths(value: number): number {
  return Math.round(value * 10) / 10;
}
