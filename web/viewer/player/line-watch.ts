/** How one part came over the line. */
export interface PartTransfer {
  readonly bytes: number;
  readonly transferMs: number;
  /** How long the part plays. */
  readonly durationMs: number;
  readonly atMs: number;
}

const windowMs = 6000;
/** A shorter part (a segment's last) takes about as long to ask for as it plays, on any line. */
const tellingMs = 180;
/** After a change of mind, nothing larger is dared for so long. */
const caution = { firstMs: 8000, maxMs: 60_000 };
/** Of the measured bandwidth, what a rendition may take: on the way down, and (less, so that it holds) on the way up. */
const downShare = 0.8;
const upShare = 0.65;

/**
 * Watches parts arrive and limits the renditions that adaptation may choose. hls.js judges whole segments by a slow mean, and at a
 * distance of one and a half seconds behind live would stall for many seconds before it leaves a rendition that is too large.
 */
export class LineWatch {
  #transfers: readonly PartTransfer[] = [];
  /** Index of the largest rendition allowed; null is all. */
  #cap: number | null = null;
  #decidedAtMs = Number.NEGATIVE_INFINITY;
  #cautionMs = caution.firstMs;

  /** The measured bandwidth of the last seconds in bit/s, or null before the first part. */
  get bitsPerSecond(): number | null {
    const bytes = this.#transfers.reduce((sum, transfer) => sum + transfer.bytes, 0);
    const transferMs = this.#transfers.reduce((sum, transfer) => sum + transfer.transferMs, 0);
    return transferMs > 0 ? (bytes * 8000) / transferMs : null;
  }

  /**
   * Takes note of a part of rendition `current` and returns the largest rendition that may be loaded next, as an index into
   * `bitrates` (bit/s, ascending), or null when there is no limit.
   */
  take(transfer: PartTransfer, current: number, bitrates: readonly number[]): number | null {
    if (transfer.durationMs < tellingMs) return this.#cap;
    const slow = transfer.transferMs > transfer.durationMs;
    const recent = this.#transfers.filter(({ atMs }) => transfer.atMs - atMs < windowMs);
    // What came fast before the line grew slow says nothing any more.
    this.#transfers = slow ? [transfer] : [...recent, transfer];
    if (slow && current > 0) this.#lower(transfer.atMs, current, bitrates);
    else if (!slow) this.#raise(transfer.atMs, bitrates);
    return this.#cap;
  }

  #lower(atMs: number, current: number, bitrates: readonly number[]): void {
    const bandwidth = this.bitsPerSecond ?? 0;
    const fitting = bitrates.findLastIndex((bitrate, index) => index < current && bitrate <= bandwidth * downShare);
    const cap = Math.max(0, fitting);
    if (this.#cap !== null && cap >= this.#cap) return;
    // A line that fails again soon after being trusted is trusted later next time.
    const again = atMs - this.#decidedAtMs < 2 * this.#cautionMs;
    this.#cautionMs = again ? Math.min(caution.maxMs, this.#cautionMs * 2) : caution.firstMs;
    this.#cap = cap;
    this.#decidedAtMs = atMs;
  }

  #raise(atMs: number, bitrates: readonly number[]): void {
    if (this.#cap === null || atMs - this.#decidedAtMs < this.#cautionMs) return;
    const next = this.#cap + 1;
    if ((bitrates[next] ?? 0) > (this.bitsPerSecond ?? 0) * upShare) return;
    this.#cap = next >= bitrates.length - 1 ? null : next;
    this.#decidedAtMs = atMs;
  }
}
