import type { NetworkInterfaceInfo } from 'node:os';
import type { ListeningAt } from '../internal/app/controller.ts';
import type { Terminal } from './command.ts';
import { bold, dim } from './terminal.ts';

/** Addresses shown beside `localhost`, at most. */
const MAX_ADDRESSES = 3;
const RTMP_PORT = 1935;

export interface BannerNeeds {
  readonly version: string;
  /** How this program is called here: `aerial`, or `npm start --` in a clone. */
  readonly program: string;
  readonly listening: ListeningAt;
  /** Where the two doors listen; null is every address. */
  readonly httpAddress: string | null;
  readonly rtmpAddress: string | null;
  /** This machine's addresses that others can reach. */
  readonly lanAddresses: readonly string[];
  readonly key: KeyNotice;
  /** Token of the link that sets the studio's password; null when there is one, or none is needed. */
  readonly setupToken: string | null;
  /** Address that the world knows this station by; null when that was not set. */
  readonly publicUrl: string | null;
  readonly terminal: Terminal;
}

/** What to say of the stream key: shown when it was made just now, since a terminal may be on the stream that it shows later. */
export type KeyNotice =
  | { readonly kind: 'made'; readonly key: string }
  | { readonly kind: 'kept'; readonly count: number }
  | { readonly kind: 'given' }
  | { readonly kind: 'none' };

/** What a person reads once the server listens: where to watch, and what to type into OBS. */
export function renderBanner(needs: BannerNeeds): string {
  const { listening, terminal } = needs;
  const watch = webAddresses({ ...needs, ...listening });
  const port = listening.rtmpPort === RTMP_PORT ? '' : `:${listening.rtmpPort}`;
  const rtmpHosts = hosts(needs.rtmpAddress, needs.lanAddresses);
  const servers = rtmpHosts.map((host) => `rtmp://${host}${port}/live`);
  // A certificate is for a name, so an encoder that checks it must use that.
  const secureHost = needs.publicUrl === null ? rtmpHosts.at(-1) : new URL(needs.publicUrl).hostname;
  if (listening.rtmpsPort !== null) servers.push(`rtmps://${secureHost}:${listening.rtmpsPort}/live`);
  return [
    '',
    `  ${bold(terminal, `Aerial ${needs.version}`)} is ready.`,
    '',
    ...block(terminal, 'Watch', needs.publicUrl === null ? watch : [needs.publicUrl, ...watch]),
    '',
    ...studioBlock(needs, watch),
    ...block(terminal, 'Stream', servers, 'in OBS: Settings, Stream, Service "Custom…", Server'),
    ...block(
      terminal,
      'Key',
      [describeKey(needs.key, needs.program)],
      needs.key.kind === 'made' ? 'in OBS: Stream Key' : '',
    ),
    '',
    `  ${dim(terminal, footer(needs.key, needs.program))}`,
    '',
  ].join('\n');
}

/** The one-time link under each address that is known; its token stands behind the hash mark, which no browser sends anywhere. */
function studioBlock({ setupToken, publicUrl, terminal }: BannerNeeds, watch: readonly string[]): string[] {
  if (setupToken === null) return [];
  const links = setupLinks(setupToken, publicUrl, watch);
  return [...block(terminal, 'Studio', links, 'sets its password; works once'), ''];
}

/** The link that sets the studio's password, under each address that this machine is reached by. */
export function setupLinks(token: string, publicUrl: string | null, addresses: readonly string[]): string[] {
  return [...(publicUrl === null ? [] : [publicUrl]), ...addresses].map((address) => `${address}/setup#${token}`);
}

/** Addresses of the web page, as this machine is reached. */
export function webAddresses(needs: {
  httpAddress: string | null;
  httpPort: number;
  httpSecure: boolean;
  lanAddresses: readonly string[];
}): string[] {
  const scheme = needs.httpSecure ? 'https' : 'http';
  return hosts(needs.httpAddress, needs.lanAddresses).map((host) => `${scheme}://${host}:${needs.httpPort}`);
}

function describeKey(notice: KeyNotice, program: string): string {
  if (notice.kind === 'made') return notice.key;
  if (notice.kind === 'given') return 'as given with --stream-key';
  if (notice.kind === 'none') return `none: make one with \`${program} keys add\``;
  return notice.count === 1
    ? `the one you have; \`${program} keys list\` shows it`
    : `one of ${notice.count}; \`${program} keys list\` shows them`;
}

function footer(notice: KeyNotice, program: string): string {
  return notice.kind === 'made'
    ? `The key is kept; \`${program} keys list\` shows it again. Ctrl-C stops the server.`
    : 'Ctrl-C stops the server.';
}

function block(terminal: Terminal, label: string, lines: readonly string[], note = ''): string[] {
  return lines.map((line, index) => {
    const tail = index === 0 && note !== '' ? `   ${dim(terminal, note)}` : '';
    return `  ${bold(terminal, (index === 0 ? label : '').padEnd(8))}${line}${tail}`;
  });
}

function hosts(listenAddress: string | null, lanAddresses: readonly string[]): readonly string[] {
  if (listenAddress === null || listenAddress === '0.0.0.0' || listenAddress === '::')
    return ['localhost', ...lanAddresses];
  return [listenAddress.includes(':') ? `[${listenAddress}]` : listenAddress];
}

/** IPv4 addresses under which others may reach this machine; bridges of containers and virtual machines are left out. */
export function findLanAddresses(interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !/^(docker|br-|veth|virbr|lxcbr|lo)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address)
    .slice(0, MAX_ADDRESSES);
}
