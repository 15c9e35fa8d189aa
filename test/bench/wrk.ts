import { Child } from '../peers/children.ts';

export interface WrkResult {
  readonly requestsPerSecond: number;
  /** Socket errors and answers other than 2xx or 3xx. */
  readonly failures: number;
}

/** Runs Debian's wrk on the second core: one thread, 100 kept-alive connections. */
export async function runWrk(url: string, durationMs: number): Promise<WrkResult> {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const wrk = new Child('taskset', ['-c', '1', 'wrk', '-t1', '-c100', `-d${seconds}s`, url]);
  const watchdog = setTimeout(() => void wrk.stop('SIGKILL'), durationMs + 15_000);
  const exit = await wrk.exited;
  clearTimeout(watchdog);
  const words = wrk.lines.join('\n');
  if (exit.code !== 0) throw new Error(`wrk failed: ${words}`);
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(words)?.[1]);
  const answers = Number(/Non-2xx or 3xx responses: (\d+)/.exec(words)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(words);
  const failures = (errors ?? []).slice(1).reduce((total, count) => total + Number(count), answers);
  return { requestsPerSecond, failures };
}
