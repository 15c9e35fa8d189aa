import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../peers/browser.ts';
import { benchApi } from './api.ts';
import { benchEncoderReturns } from './encoder-returns.ts';
import { benchBroadcastCpu } from './broadcast-cpu.ts';
import { benchChat } from './chat.ts';
import { benchDeliveries } from './deliveries.ts';
import { conclude, renderTable } from './figures.ts';
import type { Figure } from './figures.ts';
import { benchBucket } from './bucket.ts';
import { benchFootprint } from './footprint.ts';
import { benchHour } from './hour.ts';
import { benchImport } from './import.ts';
import { benchIngestCpu } from './ingest-cpu.ts';
import { benchLatency } from './latency.ts';
import type { BenchPlan, Report } from './plan.ts';
import { FULL_PLAN, QUICK_PLAN } from './plan.ts';
import { benchServing } from './serving.ts';
import { benchSlate } from './slate.ts';
import { benchTranscoderKilled } from './transcoder-killed.ts';
import { benchViewers } from './viewers.ts';

const USAGE = `Usage: npm run bench [-- --json] [--quick] [--only NAME[,NAME...]]
Measures out/aerial beside Debian's nginx and nginx-rtmp on this machine (two cores at least), over loopback.
NAME is one of footprint, import, cpu, broadcast, serving, api, viewers, chat, deliveries, latency, bucket, hour, slate, returns, kill.`;

type Section = (plan: BenchPlan, report: Report) => Promise<Figure[]>;

async function latencyInBrowser(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const browser = await launchBrowser('whole');
  try {
    return await benchLatency(browser, plan, report);
  } finally {
    await browser.close();
  }
}

const SECTIONS: Readonly<Record<string, Section>> = {
  footprint: benchFootprint,
  import: benchImport,
  cpu: benchIngestCpu,
  broadcast: benchBroadcastCpu,
  serving: benchServing,
  api: benchApi,
  viewers: benchViewers,
  chat: benchChat,
  deliveries: benchDeliveries,
  latency: latencyInBrowser,
  bucket: benchBucket,
  hour: benchHour,
  slate: benchSlate,
  returns: benchEncoderReturns,
  kill: benchTranscoderKilled,
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const names = values.only?.split(',') ?? Object.keys(SECTIONS);
if (values.help === true || names.some((name) => SECTIONS[name] === undefined)) {
  console.log(USAGE);
  process.exit(values.help === true ? 0 : 64);
}

const plan = values.quick === true ? QUICK_PLAN : FULL_PLAN;
const figures: Figure[] = [];
const startedMs = performance.now();
const report: Report = (sentence) =>
  console.error(`[${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s] ${sentence}`);
for (const name of names) figures.push(...((await SECTIONS[name]?.(plan, report)) ?? []));

const outcomes = figures.map(conclude);
const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`;
if (values.json === true) {
  console.log(JSON.stringify({ machine, node: process.version, plan, outcomes }, null, 2));
} else {
  console.log(`\nAerial beside its peers, on ${machine}${values.quick === true ? ' (quick run)' : ''}\n`);
  console.log(renderTable(outcomes));
  const missed = outcomes.filter((outcome) => outcome.isMet === false).length;
  console.log(
    `\nMedians of the rounds; noise is half the distance from the lowest round to the highest. Goals missed: ${missed}.`,
  );
}
process.exit(0);
