/** What came back, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly elapsedMs: number;
}

/** Longer than any server may hold a request. */
const giveUpMs = 20_000;

/** Asks for a URL; null when there was no answer at all (refused, reset, or given up after 20 s or by `signal`). */
export async function ask(url: string, how: { signal: AbortSignal; init?: RequestInit }): Promise<Answer | null> {
  const startMs = performance.now();
  try {
    const signal = AbortSignal.any([how.signal, AbortSignal.timeout(giveUpMs)]);
    const response = await fetch(url, { ...how.init, signal });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, elapsedMs: performance.now() - startMs };
  } catch {
    return null;
  }
}

/** Waits; returns early when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
