import { percentOf } from './statistics.ts';

/** One player that reports, as far as health goes. */
export interface HealthClient {
  readonly bandwidthKbps: number | null;
  /** Whether it stalled or failed in the last two minutes. */
  readonly hasErrors: boolean;
}

export interface MissingRendition {
  readonly name: string;
  readonly state: 'lost' | 'shed';
  /** In one sentence. */
  readonly reason: string;
}

/** All that the verdict rests on. */
export interface HealthFacts {
  readonly viewerCount: number;
  readonly clients: readonly HealthClient[];
  readonly cpuPercent: number;
  /** What arrives from the encoder; null while it is away. */
  readonly ingest: {
    readonly bitrateKbps: number;
    readonly frameRate: number;
    /** What the encoder says that it sends; null when it does not say. */
    readonly declaredFrameRate: number | null;
    readonly keyFrameIntervalMs: number | null;
  } | null;
  /** Bitrates of all renditions on air, the source's among them. */
  readonly bitratesKbps: readonly number[];
  /** What is wrong with the copies of the live window, and what to do about it; null while nothing is. */
  readonly storageTrouble: string | null;
  /** Renditions that failed (`lost`) or were given up (`shed`), and why. */
  readonly missingRenditions: readonly MissingRendition[];
  /** What else is wrong with what is on air, in sentences that say what to do; what weighs most first. */
  readonly warnings: readonly string[];
}

/** The verdict, in the shape of Owncast's clients. */
export interface Health {
  readonly healthy: boolean;
  /** Percent of reporting players without errors. */
  readonly healthPercentage: number;
  /** What is wrong and what to do about it, in a sentence or two; empty while all is well. */
  readonly message: string;
  /** Percent of viewers whose players report. */
  readonly representation: number;
}

const BUSY_CPU_PERCENT = 80;
const FULL_CPU_PERCENT = 90;
/** What a line needs above a rendition's bitrate to hold it. */
const HEADROOM = 1.1;
const SLOW_SHARE = 0.25;
const ERROR_SHARE = 0.2;
const FEWEST_FOR_SHARES = 3;
const HEALTHY_ABOVE_PERCENT = 75;
/** Above this much inbound, encoding smaller renditions costs noticeably more. */
const HIGH_INBOUND_KBPS = 8_000;
const MAX_KEY_FRAME_INTERVAL_MS = 4_500;
const DROPPING_SHARE = 0.85;

/** Whether a trouble makes the broadcast unhealthy by itself; of what viewers suffer their players tell. */
interface Trouble {
  readonly sentence: string;
  readonly isGrave: boolean;
}

/** How the broadcast does; null while there is nothing to go by: no viewers, or none whose players report, and no trouble of our own. */
export function judgeHealth(facts: HealthFacts): Health | null {
  const { clients, viewerCount } = facts;
  const trouble = findTrouble(facts);
  const hasReports = viewerCount > 0 && clients.length > 0;
  if (!hasReports && trouble === null) return null;
  const failing = clients.filter(({ hasErrors }) => hasErrors).length;
  const healthPercentage = hasReports ? 100 - percentOf(failing, clients.length) : 100;
  const speaking = clients.filter(({ bandwidthKbps }) => bandwidthKbps !== null).length;
  return {
    healthy: healthPercentage > HEALTHY_ABOVE_PERCENT && trouble?.isGrave !== true,
    healthPercentage,
    message: trouble?.sentence ?? '',
    representation: percentOf(Math.min(speaking, viewerCount), viewerCount),
  };
}

/** The first that applies: what explains the others comes first. */
function findTrouble(facts: HealthFacts): Trouble | null {
  const looks = [
    encoderTrouble,
    storageTrouble,
    machineTrouble,
    pictureTrouble,
    renditionTrouble,
    slowViewers,
    failingViewers,
  ];
  for (const look of looks) {
    const trouble = look(facts);
    if (trouble !== null) return trouble;
  }
  return null;
}

