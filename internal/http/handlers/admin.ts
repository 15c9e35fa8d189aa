import { isFromBrowser } from '../../auth/cross-site.ts';
import type { OutputVariant } from '../../config/shapes.ts';
import { codecNames } from '../../media/codec-names.ts';
import type { TrackConfig } from '../../media/packet.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { adminEndpoints, adminStatus } from '../contract/admin.ts';
import type { Caller, Handlers } from '../contract/endpoint.ts';
import { toTime } from '../times.ts';

/** Who is on air; times in wall-clock milliseconds. */
export interface Encoder {
  readonly startedWallMs: number;
  readonly remoteAddress: string;
  /** What it calls itself, or null. */
  readonly name: string | null;
  readonly tracks: TrackConfig;
  /** Of all media as they arrive, over the last few seconds. */
  /** Of sound and picture. */
  readonly bitrateKbps: number;
  readonly audioBitrateKbps: number;
  readonly frameRate: number;
}

export interface LogEntry {
  readonly wallMs: number;
  readonly level: string;
  readonly message: string;
}

type AdminStatus = z.input<typeof adminStatus>;

export interface AdminNeeds {
  readonly version: string;
  readonly wallMs: () => number;
  readonly readTitle: () => string;
  /** Null while nobody is on air. */
  readonly readEncoder: () => Encoder | null;
  readonly readIsOnline: () => boolean;
  readonly currentBroadcast: () => {
    readonly outputSettings: readonly OutputVariant[];
    readonly latencyLevel: { readonly level: number };
  } | null;
  readonly viewers: {
    count(): number;
    peaks(): { readonly session: number; readonly overall: number };
    health(): AdminStatus['health'];
  };
  /** Ends the broadcast; false when nothing is on air. */
  readonly disconnect: () => boolean;
  /** Newest first. */
  readonly readLog: (kind: 'all' | 'warnings') => readonly LogEntry[];
  readonly forgetDirectoryKey: () => void;
}

/** What the studio asks of the server, and what it can do to a broadcast. */
export function adminHandlers(needs: AdminNeeds): Handlers<typeof adminEndpoints> {
  const disconnect = (): { success: boolean; message: string } => {
    if (needs.disconnect()) return { success: true, message: 'The broadcast has ended.' };
    throw new AerialError('REQUEST_INVALID', { message: 'Nobody is on air.', hint: 'There is nothing to end.' });
  };
  const resetDirectory = (): { success: boolean; message: string } => {
    needs.forgetDirectoryKey();
    return { success: true, message: 'The key of the directory is forgotten.' };
  };
  const readLog = (kind: 'all' | 'warnings') =>
    needs.readLog(kind).map(({ wallMs, level, message }) => ({ time: toTime(wallMs), level, message }));
  return {
    getAdminStatus: () => readAdminStatus(needs),
    disconnect,
    disconnectByGet: ({ caller }) => {
      requireProgram(caller);
      return disconnect();
    },
    listLogs: () => readLog('all'),
    listWarnings: () => readLog('warnings'),
    resetDirectory,
    resetDirectoryByGet: ({ caller }) => {
      requireProgram(caller);
      return resetDirectory();
    },
    getUpdateOptions: () => ({ supportsUpdate: false, canRestart: false }),
  };
}

/** What a GET changes, a link would change: in a mail, in the chat, for whoever is signed in and follows it. */
function requireProgram(caller: Caller): void {
  if (isFromBrowser(caller.headers))
    throw new AerialError('FORBIDDEN', {
      message: 'A link does not do that.',
      hint: 'Call the same address with POST.',
    });
}

function readAdminStatus(needs: AdminNeeds): AdminStatus {
  const encoder = needs.readEncoder();
  const broadcast = needs.currentBroadcast();
  const peaks = needs.viewers.peaks();
  return {
    serverTime: toTime(needs.wallMs()),
    broadcaster: encoder === null ? null : describeEncoder(encoder),
    currentBroadcast: broadcast === null ? null : { ...broadcast, outputSettings: [...broadcast.outputSettings] },
    health: needs.viewers.health(),
    streamTitle: needs.readTitle(),
    versionNumber: needs.version,
    viewerCount: needs.viewers.count(),
    overallPeakViewerCount: peaks.overall,
    sessionPeakViewerCount: peaks.session,
    online: needs.readIsOnline(),
  };
}

function describeEncoder(encoder: Encoder): NonNullable<AdminStatus['broadcaster']> {
  const { video, audio } = encoder.tracks;
  return {
    time: toTime(encoder.startedWallMs),
    remoteAddr: encoder.remoteAddress,
    streamDetails: {
      videoCodec: video === null ? 'Unknown' : codecNames[video.codec],
      audioCodec: audio === null ? 'No audio' : codecNames[audio.codec],
      encoder: encoder.name ?? 'Unknown',
      width: video?.width ?? 0,
      height: video?.height ?? 0,
      videoBitrate: Math.max(0, Math.round(encoder.bitrateKbps - encoder.audioBitrateKbps)),
      audioBitrate: Math.round(encoder.audioBitrateKbps),
      framerate: Math.round((video?.frameRate ?? encoder.frameRate) * 100) / 100,
    },
  };
}
