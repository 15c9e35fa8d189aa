import type { RenditionPlan } from '../media/rendition.ts';
import { type LadderSource, type RequestedRendition, planLadder } from './ladder.ts';

/** What OBS takes as "Config Override (JSON)" of its multitrack video; it does the encoding. */
export interface ObsOverride {
  readonly encoder_configurations: {
    readonly type: string;
    readonly width: number;
    readonly height: number;
    readonly framerate: { readonly numerator: number; readonly denominator: number };
    readonly settings: Record<string, string | number>;
    readonly canvas_index: number;
  }[];
  readonly audio_configurations: {
    readonly live: {
      readonly codec: string;
      readonly track_id: number;
      readonly channels: number;
      readonly settings: { readonly bitrate: number };
    }[];
  };
}

/** OBS takes up to six pictures, the main one among them. */
const mostSizes = 5;
const keyFrameSeconds = 2;
const audioBitrateKbps = 160;
/** Bits per pixel of the main picture where the source's bit rate is not known: 4,500 kbit/s at 1080p30. */
const bitsPerPixel = 0.0723;
/** Measured bit rates are seldom the round ones that were set. */
const bitrateStepKbps = 50;
/** A machine that encodes this much at once is no small server. */
const streamerCores = 8;

/**
 * The override that makes of one scene the source's size and the ladder's, best first: what is written there comes in as a ladder that
 * nothing has to be encoded for. An automatic ladder is that of a strong machine, since the streamer's does the work.
 */
export function obsOverride(source: LadderSource, ladder: 'auto' | 'off' | readonly RequestedRendition[]): ObsOverride {
  const frameRate = source.frameRate ?? 30;
  const main = { ...source, frameRate, videoBitrateKbps: mainBitrateKbps({ ...source, frameRate }) };
  // The main picture is in H.264, which every player shows, whatever the source is in now.
  const sent = { ...source, frameRate, bitrateKbps: main.videoBitrateKbps, playsEverywhere: true };
  const plans = planLadder(sent, { ladder, cores: streamerCores });
  return {
    encoder_configurations: [main, ...plans.slice(0, mostSizes)].map(encoderOf),
    audio_configurations: {
      live: [{ codec: 'ffmpeg_aac', track_id: 1, channels: 2, settings: { bitrate: audioBitrateKbps } }],
    },
  };
}

/** What the source has now, rounded up; one whose codec says as much in fewer bits gets what its size takes in H.264 at least. */
function mainBitrateKbps(source: LadderSource & { readonly frameRate: number }): number {
  const { width, height, frameRate, bitrateKbps, playsEverywhere = true } = source;
  const usualKbps = Math.round((width * height * frameRate * bitsPerPixel) / 1000);
  if (bitrateKbps === null) return usualKbps;
  const sentKbps = Math.ceil(bitrateKbps / bitrateStepKbps) * bitrateStepKbps;
  return playsEverywhere ? sentKbps : Math.max(sentKbps, usualKbps);
}

function encoderOf(
  picture: Pick<RenditionPlan, 'width' | 'height' | 'frameRate' | 'videoBitrateKbps'>,
): ObsOverride['encoder_configurations'][number] {
  return {
    type: 'obs_x264',
    width: picture.width,
    height: picture.height,
    framerate: fractionOf(picture.frameRate),
    settings: {
      rate_control: 'CBR',
      bitrate: picture.videoBitrateKbps,
      keyint_sec: keyFrameSeconds,
      preset: 'veryfast',
      profile: 'high',
      tune: 'zerolatency',
    },
    canvas_index: 0,
  };
}

/** 29.97 is 30000/1001, as OBS counts it. */
function fractionOf(frameRate: number): { numerator: number; denominator: number } {
  const whole = Math.round(frameRate);
  const isWhole = Math.abs(frameRate - whole) < 0.005;
  return isWhole ? { numerator: whole, denominator: 1 } : { numerator: whole * 1000, denominator: 1001 };
}
