import { parseArgs } from 'node:util';
import { checkStream } from './checker.ts';

const usage = 'usage: node test/checker/main.ts URL [--seconds N] [--plain] [--json]';

/** Follows the presentation at a URL and prints what is wrong with it; --plain is for whole segments on a store. Asked to stop (SIGTERM), it does so then. Exit code 0: nothing; 1: something; 64: wrong usage. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '30' },
      plain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [url] = positionals;
  const seconds = Number(values.seconds);
  if (url === undefined || !URL.canParse(url) || !(seconds > 0)) {
    console.error(usage);
    return 64;
  }
  const over = new AbortController();
  process.once('SIGTERM', () => over.abort());
  const report = await checkStream({ url, seconds, form: values.plain ? 'plain' : 'low-latency', signal: over.signal });
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else {
    for (const { url: where, playlists, segments, bytes, refusals } of report.renditions) {
      const refused = Object.entries(refusals).map(([status, count]) => `, ${count} x ${status}`);
      console.log(`${where}: ${playlists} playlists, ${segments} segments, ${bytes} bytes${refused.join('')}`);
    }
    for (const { rule, where, message } of report.findings) console.log(`${rule}: ${where}: ${message}`);
    console.log(report.findings.length === 0 ? 'nothing found' : `found: ${JSON.stringify(report.counts)}`);
  }
  return report.findings.length === 0 ? 0 : 1;
}

process.exitCode = await main();
