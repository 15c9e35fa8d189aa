import type { ChallengeBoard } from './obtain-certificate.ts';

/** What is to be answered to the authority's check, while one runs. */
export class Challenges implements ChallengeBoard {
  readonly #answers = new Map<string, string>();

  get count(): number {
    return this.#answers.size;
  }

  put(token: string, answer: string): void {
    this.#answers.set(token, answer);
  }

  remove(token: string): void {
    this.#answers.delete(token);
  }

  /** Null for a token that is not known. */
  answer(token: string): string | null {
    return this.#answers.get(token) ?? null;
  }
}
