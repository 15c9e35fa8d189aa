import { openAssets } from '../internal/platform/assets.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { Terminal } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { renderCommandHelp, renderHelp } from './help.ts';
import { openTerminal, outputTaken } from './terminal.ts';

/** What the process ends with after a fault of its own (sysexits.h, EX_SOFTWARE). */
const FAULT_EXIT_CODE = 70;

async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const assets = openAssets();
  const { version } = JSON.parse(assets.text('package.json')) as { version: string };
  const { command, switches, ...given } = parseCommandLine(words, commands);
  if (switches.has('version')) {
    terminal.say(`aerial ${version}`);
    return 0;
  }
  if (switches.has('help')) {
    const named = words[0] === command.name;
    terminal.say(named ? renderCommandHelp(command) : renderHelp(commands, version));
    return 0;
  }
  return command.run({ ...given, switches, version, assets, environment: process.env, terminal, input: process.stdin });
}

/** One line for what a person can put right; the whole trace for a fault of the program's own. */
function report(error: unknown, terminal: Terminal): number {
  if (error instanceof AerialError) {
    terminal.complain(`aerial: ${error.toLine()}`);
    return error.exitCode;
  }
  terminal.complain(`aerial: This is a fault in Aerial; please report it with these lines. [INTERNAL]`);
  terminal.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return FAULT_EXIT_CODE;
}

const terminal = openTerminal(process.env);
// A rejection that nobody handles arrives here, too. What state the process is in is unknown: it ends, and a service manager or the
// owner starts it again; players come back by themselves.
process.on('uncaughtException', (error) => process.exit(report(error, terminal)));
main(process.argv.slice(2), terminal).then(
  async (code) => {
    // A pipe takes 64 kB at a time: what is longer would end in the middle.
    await outputTaken();
    process.exit(code);
  },
  (error: unknown) => process.exit(report(error, terminal)),
);
