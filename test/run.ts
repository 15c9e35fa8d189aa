import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs what is named on the command line, one after the other, and stops at the first that fails: `check`, `build`, or a
 * suite. The tools come from node_modules/.bin, which `npm run` puts on the path; Node is the one that runs this.
 */
const rootDirectory = join(import.meta.dirname, '..');

/** What runs a live ffmpeg lies beside the code, too, but takes as long as the pictures last. */
const transcodeTests = 'internal/transcode/{transcoder,audio-bridge}*.test.ts';

/** Tests that lie beside what they test, and the rules of the house: quick, all in one process. */
const unitTests = [
  'internal/**/*.test.ts',
  'cmd/**/*.test.ts',
  'web/**/*.test.ts',
  'test/arch/*.test.ts',
  'test/checker/**/*.test.ts',
  'test/peers/*.test.ts',
  'test/bench/*.test.ts',
];

/** Everything larger than one folder, mostly against out/aerial. */
const suites: Readonly<Record<string, string>> = {
  transcode: transcodeTests,
  smoke: 'test/smoke/*.test.ts',
  hostile: 'test/hostile/*.test.ts',
  e2e: 'test/e2e/*.test.ts',
};

const checks: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc', '-p', '.'],
  lint: ['oxlint', '-c', '.oxlint.config.ts', '--type-aware', '--deny-warnings'],
  format: ['oxfmt', '--check', '.'],
  'unused code': ['knip', '--no-progress'],
  'unit tests': testCommand(globSync(unitTests, { cwd: rootDirectory, exclude: [transcodeTests] })),
};

function testCommand(patterns: readonly string[]): string[] {
  return [process.execPath, '--test', '--test-isolation=none', '--test-reporter=spec', ...patterns];
}

/** What one tool or suite may take; the slowest takes a few minutes. */
const deadlineMs = 10 * 60_000;

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

async function runSuite(name: string): Promise<boolean> {
  const pattern = suites[name];
  if (pattern === undefined) {
    console.error(`There is no suite "${name}"; say ${['check', 'build', ...Object.keys(suites)].join(', ')}.`);
    return false;
  }
  if (globSync(pattern, { cwd: rootDirectory }).length === 0) {
    console.error(`The suite ${name} has no tests (${pattern}).`);
    return false;
  }
  console.log(`\n── ${name}`);
  return (await run(testCommand([pattern]), true)).passed;
}

async function main(names: readonly string[]): Promise<void> {
  for (const name of names) {
    let passed: boolean;
    if (name === 'check') passed = await runChecks();
    else if (name === 'build') passed = (await run([process.execPath, 'build.ts'], true)).passed;
    else passed = await runSuite(name);
    if (!passed) {
      console.error(`\n✖ ${name} failed.`);
      process.exitCode = 1;
      return;
    }
  }
}

await main(process.argv.slice(2));
