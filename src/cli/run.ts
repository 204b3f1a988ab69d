import { EXIT_CODES } from '../../solvers/base/result';
import { asFailure } from '../worker/envelope';
import { refuse } from './arguments';
import { bench } from './bench';
import type { Command, Console } from './console';
import { convert } from './convert';
import { data } from './data';
import { list } from './list';
import { solve } from './solve';
import { sweep } from './sweep';
import { train } from './train';
import { worker } from './worker';

const COMMANDS: readonly Command[] = [list, solve, train, data, convert, sweep, worker, bench];

const HELP = `usage: npm run cli -- COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

COMMAND --help tells more.`;

/** Runs the command line; resolves to the exit code. Bad input is one line on standard error. */
export async function run(argv: readonly string[], console: Console): Promise<number> {
  try {
    const [name, ...args] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      console.out(HELP);
      return name === undefined ? EXIT_CODES['bad-input'] : 0;
    }
    const command = COMMANDS.find((one) => one.name === name);
    if (!command)
      throw refuse(
        `there is no command ${JSON.stringify(name.slice(0, 60))}: choose from ${COMMANDS.map((one) => one.name).join(', ')}`,
        'command',
      );
    if (args.includes('--help') || args.includes('-h')) {
      console.out(command.help);
      return 0;
    }
    return await command.run(args, console);
  } catch (error) {
    const failure = asFailure(error);
    // Compile errors carry a whole source; the first line says what and where.
    console.err(`error: ${failure.message.split('\n')[0]}`);
    return EXIT_CODES[failure.code];
  }
}
