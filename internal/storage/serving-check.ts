/** How an answer to a reader looks, as far as browsers mind. */
export interface ReadAnswer {
  readonly status: number;
  readonly allowedOrigin: string | null;
  readonly dateWallMs: number | null;
  readonly bytes: number;
}

/** Asks an address as a browser on another site's page does. Rejects when there is no answer within 10 s. */
export type ReadAsBrowser = (url: string) => Promise<ReadAnswer>;

const READ_WITHIN_MS = 10_000;
/** Who asks does not matter, only that it is somebody else's page. */
const SOME_ORIGIN = 'https://viewer.example';
/** More of an answer is not read. */
const MOST_BYTES = 64 * 1024 * 1024;

export const readAsBrowser: ReadAsBrowser = async (url) => {
  const response = await fetch(url, {
    headers: { origin: SOME_ORIGIN },
    signal: AbortSignal.timeout(READ_WITHIN_MS),
    cache: 'no-store',
  });
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MOST_BYTES) break;
  }
  return {
    status: response.status,
    allowedOrigin: response.headers.get('access-control-allow-origin'),
    dateWallMs: Date.parse(response.headers.get('date') ?? '') || null,
    bytes,
  };
};

/** Why viewers cannot read what lies in the bucket, in words for the admin; null when they can. */
export function judgeReading(url: string, answer: ReadAnswer, expectedBytes: number): string | null {
  const host = URL.parse(url)?.host ?? url;
  if (answer.status === 403 || answer.status === 401) {
    return `Viewers may not read from ${host} (${answer.status}). Make the objects public: set the ACL to public-read, or let a policy of the bucket do it.`;
  }
  if (answer.status === 404) {
    return `What was just stored is not found at ${host} (404). Look at the serving endpoint: it has to end where the key begins.`;
  }
  if (answer.status !== 200) {
    return `${host} answers viewers with status ${answer.status}. Look at the serving endpoint and at the region.`;
  }
  if (answer.bytes !== expectedBytes) {
    return `${host} gives viewers something else than what was stored. Look at the serving endpoint.`;
  }
  if (answer.allowedOrigin !== '*' && answer.allowedOrigin !== SOME_ORIGIN) {
    return `${host} does not let browsers read from other sites' pages (CORS). Give the bucket a CORS rule that allows GET from every origin.`;
  }
  return null;
}

/** Why there was no answer at all, in words. */
export function explainNoAnswer(url: string): string {
  return `${URL.parse(url)?.host ?? url} does not answer viewers. Look at the serving endpoint, its name and its certificate.`;
}
