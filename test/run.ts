import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs what is named on the command line, one after the other, and stops at the first that fails: `check`, `build`, a suite, or
 * suites at once (`contract+unwatched`; `smoke,contract+unwatched` is two after each other beside a third). The tools come from node_modules/.bin, which `npm run` puts on the path; Node is the one that runs this.
 */
const rootDirectory = join(import.meta.dirname, '..');

/** What runs a live ffmpeg lies beside the code, too, but takes as long as the pictures last. */
const transcodeTests = 'internal/transcode/{transcoder,audio-bridge,thumbnailer,ladder-trial}*.test.ts';

/** Tests that lie beside what they test, and the rules of the house: quick, in three processes for two cores. */
const serverTests = 'internal/**/*.test.ts';
const otherTests = [
  'cmd/**/*.test.ts',
  'web/**/*.test.ts',
  'test/arch/*.test.ts',
  'test/checker/**/*.test.ts',
  'test/peers/*.test.ts',
  'test/bench/*.test.ts',
];

/** Of those of the whole product the ones that watch no picture, so that nothing in them stalls when others run beside them. */
const unwatchedTests =
  'test/e2e/{fediverse*,https,notices,reverse-proxy,schedule,setup,sign-in,studio-people,told-of-nothing,webhooks}.test.ts';

/** Those that look at a picture, and forgive a machine that is busy with other suites. */
const patientTests = 'test/e2e/{playlists,studio,viewers}.test.ts';

/** Those that look at pages, where a picture that stands still for a moment is none of their concern. */
const pageTests = 'test/e2e/{chat,first-run,page,studio-fediverse,studio-files}.test.ts';

/** Those in which two viewers watch a ladder of three: it must not be given up because other suites want the processor as well. */
const ladderTests = 'test/e2e/{faults,live,live-changes}.test.ts';

/** What a broadcast has to stand, whatever else goes on: it runs beside the pages, which leave more of the processor than the rest. */
const oddTests = 'test/e2e/odd-inputs.test.ts';

/** Floods of people and of posts, which are as long as the other attacks together. */
const floodTests = 'test/hostile/{chat,fediverse}.test.ts';

/** Everything larger than one folder, mostly against out/aerial. */
const suites: Readonly<Record<string, readonly string[]>> = {
  transcode: filesOf(transcodeTests),
  smoke: filesOf('test/smoke/*.test.ts'),
  contract: filesOf('test/contract/*.test.ts'),
  hostile: filesOf('test/hostile/*.test.ts', floodTests),
  floods: filesOf(floodTests),
  unwatched: filesOf(unwatchedTests),
  patient: filesOf(patientTests),
  pages: filesOf(pageTests),
  odd: filesOf(oddTests),
  ladder: filesOf(ladderTests),
  e2e: filesOf('test/e2e/*.test.ts', unwatchedTests, patientTests, pageTests, oddTests, ladderTests),
};

const checks: Readonly<Record<string, readonly string[]>> = {
  // Each checker works out the packages' types by itself: on two cores one of them is done in half the work.
  types: ['tsc', '-p', '.', '--checkers', '1'],
  lint: ['oxlint', '-c', '.oxlint.config.ts', '--type-aware', '--deny-warnings'],
  format: ['oxfmt', '--check', '.'],
  'unused code': ['knip', '--no-progress'],
  ...inHalves('unit tests of the server', filesOf(serverTests, transcodeTests)),
  'unit tests of the rest': testCommand(otherTests.flatMap((pattern) => filesOf(pattern))),
};

function filesOf(pattern: string, ...except: string[]): string[] {
  return globSync(pattern, { cwd: rootDirectory, exclude: except }).toSorted();
}

function inHalves(title: string, files: readonly string[]): Record<string, string[]> {
  const half = (rest: number) => testCommand(files.filter((_, index) => index % 2 === rest));
  return { [title]: half(0), [`${title}, the other half`]: half(1) };
}

function testCommand(patterns: readonly string[]): string[] {
  const seed = pathToFileURL(join(import.meta.dirname, 'seed.ts')).href;
  return [process.execPath, '--import', seed, '--test', '--test-isolation=none', '--test-reporter=spec', ...patterns];
}

