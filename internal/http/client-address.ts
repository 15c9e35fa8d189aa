import { BlockList, isIP, SocketAddress } from 'node:net';

/** What is looked at of a request: plain ones, those of HTTP/2 and Fastify's all have it. */
export interface ForwardedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
}

/** A host as the `Host` header may name it: a name or an address, and a port. Anything else is not repeated in an answer. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Proxies in a row that are followed; a longer list is a forged one. */
const MAX_HOPS = 16;
/** Addresses whose standing is remembered, so that a proxy's is not worked out again for each request. */
const MAX_REMEMBERED = 4096;
const LONGEST_ADDRESS = 64;

/** Where the client stands in a list of proxies. */
interface Standing {
  readonly address: string;
  /** Its place in the list, counted from the right; 0 when there is no list. */
  readonly hop: number;
  /** The element of `Forwarded` that names it. */
  readonly element: string;
}

/**
 * Who a request comes from, and how that client reached us. What `X-Forwarded-For`, `-Proto` and `-Host` or `Forwarded` (RFC 7239) say is
 * believed as far as trusted proxies said it: lists are read from the right, past trusted addresses. With both present the X- headers count,
 * since most proxies write those and let a client's own `Forwarded` through.
 */
export class ClientAddresses {
  #trusted = new BlockList();
  readonly #standing = new Map<string, boolean>();
  /** Addresses as they were written, in their usual form: working that out takes longer than all the rest. */
  readonly #usual = new Map<string, string | null>();

  constructor(needs: { trusted: readonly string[] }) {
    this.trust(needs.trusted);
  }

  /** From now on believes these addresses and ranges (`10.0.0.0/8`), and no others. */
  trust(ranges: readonly string[]): void {
    this.#trusted = new BlockList();
    this.#standing.clear();
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  /** The client's address in its usual form: without a port or a zone, IPv4 without `::ffff:`. `unknown` once its socket is gone. */
  addressOf(request: ForwardedRequest): string {
    const { headers, socket } = request;
    const peer = peerAddress(socket.remoteAddress);
    if (headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined) return peer;
    return this.#isTrusted(peer) ? this.#locate(headers, peer).address : peer;
  }

  /** Whether a trusted proxy passed the request on. */
  isProxied({ socket }: ForwardedRequest): boolean {
    return this.#isTrusted(peerAddress(socket.remoteAddress));
  }

  /** Whether the client came by HTTPS, to us or to a trusted proxy. */
  isSecure(request: ForwardedRequest): boolean {
    const scheme = this.#forwarded(request, 'proto')?.toLowerCase();
    if (scheme === 'https' || scheme === 'wss') return true;
    if (scheme === 'http' || scheme === 'ws') return false;
    return request.socket.encrypted === true;
  }

  /** Scheme and host that the client sees, such as `https://tv.example.org`; null when what names the host is not fit to be repeated. */
  originOf(request: ForwardedRequest): string | null {
    const host = this.#forwarded(request, 'host') ?? request.headers[':authority'] ?? request.headers['host'];
    if (typeof host !== 'string' || !HOST.test(host)) return null;
    return `${this.isSecure(request) ? 'https' : 'http'}://${host}`;
  }

  #forwarded(request: ForwardedRequest, what: 'proto' | 'host'): string | null {
    const { headers, socket } = request;
    const list = oneLine(headers[`x-forwarded-${what}`]);
    if (list === null && headers['forwarded'] === undefined) return null;
    const peer = peerAddress(socket.remoteAddress);
    if (!this.#isTrusted(peer)) return null;
    const standing = this.#locate(headers, peer);
    if (list !== null) return entryAt(list, standing.hop);
    return readParameter(standing.element, what);
  }

  #locate(headers: ForwardedRequest['headers'], peer: string): Standing {
    const list = oneLine(headers['x-forwarded-for']);
    if (list !== null) return this.#walk(list, peer, (entry) => this.#usualForm(entry));
    const elements = oneLine(headers['forwarded']);
    if (elements === null) return { address: peer, hop: 0, element: '' };
    return this.#walk(elements, peer, (element) => this.#usualForm(readParameter(element, 'for') ?? ''));
  }

  /** From the right: each entry was written by the one to its right, so the first that is not trusted is the client. */
  #walk(list: string, peer: string, readAddress: (entry: string) => string | null): Standing {
    let standing: Standing = { address: peer, hop: 0, element: '' };
    let end = list.length;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const comma = list.lastIndexOf(',', end - 1);
      const element = list.slice(comma + 1, end);
      const address = readAddress(element);
      if (address === null) break;
      standing = { address, hop, element };
      if (comma < 0 || !this.#isTrusted(address)) break;
      end = comma;
    }
    return standing;
  }

  #usualForm(written: string): string | null {
    const text = written.trim();
    if (text.length === 0 || text.length > LONGEST_ADDRESS) return null;
    if (isIP(text) === 4) return text;
    const known = this.#usual.get(text);
    if (known !== undefined) return known;
    const address = normalAddress(text);
    if (this.#usual.size >= MAX_REMEMBERED) this.#usual.clear();
    this.#usual.set(text, address);
    return address;
  }

  #isTrusted(address: string): boolean {
    const known = this.#standing.get(address);
    if (known !== undefined) return known;
    const version = isIP(address);
    const isTrusted = version !== 0 && this.#trusted.check(address, version === 4 ? 'ipv4' : 'ipv6');
    if (this.#standing.size >= MAX_REMEMBERED) this.#standing.clear();
    this.#standing.set(address, isTrusted);
    return isTrusted;
  }
}

/** Node joins the repeated lines of most headers itself, with commas, and keeps those of some in a list. */
function oneLine(value: string | string[] | undefined): string | null {
  return typeof value === 'object' ? value.join(',') : (value ?? null);
}

/** The entry for the client's place in the list of addresses; a shorter list was not added to by each proxy, so its first one counts. */
function entryAt(list: string, hop: number): string {
  let end = list.length;
  for (let at = 0; at < hop; at++) {
    const comma = list.lastIndexOf(',', end - 1);
    if (comma < 0) break;
    end = comma;
  }
  return list.slice(list.lastIndexOf(',', end - 1) + 1, end).trim();
}

const parameters = { for: parameter('for'), proto: parameter('proto'), host: parameter('host') };

/** A parameter of one element of `Forwarded`: a token or a quoted string (RFC 7239, section 4), which none of ours need escapes in. */
function parameter(name: string): RegExp {
  return new RegExp(`(?:^|;)\\s*${name}=(?:"([^"\\\\]*)"|([^\\s;",]+))\\s*(?:;|$)`, 'i');
}

function readParameter(element: string, name: keyof typeof parameters): string | null {
  const found = parameters[name].exec(element);
  return found?.[1] ?? found?.[2] ?? null;
}

/** The peer's own address: well formed, since it is the system that says it. */
function peerAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7);
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}

/** An address as proxies write them (`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`) in its usual form; null for anything else. */
function normalAddress(text: string): string | null {
  const bare = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text);
  const address = bare?.[1] ?? bare?.[2] ?? text;
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4
    ? address
    : peerAddress(new SocketAddress({ address: withoutZone(address), family: 'ipv6' }).address);
}

function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
