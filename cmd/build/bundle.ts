import { basename } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** What the bundler made for browsers, before any of it is on disk. */
export interface BrowserBundle {
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** Every script and style: its path, the source it was made from where it has one, and what it imports at once. */
  readonly outputs: readonly {
    readonly path: string;
    readonly entryPoint: string | undefined;
    readonly staticImports: readonly string[];
  }[];
  /** The npm packages whose code is in it. */
  readonly packages: readonly string[];
}

/** Bundles for browsers that have what the player needs anyway: modules with code splitting, minified. */
export async function bundleForBrowsers(needs: {
  rootDirectory: string;
  entryPoints: Record<string, string>;
  outputDirectory: string;
}): Promise<BrowserBundle> {
  const result = await build({
    absWorkingDir: needs.rootDirectory,
    entryPoints: needs.entryPoints,
    outdir: needs.outputDirectory,
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['chrome109', 'firefox115', 'safari16'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  return {
    files: result.outputFiles.map(({ path, contents }) => ({ path, bytes: contents })),
    outputs: Object.entries(result.metafile.outputs).map(([path, output]) => ({
      path,
      entryPoint: output.entryPoint,
      staticImports: output.imports.filter(({ kind }) => kind === 'import-statement').map((one) => one.path),
    })),
    packages: packagesIn(result.metafile),
  };
}

/** The server as one script. */
export interface ServerBundle {
  readonly script: Uint8Array;
  readonly packages: readonly string[];
}

/** Of the sentences in fifty languages that the parser of schemas brings along only the English ones are ever said. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

/** Bundles the server, with nothing left outside, to the one CommonJS script that the executable starts with. */
export async function bundleServer(rootDirectory: string): Promise<ServerBundle> {
  const result = await build({
    absWorkingDir: rootDirectory,
    entryPoints: ['cmd/aerial.ts'],
    outfile: 'out/aerial.cjs',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    keepNames: true,
    plugins: [englishOnly],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  const [script] = result.outputFiles;
  if (script === undefined) throw new Error('The bundler gave no script for the server.');
  return { script: Buffer.from(toAscii(script.text)), packages: packagesIn(result.metafile) };
}

/**
 * The bundler escapes what is not ASCII everywhere but in regular expressions, where an escape means the same. With a single such letter the
 * engine keeps the whole script in two bytes a letter, for as long as the server runs.
 */
function toAscii(script: string): string {
  return script.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Bundles what the executable starts with, before there is a server. */
export async function bundleLauncher(rootDirectory: string): Promise<Uint8Array> {
  const result = await build({
    absWorkingDir: rootDirectory,
    entryPoints: ['cmd/build/launch/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    logLevel: 'warning',
    write: false,
  });
  const [launcher] = result.outputFiles;
  if (launcher === undefined) throw new Error('The bundler gave no launcher.');
  return launcher.contents;
}

/** Bundles what runs in threads of its own, each to one script that is started from memory. */
export async function bundleWorkers(rootDirectory: string): Promise<{
  readonly files: readonly { readonly name: string; readonly script: Uint8Array }[];
  readonly packages: readonly string[];
}> {
  const result = await build({
    absWorkingDir: rootDirectory,
    entryPoints: { federation: 'internal/federation/worker/main.ts' },
    outdir: 'out/workers',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
    write: false,
  });
  return {
    files: result.outputFiles.map(({ path, contents }) => ({ name: basename(path), script: contents })),
    packages: packagesIn(result.metafile),
  };
}

function packagesIn(metafile: Metafile): string[] {
  const names = new Set<string>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (name !== undefined && bytesInOutput > 0) names.add(name);
    }
  }
  return [...names].toSorted();
}
