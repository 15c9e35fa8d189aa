import { computed, signal } from '@preact/signals';

/** The studio's address: `/admin/chat/emoji#setting` is the page `chat`, in it `emoji`, and there `setting`. */
export interface Place {
  readonly page: string;
  /** What of the page, without slashes at its ends; '' for its beginning. */
  readonly rest: string;
  readonly anchor: string;
}

const base = '/admin';

/** Reads the path and the hash of an address. */
export function readPlace(pathname: string, hash: string): Place {
  const [page = '', ...rest] = pathname.slice(base.length).split('/').filter(Boolean);
  return { page, rest: rest.join('/'), anchor: decodeAnchor(hash.slice(1)) };
}

/** What a link to a place has as its address: `chat`, `chat/emoji` or `server#channel-name`. */
export function hrefTo(place: string): string {
  return `${base}/${place}`;
}

function decodeAnchor(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return '';
  }
}

export interface RouterNeeds {
  readonly history: Pick<History, 'go' | 'pushState' | 'replaceState' | 'state'>;
  readonly location: Pick<Location, 'pathname' | 'hash'>;
  /** Asked before another page is shown; false stays. */
  readonly mayLeave: () => Promise<boolean>;
}

/** Where the studio is, kept in the address and in the browser's history. */
export class Router {
  readonly #needs: RouterNeeds;
  readonly #place;
  /** Where in the history of this tab the place lies that is shown. */
  #position: number;
  /** Goes up with every press of Back or Forward: the answer to a question that was asked before counts no more. */
  #turn = 0;
  readonly page;
  readonly rest;
  readonly anchor;

  constructor(needs: RouterNeeds) {
    this.#needs = needs;
    this.#place = signal(readPlace(needs.location.pathname, needs.location.hash));
    this.#position = this.#readPosition(0);
    this.page = computed(() => this.#place.value.page);
    this.rest = computed(() => this.#place.value.rest);
    this.anchor = computed(() => this.#place.value.anchor);
  }

  /** Goes to a place such as `chat/emoji` or `server#channel-name`; false when unsaved changes keep us here. */
  async go(place: string): Promise<boolean> {
    const [path = '', anchor = ''] = place.split('#');
    const next = readPlace(hrefTo(path), `#${anchor}`);
    if (next.page !== this.#place.peek().page && !(await this.#needs.mayLeave())) return false;
    this.#position += 1;
    this.#needs.history.pushState({ position: this.#position }, '', hrefTo(place));
    this.#place.value = next;
    return true;
  }

  /** Puts another place in this one's stead, as an address without a page is led to the first. */
  replace(place: string): void {
    this.#needs.history.replaceState({ position: this.#position }, '', hrefTo(place));
    const [path = '', anchor = ''] = place.split('#');
    this.#place.value = readPlace(hrefTo(path), `#${anchor}`);
  }

  /** The browser went back or forward: follows, or goes back to where we stay. Nothing is added to its history, or Back would lead in a circle. */
  async follow(): Promise<void> {
    const { history, location } = this.#needs;
    const next = readPlace(location.pathname, location.hash);
    const position = this.#readPosition(this.#position + 1);
    this.#turn += 1;
    const turn = this.#turn;
    const isAllowed = next.page === this.#place.peek().page || (await this.#needs.mayLeave());
    if (turn !== this.#turn) return;
    if (!isAllowed) return history.go(this.#position - position);
    this.#position = position;
    this.#place.value = next;
  }

  /** Where in the history the entry lies that the browser shows; one that is not of our making, such as for an address that was typed, is `otherwise`. */
  #readPosition(otherwise: number): number {
    const { history } = this.#needs;
    const { position } = (history.state ?? {}) as { readonly position?: unknown };
    if (typeof position === 'number') return position;
    history.replaceState({ position: otherwise }, '');
    return otherwise;
  }
}
