import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXECUTABLE } from '../peers/aerial-process.ts';
import { Child } from '../peers/children.ts';
import { makeOwncast } from '../peers/owncast-database.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const COUNTS = { messages: 100_000, users: 5_000, followers: 2_000 } as const;

/** How long the executable takes to bring a large channel over from Owncast, from its start to its end. */
export async function benchImport(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const folder = makeTemporaryFolder('import');
  try {
    report(`making an Owncast of ${COUNTS.messages} messages`);
    const { file } = makeOwncast({ folder: folder.path, counts: COUNTS });
    const seconds: number[] = [];
    for (let round = 1; round <= plan.startRounds; round += 1) {
      report(`import, round ${round} of ${plan.startRounds}`);
      seconds.push(await importOnce(file, join(folder.path, 'aerial')));
    }
    return [
      {
        section: 'Import',
        name: '100,000 messages, 5,000 users, 2,000 followers',
        unit: 's',
        aerial: seconds,
        peer: null,
        goal: { of: 'value', atMost: 10 },
        digits: 1,
      },
    ];
  } finally {
    folder.remove();
  }
}

async function importOnce(file: string, data: string): Promise<number> {
  rmSync(data, { recursive: true, force: true });
  const startedMs = performance.now();
  const child = new Child(EXECUTABLE, ['import', 'owncast', file, '--yes', '--data', data]);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`The import failed: ${child.lines.join('\n')}`);
  return (performance.now() - startedMs) / 1000;
}
