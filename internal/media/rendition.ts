/** How much work an encoder puts into each picture, 0 the least. */
export type Effort = 0 | 1 | 2 | 3 | 4;

/** A transcoded rendition as the ladder plans it: what viewers are told before its first frame exists. */
export interface RenditionPlan {
  /** Position in the ladder and in its URL, from 1; 0 is the source rendition. */
  readonly index: number;
  /** What a viewer chooses by, such as `480p`. */
  readonly name: string;
  /** That name where the admin gave it; null where it only says the size. */
  readonly givenName: string | null;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Target of the video encoder, in kbit/s. */
  readonly videoBitrateKbps: number;
  readonly effort: Effort;
  /** ffmpeg's name of the encoder that makes it. */
  readonly encoder: string;
  /** RFC 6381 name that the encoder's profile and level will give. */
  readonly codecString: string;
  /** Its sound is that beside the source's, in a codec that every player knows. */
  readonly hasSoundBeside?: boolean;
  /** No ladder asks for it: it is made in place of a rendition that was too much. */
  readonly isStandIn?: boolean;
}

/** What the index of a rendition's twin with the sound beside has more than its own; that of the source is 0. Ladders are shorter by far. */
export const soundTwinOffset = 100;
