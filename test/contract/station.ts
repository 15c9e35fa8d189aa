import type { Endpoint, Scope } from '../../internal/http/contract/endpoint.ts';
import { scopes } from '../../internal/http/contract/endpoint.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { Api, type Credentials, PASSWORD, registerForChat } from './api.ts';
import { readStored } from './stored.ts';

/** A server with a password, a token of each scope and two people of the chat, and what everybody may send to it. */
export class Station {
  readonly api: Api;
  readonly #aerial: AerialProcess;
  readonly #tokens = new Map<Scope, string>();
  readonly #people = new Map<'user' | 'moderator', string>();
  #strangers = 0;

  private constructor(aerial: AerialProcess) {
    this.#aerial = aerial;
    this.api = new Api({ url: aerial.url, admin: basic('admin', PASSWORD) });
  }

  static async open(changes: Readonly<Record<string, string>> = {}): Promise<Station> {
    const environment = { AERIAL_ADMIN_PASSWORD: PASSWORD, ...changes };
    const station = new Station(await AerialProcess.start({ environment }));
    for (const scope of scopes) {
      const body = { name: `Bot with ${scope}`, scopes: [scope] };
      const created = (await station.api.asAdmin('createAccessToken', { body })) as { accessToken: string };
      station.#tokens.set(scope, created.accessToken);
    }
    for (const access of ['user', 'moderator'] as const) {
      const { id, accessToken } = await registerForChat(station.api);
      station.#people.set(access, accessToken);
      if (access === 'moderator')
        await station.api.asAdmin('setModerator', { body: { userId: id, isModerator: true } });
    }
    return station;
  }

  close(): Promise<void> {
    return this.#aerial.dispose();
  }

  get url(): string {
    return this.#aerial.url;
  }

  /** Where an encoder sends to. */
  get target(): { readonly port: number; readonly streamKey: string } {
    return this.#aerial.target;
  }

  waitForPhase(phase: 'live' | 'offline'): Promise<void> {
    return this.#aerial.waitForPhase(phase);
  }

  /** The admin's password, as headers. */
  get admin(): Credentials {
    return basic('admin', PASSWORD);
  }

  /** A token that holds one scope, as headers. */
  bearer(scope: Scope): Credentials {
    return bearer(this.#tokens.get(scope) ?? '');
  }

  /** The token of somebody of the chat, for the address. */
  chatToken(access: 'user' | 'moderator'): Credentials {
    return { accessToken: this.#people.get(access) ?? '' };
  }

  readStored(): string {
    return readStored(this.#aerial.dataDirectory);
  }

  /** What opens a row. */
  rightsFor(row: Endpoint): Credentials {
    if (row.access === 'anyone') return {};
    if (row.access === 'admin') return this.admin;
    if (row.access === 'user' || row.access === 'moderator') return this.chatToken(row.access);
    return this.bearer(row.access);
  }

  /** What does not open it: nothing at all, what is wrong, and rights that are too small. Each comes from an address of its own. */
  wrongRightsFor(row: Endpoint): [who: string, Credentials][] {
    const tooSmall = scopes.filter((scope) => scope !== row.access);
    const offers: [string, Credentials][] = [
      ['nobody', {}],
      ['a wrong password', basic('admin', 'not the password')],
      ['a wrong name', basic('root', PASSWORD)],
      ['an empty password', basic('admin', '')],
      ['a token that is none', bearer('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')],
      ['a cookie that is none', { cookie: `aerial_admin_session=${'0'.repeat(64)}` }],
      ['a token of the chat that is none', { accessToken: 'A'.repeat(43) }],
      ...(row.access === 'user' ? [] : [['a person of the chat', this.chatToken('user')] as [string, Credentials]]),
      ...tooSmall.map((scope): [string, Credentials] => [scope, this.bearer(scope)]),
      ...(row.access === 'admin' ? [] : [['the admin', this.admin] as [string, Credentials]]),
      [
        'a page of another site',
        { ...this.rightsFor(row), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      ],
    ];
    return offers
      .filter(([who]) => row.access === 'admin' || who !== 'a page of another site')
      .map(([who, credentials]) => [who, { ...credentials, 'x-forwarded-for': this.#newAddress() }]);
  }

  /** So that guesses of one test do not lock the next one out. */
  #newAddress(): string {
    this.#strangers += 1;
    return `198.51.${this.#strangers >> 8}.${this.#strangers & 255}`;
  }
}

function basic(user: string, password: string): Credentials {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

function bearer(token: string): Credentials {
  return { authorization: `Bearer ${token}` };
}
