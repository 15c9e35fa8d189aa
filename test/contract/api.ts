import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { contract, type Contract } from '../../internal/http/contract/contract.ts';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import type { Sent } from './example.ts';

/** The studio's password of a server under test. */
export const PASSWORD = 'a-password-for-the-contract';

const agent = new Agent({ keepAlive: true });

/** Who calls: headers, and the token of people of the chat, which goes into the address. */
export type Credentials = Readonly<Record<string, string>> & { readonly accessToken?: string };

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Calls rows of the contract on a server, as whoever one says. */
export class Api {
  readonly url: string;
  readonly #admin: Credentials;

  constructor(needs: { url: string; admin: Credentials }) {
    this.url = needs.url;
    this.#admin = needs.admin;
  }

  /** Calls as the admin and reads the answer; throws when it is refused. */
  async asAdmin(id: keyof Contract, sent: Sent = {}): Promise<unknown> {
    const reply = await this.call(contract[id], sent, this.#admin);
    if (reply.status >= 300) throw new Error(`${id} was refused: ${reply.text}`);
    return JSON.parse(reply.text) as unknown;
  }

  /** Calls a row; `content` goes out as the body whatever it is. */
  call(row: Endpoint, sent: Sent, credentials: Credentials, content?: string | Uint8Array): Promise<Reply> {
    const body = content ?? sent.bytes ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    const mediaType = sent.mediaType ?? (body === undefined ? undefined : 'application/json');
    const { accessToken, ...given } = credentials;
    const query = accessToken === undefined ? sent.query : { ...sent.query, accessToken };
    const headers = {
      ...sent.headers,
      ...given,
      ...(mediaType === undefined ? {} : { 'content-type': mediaType }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    return exchange(this.url + pathOf(row, { ...sent, query }), { method: row.method, headers }, body);
  }
}

/** Lets somebody new into the chat. */
export async function registerForChat(api: Api): Promise<{ readonly id: string; readonly accessToken: string }> {
  const reply = await api.call(contract.registerForChat, { body: {} }, {});
  if (reply.status !== 200) throw new Error(`Nobody can register for the chat: ${reply.text}`);
  return JSON.parse(reply.text) as { id: string; accessToken: string };
}

/** Asks once; `fetch` would add headers of its own. */
function exchange(
  url: string,
  options: { method: string; headers: OutgoingHttpHeaders },
  body: string | Uint8Array | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ...options, agent, timeout: 10_000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`${url} did not answer`)));
    call.on('error', reject);
    call.end(body);
  });
}

function pathOf(row: Endpoint, { params = {}, query = {} }: Sent): string {
  const path = row.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}
