import { getRawAsset } from 'node:sea';
import { compileProgram, programAssets, runProgram } from './program.ts';

/**
 * What the executable starts with: the server's script, with the code that an earlier start of it was compiled to. Node's own code cache
 * holds only what is compiled before anything runs, and every start would compile the rest again, for a third of its time.
 */
const script = Buffer.from(getRawAsset(programAssets.script)).toString('latin1');
const code = Buffer.from(getRawAsset(programAssets.code));
runProgram(compileProgram(script, code), { require, filename: __filename });
