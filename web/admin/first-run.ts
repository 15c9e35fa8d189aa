import { computed, signal } from '@preact/signals';
import type { AnswerOf } from '../../internal/http/contract/caller-types.ts';
import type { Router } from './router.ts';
import type { StudioApi } from './studio-api.ts';

export type FirstRunStep = AnswerOf<'GET /api/admin/firstrun'>['step'];

export interface FirstRunNeeds {
  readonly api: Pick<StudioApi, 'call'>;
  readonly router: Pick<Router, 'page' | 'replace'>;
  /** The studio was opened at no page in particular. */
  readonly cameWithoutPage: boolean;
}

/** Where the guided page lies. */
export const welcomePath = 'welcome';

/** How far setting the station up has come. The server keeps it, so that it can be gone on with from any browser, and is over for good. */
export class FirstRun {
  readonly step = signal<FirstRunStep | null>(null);
  /** There are steps left. */
  readonly isUnfinished = computed(() => this.step.value !== null && this.step.value !== 'done');
  readonly #needs: FirstRunNeeds;
  #mayLead: boolean;

  constructor(needs: FirstRunNeeds) {
    this.#needs = needs;
    this.#mayLead = needs.cameWithoutPage;
  }

  /** Asks the server, and leads whoever opened the studio at no page in particular to the next step; once, for a session may end on any page. */
  async load(): Promise<void> {
    const reply = await this.#needs.api.call('GET /api/admin/firstrun');
    if (reply.kind !== 'answered') return;
    this.step.value = reply.body.step;
    if (this.isUnfinished.value && this.#mayLead) this.#needs.router.replace(welcomePath);
    this.#mayLead = false;
  }

  /** Goes on, or back; what the server could not note is gone on with all the same. */
  async goTo(step: FirstRunStep): Promise<void> {
    this.step.value = step;
    await this.#needs.api.call('POST /api/admin/firstrun', { body: { step } });
  }
}
