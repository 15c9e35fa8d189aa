import type { LadderSetting } from '../config/ladder-setting.ts';
import type { Settings } from '../config/settings.ts';
import type { LadderBefore } from '../config/owncast-variants.ts';
import type { OutputVariant } from '../config/shapes.ts';
import type { RenditionStatus } from '../hls/live-channel.ts';
import { contract } from '../http/contract/contract.ts';
import { type AdminNeeds, adminHandlers, type Encoder } from '../http/handlers/admin.ts';
import { controlRoomHandlers } from '../http/handlers/control-room.ts';
import { descriptionHandlers } from '../http/handlers/description.ts';
import { firstRunHandlers } from '../http/handlers/first-run.ts';
import { followerHandlers } from '../http/handlers/followers.ts';
import { integrationHandlers } from '../http/handlers/integrations.ts';
import { logLineHandlers } from '../http/handlers/log-lines.ts';
import { serverConfigHandlers } from '../http/handlers/server-config.ts';
import { setterHandlers } from '../http/handlers/setters.ts';
import { settingsHandlers } from '../http/handlers/settings.ts';
import { slateHandlers } from '../http/handlers/slate.ts';
import { statusHandlers, type StatusNeeds } from '../http/handlers/status.ts';
import { type LadderTrialResult, videoHandlers } from '../http/handlers/video.ts';
import type { IngestState } from '../ingest/stage.ts';
import type { VideoConfig } from '../media/packet.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { LogRoot } from '../platform/log.ts';
import type { Store } from '../store/store.ts';
import type { ObsOverride } from '../transcode/obs-override.ts';
import type { EncoderTrials } from '../transcode/encoder-trials.ts';
import type { BroadcastHealth, RenditionFigures } from './broadcast-health.ts';
import { forgetDirectoryKey } from './directory.ts';
import { backupApiHandlers } from './backups.ts';
import { describeControlRoom } from './control-room.ts';
import type { Slate } from './slate.ts';
import { SettingsDesk } from './settings-desk.ts';
import type { OnAir } from './state.ts';

/** How far setting the station up has come: beside the secrets, since it is no setting. */
const FIRST_RUN = 'first-run';

export interface StationApiNeeds {
  readonly settings: Settings;
  readonly store: Store;
  readonly log: LogRoot;
  readonly onAir: OnAir;
  readonly status: StatusNeeds;
  readonly viewers: AdminNeeds['viewers'] & { readonly cpuPercent: number; readonly latencySeconds: number | null };
  /** Null until the ingest has been built. */
  readonly readIngest: () => IngestState | null;
  readonly broadcasting: Broadcasting;
  readonly slate: Slate;
}

/** What is known of, and can be done to, what is broadcast. */
interface Broadcasting {
  configuredLadder(): LadderBefore;
  configuredVariants(): readonly OutputVariant[];
  currentBroadcast: AdminNeeds['currentBroadcast'];
  disconnect(): boolean;
  readonly plans: readonly RenditionPlan[];
  readonly served: readonly RenditionStatus[];
  figuresOf(index: number): RenditionFigures;
  tryLadder(
    ladder: LadderSetting,
    wished: { readonly encoder: string | null; readonly video: VideoConfig | null },
  ): Promise<LadderTrialResult>;
  obsOverride(video: VideoConfig | null): ObsOverride;
  readonly encoders: EncoderTrials;
  readonly health: Pick<BroadcastHealth, 'warnings'>;
  /** Goes up with every change of the qualities on air. */
  readonly ladderVersion: number;
}

/** Handlers of everything that the studio and its bots ask of the station itself: its settings, its state, its lists. */
export function stationHandlers(needs: StationApiNeeds) {
  const { broadcasting, log, onAir, status, store } = needs;
  const { version } = status;
  const settings = new SettingsDesk({
    settings: needs.settings,
    stored: store.settings,
    log: log.component('settings'),
  });
  return {
    ...statusHandlers(status),
    ...descriptionHandlers({ rows: contract, version }),
    ...integrationHandlers({ settings, status }),
    ...setterHandlers({ settings }),
    ...settingsHandlers({
      settings,
      streamKeys: store.streamKeys,
      encoders: broadcasting.encoders,
      configuredLadder: () => broadcasting.configuredLadder(),
    }),
    ...slateHandlers({ slate: needs.slate }),
    ...videoHandlers({
      settings,
      encoders: broadcasting.encoders,
      obsOverride: () => broadcasting.obsOverride(onAir.current.tracks?.video ?? null),
      tryLadder: (ladder, encoder) =>
        broadcasting.tryLadder(ladder, { encoder, video: onAir.current.tracks?.video ?? null }),
    }),
    ...backupApiHandlers({
      settings: needs.settings,
      store,
      readIsOnAir: () => onAir.current.phase !== 'offline',
    }),
    ...controlRoomHandlers({ readControlRoom: () => readControlRoom(needs) }),
    ...serverConfigHandlers({
      settings,
      version,
      encoders: broadcasting.encoders,
      streamKeys: store.streamKeys,
      configuredVariants: () => broadcasting.configuredVariants(),
    }),
    ...logLineHandlers({ log: log.recent }),
    ...firstRunHandlers({
      read: () => store.secrets.get(FIRST_RUN),
      write: (step) => store.secrets.set(FIRST_RUN, step),
    }),
    ...followerHandlers({ followers: store.followers }),
    ...adminHandlers({
      version,
      wallMs: status.wallMs,
      readTitle: () => needs.settings.get('stream-title'),
      readEncoder: () => readEncoder(needs.readIngest(), onAir),
      readIsOnline: () => onAir.current.phase !== 'offline',
      currentBroadcast: () => broadcasting.currentBroadcast(),
      viewers: needs.viewers,
      disconnect: () => broadcasting.disconnect(),
      readLog: (kind) => log.recent.read(kind),
      forgetDirectoryKey: () => forgetDirectoryKey(store.secrets),
    }),
  };
}

function readControlRoom({ broadcasting, onAir, readIngest, viewers }: StationApiNeeds) {
  return describeControlRoom({
    onAir: onAir.current,
    ingest: readIngest(),
    plans: broadcasting.plans,
    figuresOf: (index) => broadcasting.figuresOf(index),
    served: broadcasting.served,
    cpuPercent: viewers.cpuPercent,
    latencySeconds: viewers.latencySeconds,
    warnings: broadcasting.health.warnings(),
  });
}

function readEncoder(ingest: IngestState | null, { current }: OnAir): Encoder | null {
  if (ingest === null || ingest.state !== 'live' || current.tracks === null) return null;
  return {
    startedWallMs: ingest.startedWallMs ?? current.lastConnectWallMs ?? 0,
    remoteAddress: ingest.remoteAddress ?? '',
    name: ingest.encoder,
    tracks: current.tracks,
    bitrateKbps: ingest.health?.bitrateKbps ?? 0,
    audioBitrateKbps: ingest.health?.audioBitrateKbps ?? 0,
    frameRate: ingest.health?.frameRate ?? 0,
  };
}
