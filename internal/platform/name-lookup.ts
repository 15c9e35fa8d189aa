import { lookup as systemLookup, type LookupAddress, promises } from 'node:dns';
import type { Clock } from './clock.ts';
import { systemCode } from './errors.ts';

/** How names become addresses; what Node's `lookup` answers when it is asked for all of them. */
export type NameLookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name that nobody answers for is given up after two questions. */
const QUESTION = { timeout: 2_000, tries: 2 } as const;
/** How long an answer is good here, whatever it says of itself. */
const LIFE_SECONDS = { atLeast: 30, atMost: 600 } as const;
const MAX_NAMES = 20_000;
/** Codes that say that there is no such name, or that these servers cannot be asked: the system may know another way, such as its file of hosts. */
const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'EBADRESP', 'ENOTIMP', 'ENOSERVER']);

export interface QuickNamesNeeds {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** `address:port` of name servers; those of the system unless told. */
  readonly servers?: readonly string[];
  /** The system's way; told otherwise by tests alone. */
  readonly system?: NameLookup;
}

/**
 * Asks name servers itself, for whoever has thousands of names to ask for at once. The system's way does two at a time in the whole process: a few names that nobody answers
 * for would hold up all others. Names without a dot are the system's business.
 */
export class QuickNames {
  readonly #needs: QuickNamesNeeds;
  readonly #resolver = new promises.Resolver(QUESTION);
  readonly #known = new Map<string, { readonly addresses: readonly LookupAddress[]; readonly untilMs: number }>();

  constructor(needs: QuickNamesNeeds) {
    this.#needs = needs;
    if (needs.servers !== undefined) this.#resolver.setServers(needs.servers);
  }

  readonly lookup: NameLookup = (hostname, options, callback) => {
    const { system = systemLookup } = this.#needs;
    if (/[^.]\.[^.]/.test(hostname)) void this.#answer(hostname, options, callback, system);
    else system(hostname, options, callback);
  };

  async #answer(...[hostname, options, callback, system]: [...Parameters<NameLookup>, NameLookup]): Promise<void> {
    const found = await this.#find(hostname).catch((error: NodeJS.ErrnoException) => error);
    if (!(found instanceof Error)) callback(null, [...found]);
    else if (UNKNOWN.has(systemCode(found) ?? '')) system(hostname, options, callback);
    else callback(found, []);
  }

  async #find(hostname: string): Promise<readonly LookupAddress[]> {
    const nowMs = this.#needs.clock.monotonicMs();
    const known = this.#known.get(hostname);
    if (known !== undefined && known.untilMs > nowMs) return known.addresses;
    const [older, newer] = await Promise.allSettled([
      this.#resolver.resolve4(hostname, { ttl: true }),
      this.#resolver.resolve6(hostname, { ttl: true }),
    ]);
    const records = [
      ...(older.status === 'fulfilled' ? older.value.map((record) => ({ ...record, family: 4 })) : []),
      ...(newer.status === 'fulfilled' ? newer.value.map((record) => ({ ...record, family: 6 })) : []),
    ];
    if (records.length === 0) throw older.status === 'rejected' ? older.reason : new Error('no addresses');
    const seconds = Math.max(LIFE_SECONDS.atLeast, Math.min(LIFE_SECONDS.atMost, ...records.map(({ ttl }) => ttl)));
    const addresses = records.map(({ address, family }) => ({ address, family }));
    this.#remember(hostname, { addresses, untilMs: nowMs + seconds * 1000 });
    return addresses;
  }

  #remember(hostname: string, found: { readonly addresses: readonly LookupAddress[]; readonly untilMs: number }): void {
    this.#known.delete(hostname);
    this.#known.set(hostname, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_NAMES && oldest !== undefined) this.#known.delete(oldest);
  }
}
