/**
 * What a media packet is, everywhere between the ingest and the playlists.
 *
 * Times are milliseconds on the broadcast's one normalised timeline (see `timeline-clock.ts`): they start at
 * 10,000 ms, never wrap, and may carry a fraction where the producer knows better than 1 ms. `data` is an immutable view:
 * whoever produces a packet gives its bytes away.
 */

/** Codec data of a video track; a new object means that decoders must start afresh. */
export interface VideoConfig {
  readonly codec: 'avc';
  /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), verbatim. */
  readonly description: Buffer;
  /** RFC 6381 name, such as `avc1.64001f`. */
  readonly codecString: string;
  /** Size of the picture as shown, after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second from the SPS's VUI, when it says so. */
  readonly frameRate: number | null;
}

/** Codec data of an audio track. */
export interface AudioConfig {
  readonly codec: 'aac' | 'mp3';
  /** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) for AAC; empty for MP3. */
  readonly description: Buffer;
  /** RFC 6381 name, such as `mp4a.40.2`. */
  readonly codecString: string;
  /** Samples per second of the coded frames (the core rate for HE-AAC). */
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples in one coded frame: 1024 for AAC, 1152 or 576 for MP3. */
  readonly samplesPerFrame: number;
}

/** The tracks of a broadcast as they stand; `null` is a track that is not there. */
export interface TrackConfig {
  readonly video: VideoConfig | null;
  readonly audio: AudioConfig | null;
}

/** One coded picture: length-prefixed NAL units as FLV and MP4 carry them. */
export interface VideoPacket {
  readonly kind: 'video';
  readonly dtsMs: number;
  readonly ptsMs: number;
  /** Whether decoding can start here (an IDR picture). */
  readonly isKey: boolean;
  readonly data: Buffer;
}

/** One coded audio frame, without any framing of the container it came in. */
export interface AudioPacket {
  readonly kind: 'audio';
  readonly ptsMs: number;
  readonly data: Buffer;
}

export type MediaPacket = VideoPacket | AudioPacket;

/** Why the next packet does not follow on from the one before it. */
export type DiscontinuityReason = 'encoder-returned' | 'timestamp-jump' | 'codec-change';

/**
 * One item on the packet bus, in the order of arrival.
 *
 * `config` comes before the first packet that needs it, and again whenever codec data change (identical repeats are
 * swallowed upstream). `discontinuity` says that the packets after it do not continue those before it; the video after it starts
 * with a key frame. `pause` says that the encoder has gone and may come back (the grace time runs); what is held
 * should be flushed. `end` is the last item of a broadcast.
 */
export type MediaItem =
  | MediaPacket
  | { readonly kind: 'config'; readonly tracks: TrackConfig }
  | { readonly kind: 'discontinuity'; readonly reason: DiscontinuityReason; readonly atMs: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'end' };

/** A consumer of the packet bus. It must not block and must not throw for bad media. */
export interface MediaSink {
  push(item: MediaItem): void;
}

/** Whether a decoder set up for `a` can go on with `b`: codec data are compared byte by byte. */
export function sameVideoConfig(a: VideoConfig | null, b: VideoConfig | null): boolean {
  if (a === null || b === null) return a === b;
  return a.codec === b.codec && a.description.equals(b.description);
}

/** Whether a decoder set up for `a` can go on with `b`: codec data are compared byte by byte. */
export function sameAudioConfig(a: AudioConfig | null, b: AudioConfig | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.codec === b.codec &&
    a.sampleRate === b.sampleRate &&
    a.channels === b.channels &&
    a.description.equals(b.description)
  );
}
