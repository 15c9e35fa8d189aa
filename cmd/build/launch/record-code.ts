import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileProgram, runProgram } from './program.ts';

// Usage: node record-code.ts SCRIPT AS-FILE CODE ARGUMENT...
// Runs the wrapped server in the file SCRIPT as if it lay at AS-FILE, and writes the code that it was compiled to into the file CODE when it ends.
const [node = '', , scriptFile = '', filename = '', codeFile = '', ...words] = process.argv;
process.argv = [node, filename, ...words];
const script = compileProgram(readFileSync(scriptFile, 'latin1'));
process.on('exit', () => writeFileSync(codeFile, script.createCachedData()));
runProgram(script, { require: createRequire(filename), filename });
