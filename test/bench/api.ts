import { join } from 'node:path';
import { AerialProcess } from '../peers/aerial-process.ts';
import { Child } from '../peers/children.ts';
import { takePort } from '../peers/ports.ts';
import { residentMegabytes } from '../peers/process-figures.ts';
import { until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';
import { runWrk } from './wrk.ts';

const PATH = '/api/status';

/** Starts a bare node:http server on the same core that answers with the same bytes. */
async function startBare(aerial: AerialProcess): Promise<{ child: Child; url: string }> {
  const answer = await fetch(aerial.url + PATH);
  const unsaid = ['date', 'connection', 'keep-alive'];
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !unsaid.includes(name)));
  const port = await takePort();
  const script = join(import.meta.dirname, 'bare-server.ts');
  const given = [`${port}`, JSON.stringify(headers), await answer.text()];
  const child = new Child('taskset', ['-c', '0', process.execPath, script, ...given]);
  await until('the bare server listens', () => Promise.resolve(child.lines.includes('ready')), { timeoutMs: 10_000 });
  return { child, url: `http://127.0.0.1:${port}/` };
}

/** How often Aerial can say what is on air, beside the least that Node can do. */
export async function benchApi(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' }, cores: '0' });
  const bare = await startBare(aerial);
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    let failures = 0;
    // Until its code is compiled a server is not the one that clients meet.
    for (const url of [aerial.url + PATH, bare.url]) await runWrk(url, plan.servingMs);
    for (let round = 1; round <= plan.servingRounds; round += 1) {
      report(`${PATH}, round ${round} of ${plan.servingRounds}`);
      const mine = await runWrk(aerial.url + PATH, plan.servingMs);
      ours.push(mine.requestsPerSecond);
      failures += mine.failures;
      theirs.push((await runWrk(bare.url, plan.servingMs)).requestsPerSecond);
    }
    const memory = `${residentMegabytes(aerial.pid).toFixed(0)} MB RSS`;
    return [
      {
        section: 'API on one core: requests per second, 100 connections, the same bytes from a bare node:http server',
        name: PATH,
        unit: '/s',
        aerial: ours,
        peer: { name: 'node:http', rounds: theirs },
        goal: { of: 'ratio', atLeast: 0.6 },
        digits: 0,
        note: failures === 0 ? memory : `${memory}, ${failures} FAILURES`,
      },
    ];
  } finally {
    await aerial.dispose();
    await bare.child.stop();
  }
}
