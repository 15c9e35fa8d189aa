import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packer from '@yao-pkg/pkg/lib-es5/sea.js';
import { listAssetFiles } from '../../internal/platform/asset-files.ts';
import { recordCode } from './code-cache.ts';
import { programAssets, wrapProgram } from './launch/program.ts';
import { stripElf } from './strip-elf.ts';

const nodeFlags: readonly string[] = [
  // In MB. The engine begins with a sixteenth of it, and would clear up a dozen times before the server answers.
  '--min-semi-space-size=16',
  // Of what is in use. The engine would clear up whenever 8 MB of media had come in: every four seconds, for a third of what a broadcast takes.
  '--heap-growing-percent=100',
];

/**
 * Packs the server's script, the code that it is compiled to and every asset into a copy of the Node that npm installed. Needs no download:
 * the blob is made, and read, by this very Node. Resolves to the executable's size in bytes.
 */
export async function buildExecutable(needs: {
  rootDirectory: string;
  launcher: Uint8Array;
  /** ASCII. */
  serverScript: Uint8Array;
  outputFile: string;
}): Promise<number> {
  const output = join(needs.rootDirectory, 'out');
  await mkdir(output, { recursive: true });
  const folder = await mkdtemp(join(output, 'packing-'));
  try {
    const launcher = join(folder, 'launcher.cjs');
    await writeFile(launcher, needs.launcher);
    const script = join(folder, 'aerial.cjs');
    await writeFile(script, wrapProgram(Buffer.from(needs.serverScript).toString('latin1')));
    const nodePath = join(folder, 'node');
    await writeFile(nodePath, stripElf(await readFile(nodeProgram(needs.rootDirectory))), { mode: 0o755 });
    const { rootDirectory } = needs;
    const code = await recordCode({ rootDirectory, nodePath, nodeFlags, scriptFile: script, folder });
    const unfinished = join(folder, 'aerial');
    const assets = new Map([
      ...listAssetFiles(rootDirectory),
      [programAssets.script, script],
      [programAssets.code, code],
    ]);
    await packNode({ script: launcher, nodePath, output: unfinished, assets });
    await rename(unfinished, needs.outputFile);
    return (await stat(needs.outputFile)).size;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node as one file, where the machine's own may be spread over shared libraries. */
function nodeProgram(rootDirectory: string): string {
  return join(rootDirectory, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
}

async function packNode(needs: {
  script: string;
  nodePath: string;
  output: string;
  assets: ReadonlyMap<string, string>;
}): Promise<void> {
  if (process.arch !== 'x64' && process.arch !== 'arm64') {
    throw new Error(`The executable is built for x64 and arm64, and this machine is ${process.arch}.`);
  }
  const seaConfig = {
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    execArgv: nodeFlags,
    assets: Object.fromEntries(needs.assets),
  };
  // The packer's command line would fetch Node itself; only this function takes one that is already here.
  await findPacker()(needs.script, {
    targets: [{ nodeRange: 'node24', platform: 'linux', arch: process.arch, output: needs.output }],
    nodePath: needs.nodePath,
    seaConfig,
  });
}

type Packer = typeof packer.default;

/** The packer is CommonJS with a `default` of its own: where it ends up depends on who imports it. */
function findPacker(): Packer {
  const outer: unknown = packer;
  if (typeof outer === 'function') return outer as Packer;
  return packer.default;
}
