import type { HlsConfig, LoadPolicy } from './hls-js.ts';

/** The server holds a blocking request for at most nine seconds; giving up before it answers 503 keeps the wait silent. */
const firstByteMs = 8000;

/** Errors in a row that hls.js may answer with another attempt before the player takes over. */
export const patientErrors = 2;
/** Attempts at a playlist that has parts but no whole segment yet: a broadcast that has just begun, for at most one segment. */
const emptyAttempts = 25;

function loadPolicy(maxLoadTimeMs: number, timeouts: number, errors: number): LoadPolicy {
  return {
    default: {
      maxTimeToFirstByteMs: firstByteMs,
      maxLoadTimeMs,
      timeoutRetry: { maxNumRetry: timeouts, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: { maxNumRetry: errors, retryDelayMs: 400, maxRetryDelayMs: 2000 },
    },
  };
}

/** hls.js counts an answer without a whole segment as an error; the next attempt follows soon, and others do not. */
function playlistPolicy(): LoadPolicy {
  const { default: policy } = loadPolicy(15_000, 1000, emptyAttempts);
  return {
    default: {
      ...policy,
      errorRetry: {
        maxNumRetry: emptyAttempts,
        retryDelayMs: 300,
        maxRetryDelayMs: 300,
        shouldRetry: (_, count, __, response, retry) => retry && (response?.code === 200 || count < patientErrors),
      },
    },
  };
}

/**
 * hls.js as a low-latency live player. Its own catching up and its widening of the distance after stalls are off: both are
 * decided in `pace.ts`. `bandwidth` is what an earlier visit measured, in bit/s.
 */
export function hlsSettings(bandwidth: number | null): Partial<HlsConfig> {
  return {
    lowLatencyMode: true,
    enableWorker: false,
    liveDurationInfinity: true,
    maxLiveSyncPlaybackRate: 1,
    liveSyncOnStallIncrease: 0,
    backBufferLength: 20,
    maxBufferLength: 20,
    maxMaxBufferLength: 30,
    startFragPrefetch: true,
    startOnSegmentBoundary: true,
    testBandwidth: false,
    abrEwmaFastLive: 2,
    abrEwmaSlowLive: 5,
    abrEwmaDefaultEstimateMax: 20_000_000,
    ...(bandwidth === null ? {} : { abrEwmaDefaultEstimate: bandwidth }),
    errorPenaltyExpireMs: 8000,
    nudgeMaxRetry: 5,
    enableID3MetadataCues: false,
    enableEmsgMetadataCues: false,
    enableDateRangeMetadataCues: false,
    manifestLoadPolicy: loadPolicy(15_000, 0, 0),
    // Waiting out an absent encoder is a chain of time-outs, which is no error.
    playlistLoadPolicy: playlistPolicy(),
    fragLoadPolicy: loadPolicy(30_000, 2, 3),
  };
}
