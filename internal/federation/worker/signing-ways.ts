/** How a request is signed: as the old draft has it, or after RFC 9421 with either key. */
export type SigningWay = 'draft' | 'rfc9421-rsa' | 'rfc9421-ed25519';

/** Servers of which something else than the usual is remembered. */
const MAX_HOSTS = 20_000;

/**
 * Which signature which server takes. All take that of the draft, and some answer "taken" before they look, so that nothing is learnt by trying: another way is gone by
 * only where the server itself says or shows that it understands it.
 */
export class SigningWays {
  readonly #hosts = new Map<string, SigningWay>();

  of(host: string): SigningWay {
    return this.#hosts.get(host) ?? 'draft';
  }

  /** A server says or shows that it takes that; one that refused it before is not believed. */
  learn(host: string, way: SigningWay): void {
    if (!this.#hosts.has(host)) this.keep(host, way);
  }

  /** From now on this, and no other. */
  keep(host: string, way: SigningWay): void {
    this.#hosts.delete(host);
    this.#hosts.set(host, way);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > MAX_HOSTS && oldest !== undefined) this.#hosts.delete(oldest);
  }
}
