/**
 * What a media packet is, everywhere between the ingest and the playlists.
 *
 * Times are milliseconds on the broadcast's one normalised timeline (see `timeline-clock.ts`): they start at
 * 10,000 ms, never wrap, and may carry a fraction where the producer knows better than 1 ms. `data` is an immutable view:
 * whoever produces a packet gives its bytes away.
 */

/** Codec data of a video track; a new object means that decoders must start afresh. */
export interface VideoConfig {
  readonly codec: 'avc' | 'hevc' | 'av1' | 'vp9';
  /**
   * What the codec's box in MP4 holds: the decoder configuration record of ISO/IEC 14496-15 (5.3.3.1, 8.3.3.1) or of the bindings of AV1
   * and VP9, verbatim.
   */
  readonly description: Buffer;
  /** RFC 6381 name, such as `avc1.64001f` or `hvc1.1.6.L93.B0`. */
  readonly codecString: string;
  /** Size of the picture as shown, after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, when the codec data say so. */
  readonly frameRate: number | null;
  /**
   * How interlaced pictures come, left out where there are none. `possible`: a picture says by itself whether it is one (H.264 without
   * frame_mbs_only_flag). `woven`: the two fields of a picture come out of the decoder as one frame. `fields`: as two, of half the height (HEVC's field_seq_flag).
   */
  readonly interlacing?: 'possible' | 'woven' | 'fields';
}

/** Codec data of an audio track. */
export interface AudioConfig {
  readonly codec: 'aac' | 'mp3' | 'opus';
  /** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) for AAC, the contents of dOps for Opus; empty for MP3. */
  readonly description: Buffer;
  /** RFC 6381 name, such as `mp4a.40.2`. */
  readonly codecString: string;
  /** Samples per second of the coded frames (the core rate for HE-AAC). */
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples in one coded frame: 1024 for AAC, 1152 or 576 for MP3, 960 for Opus as a rule. */
  readonly samplesPerFrame: number;
}

/** The tracks of a broadcast as they stand; `null` is a track that is not there. */
export interface TrackConfig {
  readonly video: VideoConfig | null;
  readonly audio: AudioConfig | null;
}

/** One coded picture as MP4 carries it: length-prefixed NAL units, OBUs without temporal delimiter, or a VP9 frame. */
export interface VideoPacket {
  readonly kind: 'video';
  readonly dtsMs: number;
  readonly ptsMs: number;
  /** Whether decoding can start here. */
  readonly isKey: boolean;
  /** Presentation time of the picture that follows, where that is known already and pictures are not reordered. */
  readonly untilMs?: number | undefined;
  readonly data: Buffer;
}

/** One coded audio frame, without any framing of the container it came in. */
export interface AudioPacket {
  readonly kind: 'audio';
  readonly ptsMs: number;
  readonly data: Buffer;
}

export type MediaPacket = VideoPacket | AudioPacket;

/** A further picture that the encoder sends beside the main one: the same scene in another size. */
export interface VideoLayer {
  /** From 1, as the encoder numbers its tracks. */
  readonly index: number;
  readonly config: VideoConfig;
}

/** One picture of a layer. */
export interface LayerPacket {
  readonly kind: 'layer';
  readonly index: number;
  readonly packet: VideoPacket;
}

/** A frame of the same sound in a codec that every player knows, on its own time, a little later than the source's. */
export interface SoundBesidePacket {
  readonly kind: 'sound-beside';
  readonly packet: AudioPacket;
}

/** Why the next packet does not follow on from the one before it. */
export type DiscontinuityReason = 'encoder-returned' | 'timestamp-jump' | 'codec-change' | 'source-changed';

/**
 * One item on the packet bus, in the order of arrival.
 *
 * `config` comes before the first packet that needs it, and again whenever codec data change (identical repeats are
 * swallowed upstream); it names the layers as well, whose packets come in the order of their times, but not among the main picture's.
 * `discontinuity` says that the packets after it do not continue those before it; the video after it starts
 * with a key frame. `pause` says that the encoder has gone and may come back (the grace time runs); what is held
 * should be flushed. `end` is the last item of a broadcast.
 */
export type MediaItem =
  | MediaPacket
  | LayerPacket
  | SoundBesidePacket
  | {
      readonly kind: 'config';
      readonly tracks: TrackConfig;
      readonly layers?: readonly VideoLayer[];
      /** Of the `sound-beside` packets that follow; left out where there will be none. */
      readonly soundBeside?: AudioConfig;
    }
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
  return a.codec === b.codec && a.width === b.width && a.height === b.height && a.description.equals(b.description);
}

/** Whether a decoder set up for `a` can go on with `b`: codec data are compared byte by byte. */
export function sameAudioConfig(a: AudioConfig | null, b: AudioConfig | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.codec === b.codec &&
    a.sampleRate === b.sampleRate &&
    a.channels === b.channels &&
    a.samplesPerFrame === b.samplesPerFrame &&
    a.description.equals(b.description)
  );
}

/** Whether the same layers go on with the same codec data. */
export function sameLayers(a: readonly VideoLayer[], b: readonly VideoLayer[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ index, config }, position) => {
      const other = b[position];
      return other?.index === index && sameVideoConfig(other.config, config);
    })
  );
}
