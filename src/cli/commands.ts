import type { Command } from 'commander';

import type { CliContext } from './context.ts';
import { register as backtest } from './commands/backtest.ts';
import { register as config } from './commands/config.ts';
import { register as dataCheck } from './commands/data-check.ts';
import { register as data } from './commands/data.ts';
import { register as dataDownload } from './commands/data-download.ts';
import { register as init } from './commands/init.ts';
import { register as instruments } from './commands/instruments.ts';

/** Adds one command to the program. Heavy modules are imported inside its action. */
export type RegisterCommand = (program: Command, context: CliContext) => void;

/** Every command, in the order in which the help lists them. A new command is a file and a line here. */
export const commands: readonly RegisterCommand[] = [init, config, data, dataCheck, dataDownload, backtest, instruments];
