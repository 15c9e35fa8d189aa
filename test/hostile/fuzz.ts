import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { breaches, FuzzTarget, type FuzzOutcome } from './fuzz-target.ts';
import { mutateBytes, mutateMessages, readMessages } from './mutations.ts';
import { SeededRandom } from './seeded-random.ts';

/**
 * Mutates what real encoders send and feeds it to the ingest: `node test/hostile/fuzz.ts --seconds 600 --seed 1`. Inputs come in groups that share
 * one broadcast; a failure names the group to run again. Exits with 1 at the first failure.
 */
interface FuzzReport {
  readonly inputs: number;
  readonly megabytes: number;
  readonly items: number;
  readonly outcomes: Readonly<Record<FuzzOutcome, number>>;
  readonly slowestMs: number;
  readonly heapMbBefore: number;
  readonly heapMbAfter: number;
  readonly maxRssMb: number;
}

/** Inputs that follow one another on the same broadcast. */
const GROUP_INPUTS = 50;
/** Processor time that one input may take; more means that some loop is not bounded as it should be. */
const MAX_INPUT_MS = 2_000;
/** Live objects may not add up over the run. */
const MAX_HEAP_GROWTH_MB = 20;

function fuzz(options: { seconds: number; seed: number; maxInputs: number }): FuzzReport {
  const folder = join(import.meta.dirname, 'corpus');
  const corpus = readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { bytes, messages: readMessages(bytes) };
  });
  const outcomes: Record<FuzzOutcome, number> = { 'read to its end': 0, fault: 0, refused: 0 };
  let target = new FuzzTarget();
  const heapMbBefore = liveHeapMb();
  let [inputs, bytes, items, slowestMs, maxRssMb] = [0, 0, 0, 0, 0];
  const untilMs = performance.now() + options.seconds * 1000;
  while (performance.now() < untilMs && inputs < options.maxInputs) {
    const seed = options.seed + inputs;
    const again = `run again with --seed ${seed - (inputs % GROUP_INPUTS)} --inputs ${GROUP_INPUTS}`;
    const random = new SeededRandom(seed);
    const chosen = random.pick(corpus);
    const other = random.pick(corpus).bytes;
    const input =
      random.next() < 0.5 ? mutateBytes(chosen.bytes, random, other) : mutateMessages(chosen.messages, random, other);
    if (inputs % GROUP_INPUTS === 0) {
      items += target.items;
      target = new FuzzTarget();
    }
    const startedMs = cpuMs();
    try {
      outcomes[target.run(input, random)] += 1;
    } catch (error) {
      throw new Error(`The ingest broke; ${again}.`, { cause: error });
    }
    const tookMs = cpuMs() - startedMs;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > MAX_INPUT_MS) throw new Error(`An input took ${tookMs.toFixed(0)} ms; ${again}.`);
    if (breaches.length > 0) throw new Error(`Nonsense on the bus: ${breaches.join('; ')}; ${again}.`);
    inputs += 1;
    bytes += input.length;
    if (inputs % 256 === 0) maxRssMb = Math.max(maxRssMb, process.memoryUsage.rss() / 1e6);
  }
  items += target.items;
  const heapMbAfter = liveHeapMb();
  return { inputs, megabytes: bytes / 1e6, items, outcomes, slowestMs, heapMbBefore, heapMbAfter, maxRssMb };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function liveHeapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string', default: 'Infinity' },
  },
});
const report = fuzz({ seconds: Number(values.seconds), seed: Number(values.seed), maxInputs: Number(values.inputs) });
console.log(
  JSON.stringify(report, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value), 1),
);
if (report.heapMbAfter - report.heapMbBefore > MAX_HEAP_GROWTH_MB) {
  console.error(`Live memory grew by ${(report.heapMbAfter - report.heapMbBefore).toFixed(1)} MB.`);
  process.exitCode = 1;
}
