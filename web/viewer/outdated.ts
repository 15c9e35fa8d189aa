/** Path of the script that a page of ours begins with; null for the page of somebody in between. */
function scriptOf(html: string): string | null {
  return /<script type="module" src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? null;
}

export interface OutdatedNeeds {
  readonly fetch: typeof fetch;
  /** Address of this page. */
  readonly page: string;
  /** Path of the script that it was loaded with. */
  readonly script: string;
  readonly reload: () => void;
}

const answerTimeoutMs = 5000;

/**
 * Loads a page anew that was left open while the server got another version: what it had not loaded by then is no longer there. Where the
 * server does not answer, or has the page as it is here, something else is wrong, and nothing happens.
 */
export async function renewOutdated({ fetch, page, script, reload }: OutdatedNeeds): Promise<void> {
  try {
    const answer = await fetch(page, { cache: 'no-store', signal: AbortSignal.timeout(answerTimeoutMs) });
    const current = answer.ok ? scriptOf(await answer.text()) : null;
    if (current !== null && current !== script) reload();
  } catch {
    // Out of reach: the player goes on trying.
  }
}
