import { createHmac, timingSafeEqual } from 'node:crypto';

/** Letters of a signature, 6 bits each. */
const SIGNATURE_LENGTH = 22;

export interface MailListNeeds {
  /** Those that the owner has written down. */
  readonly addresses: () => readonly string[];
  /** Whoever has it can make links. Made once: with another one, links in e-mails of before are no longer good. */
  readonly secret: { read(): string | null; make(): string };
  /** Those of them that want no more. */
  readonly left: { read(): readonly string[]; write(addresses: readonly string[]): void };
}

/** Who gets e-mails: those that the owner wrote down, less those that have left by the link in one. */
export class MailList {
  readonly #needs: MailListNeeds;

  constructor(needs: MailListNeeds) {
    this.#needs = needs;
  }

  receivers(): readonly string[] {
    const left = new Set(this.#needs.left.read());
    return this.#needs.addresses().filter((address) => !left.has(address));
  }

  /** Those that the owner wrote down and that have left. */
  left(): readonly string[] {
    return this.#needs.left.read();
  }

  /** What lets somebody leave for an address: known to whoever got an e-mail there. */
  keyFor(address: string): string {
    const { secret } = this.#needs;
    return `${Buffer.from(address).toString('base64url')}.${sign(address, secret.read() ?? secret.make())}`;
  }

  /** The address that a key is for; null for a key that is none. */
  addressOf(key: string): string | null {
    const secret = this.#needs.secret.read();
    if (secret === null) return null;
    const [encoded = '', signature = ''] = key.split('.');
    const address = Buffer.from(encoded, 'base64url').toString();
    const [given, right] = [Buffer.from(signature), Buffer.from(sign(address, secret))];
    return given.length === right.length && timingSafeEqual(given, right) ? address : null;
  }

  /** No more e-mails go to that address; false for a key that is none. Once more is harmless. */
  leave(key: string): boolean {
    const { addresses, left } = this.#needs;
    const address = this.addressOf(key);
    if (address === null) return false;
    if (addresses().includes(address)) left.write([...new Set([...left.read(), address])]);
    return true;
  }

  /** Forgets of whom the owner has not written down any more that they left: written down anew, they are told again. */
  forget(): void {
    const { addresses, left } = this.#needs;
    const before = left.read();
    const after = before.filter((address) => addresses().includes(address));
    if (after.length < before.length) left.write(after);
  }
}

function sign(address: string, secret: string): string {
  return createHmac('sha256', secret).update(address).digest('base64url').slice(0, SIGNATURE_LENGTH);
}
