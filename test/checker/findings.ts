/** A rule that was broken. */
export interface Finding {
  /** Stable name of the rule, such as `part-too-short`. */
  readonly rule: string;
  /** Where: the URL of a playlist or of a media file. */
  readonly where: string;
  readonly message: string;
}

/** Findings of one rule and place kept; the others are counted. */
const mostAlike = 3;

/** Collects findings, a few of each kind. */
export class Findings {
  readonly #list: Finding[] = [];
  readonly #counts = new Map<string, number>();
  readonly #onFinding: (rule: string) => void;

  constructor(needs: { onFinding?: (rule: string) => void } = {}) {
    this.#onFinding = needs.onFinding ?? (() => {});
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  /** How often each rule was broken, also beyond what is listed. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(rule: string, where: string, message: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
    if (this.#list.filter((finding) => finding.rule === rule && finding.where === where).length < mostAlike) {
      this.#list.push({ rule, where, message });
    }
    this.#onFinding(rule);
  }
}
