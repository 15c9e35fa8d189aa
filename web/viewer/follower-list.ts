import { signal, type ReadonlySignal } from '@preact/signals';
import type { AnswerOf } from '../../internal/http/contract/caller-types.ts';
import type { ApiClient } from '../shared/api-client.ts';

type Page = AnswerOf<'GET /api/followers'>;
export type Follower = Page['results'][number];

const perPage = 24;

/** Who follows the channel, newest first, page by page: each once, though somebody may have come between two pages. */
export class FollowerList {
  readonly #api: Pick<ApiClient, 'call'>;
  readonly #shown = signal<readonly Follower[]>([]);
  readonly #total = signal<number | null>(null);
  readonly #isBroken = signal(false);
  #isAsking = false;

  constructor(api: Pick<ApiClient, 'call'>) {
    this.#api = api;
  }

  get shown(): ReadonlySignal<readonly Follower[]> {
    return this.#shown;
  }

  /** Null until the first page is there. */
  get total(): ReadonlySignal<number | null> {
    return this.#total;
  }

  /** The last question got no answer. */
  get isBroken(): ReadonlySignal<boolean> {
    return this.#isBroken;
  }

  /** Asks for the next page, unless it was asked for already. */
  async more(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const shown = this.#shown.peek();
    const query = { offset: String(shown.length), limit: String(perPage) };
    const reply = await this.#api.call('GET /api/followers', { query });
    this.#isAsking = false;
    const page = reply.kind === 'answered' && Array.isArray(reply.body?.results) ? reply.body : null;
    this.#isBroken.value = page === null;
    if (page === null) return;
    const known = new Set(shown.map(({ link }) => link));
    const added = page.results.filter(({ link }) => !known.has(link));
    this.#shown.value = [...shown, ...added];
    // Where a page brings nobody new there is nobody more.
    this.#total.value = added.length === 0 ? shown.length : page.total;
  }
}
