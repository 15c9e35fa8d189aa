import type { z } from '../../platform/schema.ts';

/** What an access token may be allowed; the names are those that Owncast's clients know. */
export const scopes = ['CAN_SEND_MESSAGES', 'CAN_SEND_SYSTEM_MESSAGES', 'HAS_ADMIN_ACCESS'] as const;
export type Scope = (typeof scopes)[number];

/**
 * Who may call: everybody; the admin, by password (Basic, user `admin`) or by the session's cookie; a token that holds a scope
 * (`Authorization: Bearer`); a user of the chat or a moderator, by `?accessToken=`.
 */
export type Access = 'anyone' | 'admin' | 'user' | 'moderator' | Scope;

/** What a call is answered with when all is well. */
export type Answer =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  /** 200 (or 202 and the like, see `status`) without a body. */
  | { readonly kind: 'empty' }
  /** Anything but JSON; the handler sends it as a `RawReply`. */
  | { readonly kind: 'raw'; readonly mediaType: string };

/** One row of the API: the route, its checks, its place in the documentation and the client's function all come from it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** With `{name}` for what `params` describes. */
  readonly path: string;
  readonly access: Access;
  /** One sentence. */
  readonly summary: string;
  /** Heading in the documentation. */
  readonly group: string;
  readonly params?: z.ZodObject;
  /** Everything in a query arrives as text. */
  readonly query?: z.ZodObject;
  /** Shape of the JSON body; a row without one takes no body. */
  readonly body?: z.ZodType;
  /** A body that is not JSON, such as `multipart/form-data`: the handler gets its bytes. */
  readonly bodyMediaType?: string;
  /** Largest body in bytes, where it is not the usual one (`httpLimits.maxBodyBytes`). */
  readonly maxBodyBytes?: number;
  readonly answer: Answer;
  readonly status?: number;
  /** Pages of other hosts may read the answer. */
  readonly isShared?: boolean;
  /** Of a row with GET that does something nonetheless: HEAD, which is to do nothing (RFC 9110, 9.2.1), is not taken. */
  readonly hasEffect?: boolean;
  /** Says why in one sentence, and what to call instead. */
  readonly deprecated?: string;
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

type Parsed<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

/** What a handler is called with, parsed. */
export interface Call<Row extends Endpoint> {
  readonly params: Parsed<Row['params'], Readonly<Record<string, never>>>;
  readonly query: Parsed<Row['query'], Readonly<Record<string, never>>>;
  readonly body: Row extends { bodyMediaType: string } ? Buffer : Parsed<Row['body'], undefined>;
  readonly caller: Caller;
}

/** Who calls, and from where. */
export interface Caller {
  /** Address of the client, behind trusted proxies the one that they name. */
  readonly address: string;
  readonly userAgent: string;
  /** Such as `https://tv.example.org`, to name in answers: the setting `public-url`, else what the client sees; null when that is not fit to be repeated. */
  readonly origin: string | null;
  /** Whether the client came by HTTPS. */
  readonly isSecure: boolean;
  /** Whether a proxy that is trusted passed the call on: then its headers say who somebody is. */
  readonly isProxied: boolean;
  /** Headers of the request, in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Who the credentials say that it is; null for rows that anyone may call. */
  readonly identity: Identity | null;
}

export type Identity =
  | { readonly kind: 'admin' }
  | { readonly kind: 'token'; readonly userId: string; readonly scopes: readonly string[] }
  | { readonly kind: 'user'; readonly userId: string; readonly scopes: readonly string[] };

/** A ready answer: what handlers of `raw` rows return, and any handler that has a header or a status of its own to give. */
export class RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;

  constructor(reply: { status?: number; headers?: Readonly<Record<string, string>>; body?: string | Buffer | null }) {
    this.status = reply.status ?? 200;
    this.headers = reply.headers ?? {};
    this.body = reply.body ?? null;
  }
}

type Answered<Row extends Endpoint> = Row['answer'] extends { kind: 'json'; schema: infer Schema }
  ? Schema extends z.ZodType
    ? z.input<Schema>
    : never
  : Row['answer'] extends { kind: 'empty' }
    ? void
    : never;

type Awaitable<Value> = Value | Promise<Value>;

export type Handler<Row extends Endpoint> = (call: Call<Row>) => Awaitable<Answered<Row> | RawReply>;

/** One handler a row: the compiler misses any that is not there. */
export type Handlers<Rows extends Endpoints> = { readonly [Id in keyof Rows]: Handler<Rows[Id]> };

/** Keeps the rows' own types, so that handlers and clients know them. */
export function defineEndpoints<const Rows extends Endpoints>(rows: Rows): Rows {
  return rows;
}
