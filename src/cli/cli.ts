import { Command, CommanderError } from 'commander';

import { BallastError } from '../kernel/errors.ts';
import { buildProgram } from './build-program.ts';
import { createContext, type CliStreams, type GlobalOptions } from './context.ts';
import { printError } from './print-error.ts';

/** The streams of this process. */
function processStreams(): CliStreams {
  // A reader that goes away (`ballast runs list | head`) or a terminal that is closed is no error of ours.
  let isGone = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    if (isGone) return;
    isGone = true;
    // Who listens for a hang-up ends in order, without words.
    if (process.listenerCount('SIGHUP') === 0) process.exit(0);
    process.emit('SIGHUP', 'SIGHUP');
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(args: readonly string[], streams?: CliStreams): Promise<number> {
  const program = new Command('ballast');
  const context = createContext(streams ?? processStreams(), () => program.opts<GlobalOptions>());
  const json = wantsJson(args);
  if (streams === undefined) process.on('uncaughtException', (error) => process.exit(printError(error, context, { json })));
  try {
    buildProgram(program, context);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return printError(error, context, { json });
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0 ? 0 : 2;
    return printError(new BallastError('USAGE_INVALID', usageMessage(error)), context, { json });
  }
}

/** Whether the output, and so an error, is for a program: `--json` alone or with `-`, and not with a file. */
function wantsJson(args: readonly string[]): boolean {
  const place = args.indexOf('--json');
  return place === -1 ? args.includes('--json=-') : (args[place + 1] ?? '-').startsWith('-');
}

/** Commander's message without its prefix; a suggestion follows on a line of its own. */
function usageMessage(error: CommanderError): string {
  return error.message.replace(/^error: /, '').trimEnd();
}
