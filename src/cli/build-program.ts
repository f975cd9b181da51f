import type { Command } from 'commander';

import { ballastVersion } from '../config/build.ts';
import { commands } from './commands.ts';
import type { CliContext } from './context.ts';

/** Gives the program its options and all commands. Nothing heavy is loaded. */
export function buildProgram(program: Command, context: CliContext): void {
  program
    .description('Takes a trading strategy from backtest to paper to live, with the same code at every step.')
    .version(ballastVersion(), '-V, --version', 'print the version')
    .option('--home <dir>', 'folder that holds all state (else BALLAST_HOME, else ./var/ballast)')
    .option('--config <file>', 'configuration file (else BALLAST_CONFIG, else ./ballast.yaml)')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true);
  // Settings are inherited by the commands that are added after them, so these two come first.
  program.exitOverride().configureOutput({
    writeOut: (text) => void context.stdout.write(text),
    writeErr: (text) => void context.stderr.write(text),
    outputError: () => undefined,
    getOutHelpWidth: () => Math.min(context.stdout.columns ?? 80, 100),
    getErrHelpWidth: () => 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  for (const register of commands) register(program, context);
}
