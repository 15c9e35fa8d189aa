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
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  readonly location: Pick<Location, 'pathname' | 'hash'>;
  /** Asked before another page is shown; false stays. */
  readonly mayLeave: () => Promise<boolean>;
}

/** Where the studio is, kept in the address and in the browser's history. */
export class Router {
  readonly #needs: RouterNeeds;
  readonly #place;
  readonly page;
  readonly rest;
  readonly anchor;

  constructor(needs: RouterNeeds) {
    this.#needs = needs;
    this.#place = signal(readPlace(needs.location.pathname, needs.location.hash));
    this.page = computed(() => this.#place.value.page);
    this.rest = computed(() => this.#place.value.rest);
    this.anchor = computed(() => this.#place.value.anchor);
  }

  /** Goes to a place such as `chat/emoji` or `server#channel-name`; false when unsaved changes keep us here. */
  async go(place: string): Promise<boolean> {
    const [path = '', anchor = ''] = place.split('#');
    const next = readPlace(hrefTo(path), `#${anchor}`);
    if (next.page !== this.#place.peek().page && !(await this.#needs.mayLeave())) return false;
    this.#needs.history.pushState(null, '', hrefTo(place));
    this.#place.value = next;
    return true;
  }

  /** Puts another place in this one's stead, as an address without a page is led to the first. */
  replace(place: string): void {
    this.#needs.history.replaceState(null, '', hrefTo(place));
    const [path = '', anchor = ''] = place.split('#');
    this.#place.value = readPlace(hrefTo(path), `#${anchor}`);
  }

  /** The browser went back or forward: follows, or stays and puts the address right again. */
  async follow(): Promise<void> {
    const { pathname, hash } = this.#needs.location;
    const next = readPlace(pathname, hash);
    const here = this.#place.peek();
    if (next.page === here.page) {
      this.#place.value = next;
      return;
    }
    this.#needs.history.pushState(null, '', hrefTo([here.page, here.rest].filter(Boolean).join('/')));
    await this.go([next.page, next.rest].filter(Boolean).join('/') + (next.anchor === '' ? '' : `#${next.anchor}`));
  }
}
