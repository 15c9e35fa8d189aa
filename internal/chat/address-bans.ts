import { BlockList, isIP, SocketAddress } from 'node:net';
import { plainAddress } from '../platform/address.ts';

/** An address or a range (`192.0.2.0/24`) from which nobody may chat. */
export interface AddressBan {
  readonly address: string;
  readonly notes: string;
  readonly createdWallMs: number;
  /** Whose ban brought it along; null when it was made by hand. */
  readonly userId: string | null;
}

/** Where bans are kept for good. */
export interface BanShelf {
  list(): readonly AddressBan[];
  /** False when it is there already. */
  add(ban: AddressBan): boolean;
  /** True when it was there. */
  remove(address: string): boolean;
  removeOf(userId: string): void;
}

/** The widest ranges, in bits: whoever means more than that means to switch the chat off. */
const fewestBits = { 4: 8, 6: 16 } as const;

/** Addresses and ranges from which nobody may chat, looked up in memory. */
export class AddressBans {
  readonly #shelf: BanShelf;
  #addresses: ReadonlySet<string> = new Set();
  #ranges = new BlockList();

  constructor(needs: { readonly shelf: BanShelf }) {
    this.#shelf = needs.shelf;
    this.refresh();
  }

  has(address: string): boolean {
    if (this.#addresses.has(address)) return true;
    const version = isIP(address);
    return version !== 0 && this.#ranges.check(address, version === 4 ? 'ipv4' : 'ipv6');
  }

  /** Newest first. */
  list(): readonly AddressBan[] {
    return this.#shelf.list();
  }

  /** Takes what `readRange` gave; false when it is there already. */
  add(ban: AddressBan): boolean {
    const isNew = this.#shelf.add(ban);
    if (isNew) this.refresh();
    return isNew;
  }

  /** True when it was there. */
  remove(address: string): boolean {
    const wasThere = this.#shelf.remove(address);
    if (wasThere) this.refresh();
    return wasThere;
  }

  /** Takes back what came with the ban of somebody. */
  removeOf(userId: string): void {
    this.#shelf.removeOf(userId);
    this.refresh();
  }

  /** Reads the list anew, which another process may have written to. */
  refresh(): void {
    const addresses = new Set<string>();
    this.#ranges = new BlockList();
    for (const { address: written } of this.#shelf.list()) {
      const [address = '', bits] = written.split('/');
      if (bits === undefined) addresses.add(address);
      else if (readRange(written) !== null)
        this.#ranges.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
    }
    this.#addresses = addresses;
  }
}

/** An address or a range in its usual form; null for what is neither, or so wide that it would shut everybody out. */
export function readRange(written: string): string | null {
  const [, address = '', bits] = /^([0-9a-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(plainAddress(written.trim())) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return null;
  const usual = new SocketAddress({ address, family: version === 4 ? 'ipv4' : 'ipv6' }).address;
  const allBits = version === 4 ? 32 : 128;
  if (bits === undefined || Number(bits) === allBits) return usual;
  return Number(bits) >= fewestBits[version] && Number(bits) < allBits ? `${usual}/${Number(bits)}` : null;
}

/** Whether it is this machine itself, from where a proxy on it brings everybody. */
export function isLoopback(range: string): boolean {
  return range === '::1' || range.startsWith('127.');
}
