/** Players hold back less than that, so that they stand still soon after. */
const quietMs = 1_800;
/** Looks without media in between: after a moment in which this process did nothing, what has come meanwhile is read first. */
const quietLooks = 4;
/** An encoder that sends little, such as a picture a second without sound, is given so many times its usual pause. */
const usualGaps = 3;
/** How much of a pause is left in mind with each further message. */
const decay = 0.98;

/** Tells that an encoder which is still connected sends nothing any more, as where its network is gone. */
export class QuietWatch {
  #heardMs: number | null = null;
  #usualGapMs = 0;
  #looks = 0;

  /** A message of media came. */
  heard(nowMs: number): void {
    if (this.#heardMs !== null) this.#usualGapMs = Math.max(nowMs - this.#heardMs, this.#usualGapMs * decay);
    this.#heardMs = nowMs;
    this.#looks = 0;
  }

  /** Called several times in `quietMs`. */
  isQuiet(nowMs: number): boolean {
    if (this.#heardMs === null) return false;
    this.#looks += 1;
    return this.#looks >= quietLooks && nowMs - this.#heardMs >= Math.max(quietMs, usualGaps * this.#usualGapMs);
  }
}