function encoderTrouble({ ingest }: HealthFacts): Trouble | null {
  if (ingest === null) return null;
  const { frameRate, declaredFrameRate, keyFrameIntervalMs } = ingest;
  if (declaredFrameRate !== null && frameRate > 0 && frameRate < declaredFrameRate * DROPPING_SHARE) {
    return advice(
      `The encoder sends ${format(frameRate)} of ${format(declaredFrameRate)} pictures a second. ` +
        'Lower its bitrate or its resolution, or look for a better line to the server.',
    );
  }
  if (keyFrameIntervalMs !== null && keyFrameIntervalMs > MAX_KEY_FRAME_INTERVAL_MS) {
    return advice(
      `Key frames come ${format(keyFrameIntervalMs / 1000)} s apart, so that viewers wait for the picture. ` +
        'Set the key frame interval of the encoder to 2 s.',
    );
  }
  return null;
}

function pictureTrouble({ warnings: [first] }: HealthFacts): Trouble | null {
  return first === undefined ? null : advice(first);
}

function machineTrouble({ ingest, bitratesKbps, cpuPercent }: HealthFacts): Trouble | null {
  const encodes = bitratesKbps.length > 1;
  const inboundKbps = ingest?.bitrateKbps ?? 0;
  if (encodes && cpuPercent >= BUSY_CPU_PERCENT && inboundKbps > HIGH_INBOUND_KBPS) {
    return grave(
      `The encoder sends ${format(inboundKbps / 1000)} Mbit/s while the processor is ${Math.round(cpuPercent)} % busy. ` +
        'Send less, 6 Mbit/s or a smaller picture, so that the smaller renditions are cheaper to make.',
    );
  }
  if (cpuPercent < FULL_CPU_PERCENT) return null;
  return grave(
    `The processor is ${Math.round(cpuPercent)} % busy. ` +
      (encodes
        ? 'Choose fewer or smaller renditions (setting "ladder"), or end other programs.'
        : 'End other programs on this machine, or give it more cores.'),
  );
}

/** What was given up stays away for longer, so it comes before what will be tried again; all of a kind were lost for the same reason. */
function renditionTrouble({ missingRenditions }: HealthFacts): Trouble | null {
  const shed = missingRenditions.filter(({ state }) => state === 'shed');
  const missing = shed.length > 0 ? shed : missingRenditions;
  const [first] = missing;
  if (first === undefined) return null;
  const reason = first.reason.charAt(0).toLowerCase() + first.reason.slice(1);
  const outlook = shed.length > 0 ? '' : ' It is tried again.';
  return advice(`${list(missing.map(({ name }) => name))}: ${reason}${outlook}`);
}

/** Viewers notice nothing of it: they get everything from memory. */
function storageTrouble(facts: HealthFacts): Trouble | null {
  return facts.storageTrouble === null ? null : advice(facts.storageTrouble);
}

function slowViewers({ clients, bitratesKbps }: HealthFacts): Trouble | null {
  const lowestKbps = Math.min(...bitratesKbps);
  const known = clients.filter(({ bandwidthKbps }) => bandwidthKbps !== null);
  const slow = known.filter(({ bandwidthKbps }) => (bandwidthKbps ?? 0) < lowestKbps * HEADROOM);
  if (bitratesKbps.length === 0 || known.length === 0 || slow.length / known.length < SLOW_SHARE) return null;
  const remedy =
    bitratesKbps.length > 1
      ? 'Add a smaller rendition (setting "ladder").'
      : 'Switch smaller renditions on (setting "ladder"), or lower the bitrate of the encoder.';
  return advice(
    `The smallest rendition (${Math.round(lowestKbps)} kbit/s) is too much for the line of ${slow.length} of ${known.length} viewers. ${remedy}`,
  );
}

function failingViewers({ clients, bitratesKbps }: HealthFacts): Trouble | null {
  const failing = clients.filter(({ hasErrors }) => hasErrors).length;
  if (clients.length < FEWEST_FOR_SHARES || failing / clients.length < ERROR_SHARE) return null;
  const remedy =
    bitratesKbps.length > 1
      ? 'Check the upload of this server, and that the encoder sends without a break; smaller renditions help as well.'
      : 'There is only the picture as the encoder sends it: switch smaller renditions on (setting "ladder"), or lower its bitrate.';
  return advice(`${failing} of ${clients.length} viewers had playback stand still or fail. ${remedy}`);
}

function grave(sentence: string): Trouble {
  return { sentence, isGrave: true };
}

function advice(sentence: string): Trouble {
  return { sentence, isGrave: false };
}

function format(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}
