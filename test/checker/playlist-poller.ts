import type { Findings } from './findings.ts';
import { PlaylistHistory } from './history-rules.ts';
import { ask, pause } from './http.ts';
import { parseMediaPlaylist } from './playlist-parser.ts';
import { checkPlaylist } from './playlist-rules.ts';

/** Follows a rendition's playlist without directives, as players do that know nothing of low latency. */
export async function poll(needs: {
  url: string;
  findings: Findings;
  signal: AbortSignal;
  periodMs: number;
}): Promise<void> {
  const { url, findings, signal, periodMs } = needs;
  const history = new PlaylistHistory({ where: `${url} (polled)`, findings });
  let hasEnded = false;
  while (!signal.aborted && !hasEnded) {
    const answer = await ask(url, { signal });
    if (answer?.status === 200) {
      const parsed = parseMediaPlaylist(answer.bytes.toString());
      if (parsed === null) findings.add('syntax', url, 'the answer is no playlist');
      else {
        checkPlaylist(history.observe(parsed), `${url} (polled)`, findings);
        hasEnded = parsed.hasEndList;
      }
    }
    await pause(periodMs, signal);
  }
}
