const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The last bit says in which byte order checksums are counted. */
const MAGIC = 0x377f_0682;
/** SQLite's own bound. */
const MAX_PAGES = 0xffff_fffe;

/**
 * What a database holds together with the log beside it (fileformat2 section 4), as one file's bytes. Frames count up to the last commit before
 * the first one that does not add up, as SQLite itself has it; so a log that was cut off, or written over from the beginning, gives what was
 * committed. A log that is none adds nothing.
 */
export function applyWriteAheadLog(database: Buffer, log: Buffer): Buffer {
  const commit = readCommitted(log);
  if (commit === null) return database;
  const { pages, pageCount, pageBytes } = commit;
  const whole = Buffer.alloc(pageCount * pageBytes);
  database.copy(whole, 0, 0, Math.min(database.length, whole.length));
  for (const [number, offset] of pages) {
    if (number <= pageCount) log.copy(whole, (number - 1) * pageBytes, offset, offset + pageBytes);
  }
  return whole;
}

interface Committed {
  /** Page number to where its newest bytes begin in the log. */
  readonly pages: ReadonlyMap<number, number>;
  readonly pageCount: number;
  readonly pageBytes: number;
}

function readCommitted(log: Buffer): Committed | null {
  const header = readHeader(log);
  if (header === null) return null;
  const { pageBytes, sum } = header;
  const pages = new Map<number, number>();
  let open: (readonly [number, number])[] = [];
  let pageCount = 0;
  for (let offset = LOG_HEADER_BYTES; ; offset += FRAME_HEADER_BYTES + pageBytes) {
    const start = offset + FRAME_HEADER_BYTES;
    if (start + pageBytes > log.length || !header.isSalted(offset)) break;
    sum.add(offset, offset + 8);
    sum.add(start, start + pageBytes);
    if (!sum.equals(offset + 16)) break;
    open.push([log.readUInt32BE(offset), start]);
    const committedPages = log.readUInt32BE(offset + 4);
    if (committedPages === 0 || committedPages > MAX_PAGES) continue;
    for (const [number, at] of open) pages.set(number, at);
    open = [];
    pageCount = committedPages;
  }
  return pageCount === 0 ? null : { pages, pageCount, pageBytes };
}

interface LogHeader {
  readonly pageBytes: number;
  readonly sum: RunningSum;
  /** Whether the frame there belongs to this round of the log. */
  isSalted(offset: number): boolean;
}

function readHeader(log: Buffer): LogHeader | null {
  if (log.length < LOG_HEADER_BYTES) return null;
  const magic = log.readUInt32BE(0);
  const pageBytes = log.readUInt32BE(8);
  const isPowerOfTwo = (pageBytes & (pageBytes - 1)) === 0;
  if (magic >>> 1 !== MAGIC >>> 1 || pageBytes < 512 || pageBytes > 65_536 || !isPowerOfTwo) return null;
  const sum = new RunningSum(log, (magic & 1) === 1);
  sum.add(0, 24);
  if (!sum.equals(24)) return null;
  const salt = log.subarray(16, 24);
  return { pageBytes, sum, isSalted: (offset) => log.subarray(offset + 8, offset + 16).equals(salt) };
}

/** Fibonacci-weighted sums of 32-bit words, over everything that was added. */
class RunningSum {
  readonly #bytes: Buffer;
  readonly #read: (offset: number) => number;
  #first = 0;
  #second = 0;

  constructor(bytes: Buffer, isBigEndian: boolean) {
    this.#bytes = bytes;
    this.#read = isBigEndian ? (offset) => bytes.readUInt32BE(offset) : (offset) => bytes.readUInt32LE(offset);
  }

  add(from: number, to: number): void {
    for (let offset = from; offset < to; offset += 8) {
      this.#first = (this.#first + this.#read(offset) + this.#second) >>> 0;
      this.#second = (this.#second + this.#read(offset + 4) + this.#first) >>> 0;
    }
  }

  equals(offset: number): boolean {
    return this.#bytes.readUInt32BE(offset) === this.#first && this.#bytes.readUInt32BE(offset + 4) === this.#second;
  }
}
