import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import english from '../../../static/locales/en.json' with { type: 'json' };
import { hashToken, makeToken, tokenHint } from '../../auth/token.ts';
import { Settings } from '../../config/settings.ts';
import { addContractRoutes } from '../../http/api/contract-routes.ts';
import { ClientAddresses } from '../../http/client-address.ts';
import { authEndpoints } from '../../http/contract/auth.ts';
import { WebServer } from '../../http/web-server.ts';
import { type ManualClock, systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/log.ts';
import type { NameLookup } from '../../platform/name-lookup.ts';
import { OutboundFetch } from '../../platform/outbound-fetch.ts';
import type { Store } from '../../store/store.ts';
import { testStore } from '../../store/testing.ts';
import { buildSignIn } from '../sign-in.ts';
import { buildGate, buildStudio } from '../studio.ts';

/** English alone, and of what the build makes only what is asked for. */
/** As much of them as pages with one card need. */
export const pageAssets = {
  names: () => ['static/locales/en.json'],
  text: (name: string) =>
    name.endsWith('manifest.json') ? '{"setupStyle":"/assets/setup.css"}' : JSON.stringify(english),
};

export const PASSWORD = 'the right one';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a form. */
  readonly body?: object;
}

/** Asks an address of a station or a peer: every name is this machine's. */
export function ask(address: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Reply> {
  const url = new URL(address);
  const isForm = body instanceof URLSearchParams;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: { host: url.host, ...(body !== undefined && { 'content-type': type }), ...headers },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.end(isForm ? body.toString() : body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Every name is 127.0.0.1. */
const everywhereHere: NameLookup = (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);

/** Somebody of a station's chat. */
export interface Guest {
  readonly id: string;
  readonly token: string;
}

/** A station as far as signing in goes, on a name and a port of its own, with a real database. */
export class SignInStation {
  readonly url: string;
  readonly store: Store;
  readonly clock: ManualClock;
  /** What the chat was told of. */
  readonly told: string[] = [];
  readonly #settings: Settings;
  readonly #stored: Map<string, string>;
  #guests = 0;

  private constructor(needs: { url: string; store: Store; clock: ManualClock; settings: Settings }) {
    this.url = needs.url;
    this.store = needs.store;
    this.clock = needs.clock;
    this.#settings = needs.settings;
    this.#stored = new Map([
      ['public-url', needs.url],
      ['indieauth-private', 'on'],
    ]);
    this.set({});
  }

  static async open(t: TestContext, name: string): Promise<SignInStation> {
    const { store, clock } = testStore.withClock(t, {});
    const settings = new Settings({ flags: { 'admin-password': PASSWORD } });
    const asks = (allows: 'outbound-private' | 'indieauth-private') =>
      new OutboundFetch({
        clock: systemClock,
        userAgent: 'Aerial/test',
        allowsPrivate: () => settings.get(allows),
        lookup: everywhereHere,
      });
    const all = { settings, store, clock, log: { component: () => silentLogger } };
    const studio = buildStudio(all);
    const clients = new ClientAddresses({ trusted: ['127.0.0.1'] });
    const told: string[] = [];
    const handlers = buildSignIn({
      ...all,
      outbound: asks('outbound-private'),
      visitorOutbound: asks('indieauth-private'),
      studio,
      assets: pageAssets,
      chat: {
        noteAuthenticated: (id) => void told.push(`${id} is authenticated`),
        noteRecognised: (before, now) => void told.push(`${before.id} is ${now.id}`),
      },
    });
    const web = new WebServer({
      log: silentLogger,
      early: [],
      routes: [
        (app) =>
          addContractRoutes(app, {
            rows: authEndpoints,
            handlers,
            gate: buildGate({ ...all, studio, clients, isBanned: () => false }),
            addressOf: (incoming) => clients.addressOf(incoming),
            originOf: (incoming) => clients.originOf(incoming),
            isSecure: (incoming) => clients.isSecure(incoming),
            isProxied: (incoming) => clients.isProxied(incoming),
          }),
        (app) =>
          app.get('/', (_request, reply) =>
            reply
              .type('text/html')
              .send('<link rel=indieauth-metadata href="/.well-known/oauth-authorization-server"><h1>A channel</h1>'),
          ),
      ],
    });
    await web.start();
    const server = createServer(web.handle).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.after(async () => {
      server.closeAllConnections();
      server.close();
      await web.stop();
    });
    const url = `http://${name}:${(server.address() as AddressInfo).port}`;
    const station = new SignInStation({ url, store, clock, settings });
    Object.assign(station, { told });
    return station;
  }

  /** Changes settings; '' is the default. */
  set(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) this.#stored.set(name, value);
    this.#settings.reload(this.#stored);
  }

  /** Lets somebody into the chat. */
  addGuest(kind: 'standard' | 'api' = 'standard'): Guest {
    const guest = { id: `guest-${(this.#guests += 1)}`, token: makeToken(randomBytes) };
    const createdWallMs = this.clock.wallMs();
    const nothing = { disabledWallMs: null, disabledReason: null, nameChangedWallMs: null, lastUsedWallMs: null };
    this.store.users.create({
      id: guest.id,
      kind,
      displayName: guest.id,
      displayColor: 0,
      createdWallMs,
      previousNames: [],
      authenticatedWallMs: null,
      scopes: [],
      ...nothing,
    });
    const { token, id: userId } = guest;
    this.store.accessTokens.add({ tokenHash: hashToken(token), hint: tokenHint(token), userId, createdWallMs });
    return guest;
  }

  /** Whose token it is now. */
  ownerOf({ token }: Guest): string | undefined {
    return this.store.accessTokens.findUser(hashToken(token))?.id;
  }

  isAuthenticated({ id }: Guest): boolean {
    return this.store.users.get(id)?.authenticatedWallMs !== null;
  }

  /** Sets out, with an address of one's own or by the provider of OpenID Connect. */
  async begin(way: 'indieauth' | 'openid', guest: Guest, authHost = '', from = '192.0.2.1'): Promise<SetOut> {
    const reply = await ask(`${this.url}/api/auth/${way}?accessToken=${guest.token}`, {
      method: 'POST',
      headers: { 'x-forwarded-for': from },
      ...(way === 'indieauth' && { body: { authHost } }),
    });
    return { reply, ...setOut(reply) };
  }

  /** The owner agrees, having been led here; gives where that leads. */
  async agree(question: string, headers: Readonly<Record<string, string>> = owner): Promise<Reply> {
    const form = new URLSearchParams(new URL(question).search);
    return ask(`${this.url}/api/auth/provider/indieauth/consent`, { method: 'POST', headers, body: form });
  }
}

export const owner = { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` };

/** Somebody on the way to prove who they are. */
export interface SetOut {
  readonly reply: Reply;
  /** Where to; empty when refused. */
  readonly redirect: string;
  readonly cookie: string;
}

function setOut({ status, headers, text }: Reply): Omit<SetOut, 'reply'> {
  if (status !== 200) return { redirect: '', cookie: '' };
  const { redirect } = JSON.parse(text) as { redirect: string };
  return { redirect, cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

/** The sentence of a page that says why somebody could not sign in. */
export function whyNot({ text }: Reply): string {
  return /<h1>[^<]*<\/h1>\s*<p>([^<]*)<\/p>/.exec(text)?.[1] ?? text;
}
