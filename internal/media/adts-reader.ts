import { parseAudioSpecificConfig, writeAudioSpecificConfig } from './aac.ts';
import type { AudioConfig } from './packet.ts';

export interface AdtsReaderNeeds {
  /** Called before the first frame and whenever the headers say otherwise than before. */
  onConfig(config: AudioConfig): void;
  /** One raw AAC frame; `data` is memory of its own. */
  onFrame(data: Buffer): void;
}

const minimumHeaderBytes = 7;
const checksumBytes = 2;

/**
 * Reads AAC in ADTS (ISO/IEC 14496-3, 1.A.2) as it comes out of a pipe. Bytes between frames are passed over until the next sync word,
 * so it never fails; it holds less than one frame, that is 8 kB.
 */
export class AdtsReader {
  readonly #needs: AdtsReaderNeeds;
  #rest: Buffer = Buffer.alloc(0);
  #description: Buffer | null = null;

  constructor(needs: AdtsReaderNeeds) {
    this.#needs = needs;
  }

  /** Takes the next bytes, in pieces of any size. Does not keep `chunk`. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let offset = 0;
    while (offset + minimumHeaderBytes <= bytes.length) {
      const frameBytes = frameBytesAt(bytes, offset);
      if (frameBytes === null) {
        offset += 1;
        continue;
      }
      if (offset + frameBytes > bytes.length) break;
      this.#frame(bytes.subarray(offset, offset + frameBytes));
      offset += frameBytes;
    }
    this.#rest = Buffer.from(bytes.subarray(offset));
  }

  #frame(frame: Buffer): void {
    const description = descriptionOf(frame);
    if (this.#description === null || !this.#description.equals(description)) {
      const parsed = parseAudioSpecificConfig(description);
      if (parsed.kind !== 'parsed') return;
      this.#description = description;
      this.#needs.onConfig(parsed.value);
    }
    this.#needs.onFrame(Buffer.from(frame.subarray(headerBytesOf(frame))));
  }
}

/** Sync word, layer 0, and one raw data block a frame, which is what every encoder writes. */
function frameBytesAt(bytes: Buffer, offset: number): number | null {
  if (bytes[offset] !== 0xff || ((bytes[offset + 1] ?? 0) & 0xf6) !== 0xf0) return null;
  const frameBytes = (bytes.readUInt32BE(offset + 3) >>> 13) & 0x1fff;
  const hasOneBlock = ((bytes[offset + 6] ?? 0) & 3) === 0;
  return hasOneBlock && frameBytes > headerBytesOf(bytes.subarray(offset)) ? frameBytes : null;
}

function headerBytesOf(frame: Buffer): number {
  const hasChecksum = ((frame[1] ?? 0) & 1) === 0;
  return minimumHeaderBytes + (hasChecksum ? checksumBytes : 0);
}

/** The AudioSpecificConfig that says what the fixed part of the header says. */
function descriptionOf(frame: Buffer): Buffer {
  const bits = frame.readUInt16BE(2);
  return writeAudioSpecificConfig({
    objectType: (bits >> 14) + 1,
    rateIndex: (bits >> 10) & 15,
    channelConfiguration: (bits >> 6) & 7,
  });
}
