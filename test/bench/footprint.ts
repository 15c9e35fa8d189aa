import { statSync } from 'node:fs';
import { AerialProcess, EXECUTABLE } from '../peers/aerial-process.ts';
import { residentMegabytes } from '../peers/process-figures.ts';
import { observeFor } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Footprint';
/** Three seconds after its start the server gives back what only the start had needed. */
const IDLE_MS = 5000;

/** Start-up time, idle memory and size of the executable. */
export async function benchFootprint(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const startMs: number[] = [];
  const idleMegabytes: number[] = [];
  for (let round = 1; round <= plan.startRounds; round += 1) {
    report(`start, round ${round} of ${plan.startRounds}`);
    const aerial = await AerialProcess.start();
    startMs.push(aerial.startMs);
    try {
      if (round > plan.startRounds - 2) {
        await observeFor(IDLE_MS);
        idleMegabytes.push(residentMegabytes(aerial.pid));
      }
    } finally {
      await aerial.dispose();
    }
  }
  const size = statSync(EXECUTABLE).size / 1e6;
  const single = { section: SECTION, peer: null };
  return [
    {
      ...single,
      name: 'start to first answer',
      unit: 'ms',
      aerial: startMs,
      goal: { of: 'value', atMost: 500 },
      digits: 0,
    },
    {
      ...single,
      name: 'idle memory',
      unit: 'MB',
      aerial: idleMegabytes,
      goal: { of: 'value', atMost: 150 },
      digits: 0,
    },
    { ...single, name: 'executable', unit: 'MB', aerial: [size], goal: { of: 'value', atMost: 130 }, digits: 1 },
  ];
}
