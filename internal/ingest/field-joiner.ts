import { fieldCodingOf } from '../media/h264.ts';
import { arePair, type CodedFields, isSingleField, readCodedFields } from '../media/h264-fields.ts';
import type { FieldCoding } from '../media/h264-sps.ts';
import { nalLengthSize } from '../media/nal.ts';
import type { VideoConfig, VideoPacket } from '../media/packet.ts';

/** A picture on the timeline. */
export interface PlacedPicture {
  readonly packet: VideoPacket;
  /** Whether it does not continue the one before it. */
  readonly discontinuity: boolean;
}

/**
 * Puts pictures together whose two fields the encoder sends one by one. Decoders make one frame of both, so that apart they
 * would count as twice as many pictures as are shown, and half of them at no time of their own.
 */
export class FieldJoiner {
  readonly #config: VideoConfig;
  readonly #coding: FieldCoding;
  #first: { readonly picture: PlacedPicture; readonly fields: CodedFields } | null = null;
  #hasSeenFields = false;

  private constructor(config: VideoConfig, coding: FieldCoding) {
    this.#config = config;
    this.#coding = coding;
  }

  /** Null where no picture can come in fields. */
  static of(config: VideoConfig): FieldJoiner | null {
    const coding = config.interlacing === undefined ? null : fieldCodingOf(config);
    return coding === null ? null : new FieldJoiner(config, coding);
  }

  get hasSeenFields(): boolean {
    return this.#hasSeenFields;
  }

  /** The picture that `frame` completes, at the time of its first field; null when it is no second field. */
  complete(frame: { readonly data: Buffer; readonly isKey: boolean }): PlacedPicture | null {
    const first = this.#first;
    // A second field never begins anew (H.264, 7.4.1.2.4).
    if (first === null || frame.isKey) return null;
    const fields = this.#fieldsOf(frame.data);
    if (fields === null || !arePair(first.fields, fields)) return null;
    this.#first = null;
    const { packet, discontinuity } = first.picture;
    return { packet: { ...packet, data: Buffer.concat([packet.data, frame.data]) }, discontinuity };
  }

  /** Takes the next picture, or its first field, which waits for the second; gives what is to go out now, in order. */
  take(picture: PlacedPicture): PlacedPicture[] {
    const fields = this.#fieldsOf(picture.packet.data);
    // A field whose other one never came is shown as it is, unless what followed it is lost as well.
    const before = this.#first === null || picture.discontinuity ? [] : [this.#first.picture];
    this.#first = null;
    if (fields === null) return [...before, picture];
    this.#hasSeenFields = true;
    if (!isSingleField(fields)) return [...before, picture];
    this.#first = { picture, fields };
    return before;
  }

  #fieldsOf(data: Buffer): CodedFields | null {
    return readCodedFields(data, nalLengthSize(this.#config), this.#coding);
  }
}
