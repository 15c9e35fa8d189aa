import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** The assets that the executable begins with. */
export const programAssets = { script: 'program/aerial.cjs', code: 'program/aerial.code' };

/** The server's script as the engine compiles it: the body of a function, as every CommonJS module is. */
export function wrapProgram(script: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${script}\n})`;
}

/** Compiles a wrapped script, with `code` from an earlier run of the same one in next to no time. Code that does not fit is not used. */
export function compileProgram(wrapped: string, code?: Buffer): Script {
  return new Script(wrapped, { filename: 'aerial.cjs', ...(code !== undefined && { cachedData: code }) });
}

/** Runs a compiled script as if it lay at `filename`. */
export function runProgram(script: Script, needs: { require: NodeJS.Require; filename: string }): void {
  const module = { exports: {} };
  const run = script.runInThisContext() as (...of: unknown[]) => void;
  run.call(module.exports, module.exports, needs.require, module, needs.filename, dirname(needs.filename));
}
