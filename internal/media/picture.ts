import type { VideoConfig } from './packet.ts';

/** What has to be known of one coded picture before it may be given to a browser. */
export interface PictureFacts {
  /** Whether its parts add up: browsers give up playback on one that is broken. */
  readonly wellFormed: boolean;
  /** Whether there is a picture in it, and not only parameters or messages. */
  readonly hasPicture: boolean;
  /** Whether decoding can start here, whatever the encoder's flag says. */
  readonly isKey: boolean;
}

/** The same for a picture that may say by itself what decoders need. */
export interface InspectedPicture extends PictureFacts {
  /** What goes into the container. */
  readonly data: Buffer;
  /** The codec data as this picture says them; null where they came before. */
  readonly config: VideoConfig | null;
}

/** No picture's side is longer; more is an attack, not a camera (ITU-T H.264, level 6.2). */
export const maximumSidePixels = 16_880;
/** Longer decoder configurations are none; real ones take under 200 bytes. */
export const maximumRecordBytes = 65_536;

export const brokenPicture: PictureFacts = { wellFormed: false, hasPicture: false, isKey: false };
