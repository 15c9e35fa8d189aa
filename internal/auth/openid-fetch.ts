import type { OutboundRequest } from '../platform/outbound-fetch.ts';
import type { Asks } from './indieauth-discovery.ts';

/** What the package hands to what it asks with. */
interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/** Lets a package that wants a `fetch` ask through the one guard of the house; redirects are not followed. Rejects without an answer. */
export function fetchThrough(outbound: Asks): (url: string, options: FetchOptions) => Promise<Response> {
  return async (url, options) => {
    const answer = await outbound.fetch(url, {
      method: readMethod(options.method),
      headers: options.headers,
      maxRedirects: 0,
      ...readBody(options.body),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (answer.kind === 'failed') throw new Error(answer.sentence);
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const hasBody = answer.status >= 200 && ![204, 205, 304].includes(answer.status);
    return new Response(hasBody ? new Uint8Array(answer.body) : null, { status: answer.status, headers });
  };
}

function readMethod(method: string): 'GET' | 'POST' {
  return method.toUpperCase() === 'POST' ? 'POST' : 'GET';
}

function readBody(body: unknown): Pick<OutboundRequest, 'body'> {
  if (body instanceof URLSearchParams) return { body: body.toString() };
  return typeof body === 'string' || body instanceof Uint8Array ? { body } : {};
}
