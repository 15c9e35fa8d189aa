/** A transcoded rendition as the ladder plans it: what viewers are told before its first frame exists. */
export interface RenditionPlan {
  /** Position in the ladder and in its URL, from 1; 0 is the source rendition. */
  readonly index: number;
  /** What a viewer chooses by, such as `480p`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Target of the video encoder, in kbit/s. */
  readonly videoBitrateKbps: number;
  /** RFC 6381 name that the encoder's profile and level will give. */
  readonly codecString: string;
}