/** How much is repeated of a suite that ended before it could say what failed, in characters. */
const failureTailLength = 4000;

/** What one tool or suite may take; the slowest, which watches broadcasts in a browser, takes some ten minutes. */
const deadlineMs = 20 * 60_000;

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

async function run(command: readonly string[], show: boolean): Promise<Outcome> {
  const [program = '', ...parameters] = command;
  const startedMs = performance.now();
  const child = spawn(program, parameters, { cwd: rootDirectory, stdio: ['ignore', 'pipe', 'pipe'] });
  const endChild = (): void => void child.kill('SIGTERM');
  const deadline = setTimeout(() => {
    console.error(`✖ ${command.join(' ')} took longer than ${deadlineMs / 60_000} minutes.`);
    endChild();
  }, deadlineMs);
  process.on('SIGTERM', endChild);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (show) process.stdout.write(text);
    });
  }
  const passed = await new Promise<boolean>((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  clearTimeout(deadline);
  process.off('SIGTERM', endChild);
  return { passed, output, seconds: (performance.now() - startedMs) / 1000 };
}

/** All checks at once; those that pass say one line, those that fail all that they have to say. */
async function runChecks(): Promise<boolean> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([title, command]) => ({ title, ...(await run(command, false)) })),
  );
  for (const { title, passed, output, seconds } of results) {
    if (!passed) console.log(`\n${output.trim()}\n`);
    console.log(`${passed ? '✔' : '✖'} ${title} (${seconds.toFixed(1)} s)`);
    if (passed) console.log(summaryOf(output));
  }
  return results.every(({ passed }) => passed);
}

/** The counts that Node's test runner ends with, indented; empty for another tool's output. */
function summaryOf(output: string): string {
  const lines = output.split('\n').filter((line) => /^ℹ (tests|pass|fail|skipped) \d+$/.test(line));
  return lines.map((line) => `  ${line}`).join('\n');
}

/** Of several suites at once each tells what there is to tell when it is over. */
async function runSuite(name: string, isAlone: boolean): Promise<boolean> {
  const files = suites[name];
  if (files === undefined) {
    console.error(`There is no suite "${name}"; say ${['check', 'build', ...Object.keys(suites)].join(', ')}.`);
    return false;
  }
  if (files.length === 0) {
    console.error(`The suite ${name} has no tests.`);
    return false;
  }
  if (isAlone) console.log(`\n── ${name}`);
  const { passed, output, seconds } = await run(testCommand(files), isAlone);
  if (!isAlone) console.log(`\n── ${name}\n${output}`);
  console.log(`── ${name}: ${seconds.toFixed(0)} s`);
  if (!passed) failures.push(`── ${name}\n${failuresIn(output)}`);
  return passed;
}

/** What failed so far, in the runner's words; said once more at the very end, where it is looked for first. */
const failures: string[] = [];

/** What Node's test runner says of failed tests at its end; the last of its output where it did not come to that. */
function failuresIn(output: string): string {
  const from = output.lastIndexOf('✖ failing tests:');
  return (from === -1 ? output.slice(-failureTailLength) : output.slice(from)).trim();
}

/** The lanes at once, and the suites of each one after the other. */
async function runLanes(lanes: readonly (readonly string[])[]): Promise<boolean> {
  const outcomes = await Promise.all(
    lanes.map(async (lane) => {
      for (const suite of lane) if (!(await runSuite(suite, lanes.length === 1))) return false;
      return true;
    }),
  );
  return outcomes.every(Boolean);
}

async function main(names: readonly string[]): Promise<void> {
  for (const name of names) {
    let passed: boolean;
    if (name === 'check') passed = await runChecks();
    else if (name === 'build') passed = (await run([process.execPath, 'build.ts'], true)).passed;
    else passed = await runLanes(name.split('+').map((lane) => lane.split(',')));
    if (!passed) {
      console.error(`\n${[...failures, `✖ ${name} failed.`].join('\n\n')}`);
      process.exitCode = 1;
      return;
    }
  }
}

await main(process.argv.slice(2));
