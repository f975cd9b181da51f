import type { Command } from 'commander';

import type { CliContext } from './context.ts';
import { register as audit } from './commands/audit.ts';
import { register as backtest } from './commands/backtest.ts';
import { register as config } from './commands/config.ts';
import { register as data } from './commands/data.ts';
import { register as dataCheck } from './commands/data-check.ts';
import { register as dataExport } from './commands/data-export.ts';
import { register as dataDownload } from './commands/data-download.ts';
import { register as dataRemove } from './commands/data-remove.ts';
import { register as dataSynth } from './commands/data-synth.ts';
import { register as drill } from './commands/drill.ts';
import { register as init } from './commands/init.ts';
import { register as instruments } from './commands/instruments.ts';
import { register as keys } from './commands/keys.ts';
import { register as kill } from './commands/kill.ts';
import { register as live } from './commands/live.ts';
import { register as order } from './commands/order.ts';
import { register as orders } from './commands/orders.ts';
import { register as paper } from './commands/paper.ts';
import { register as regime } from './commands/regime.ts';
import { register as replay } from './commands/replay.ts';
import { register as risk } from './commands/risk.ts';
import { register as runs } from './commands/runs.ts';
import { register as backup } from './commands/backup.ts';
import { register as certificate } from './commands/certificate.ts';
import { register as stage } from './commands/stage.ts';
import { register as status } from './commands/status.ts';
import { register as stop } from './commands/stop.ts';
import { register as testnet } from './commands/testnet.ts';
import { register as watchdog } from './commands/watchdog.ts';
import { register as validate } from './commands/validate.ts';
import { register as venues } from './commands/venues.ts';

/** Adds one command to the program. Heavy modules are imported inside its action. */
export type RegisterCommand = (program: Command, context: CliContext) => void;

/** Every command, in the order in which the help lists them. A new command is a file and a line here. */
export const commands: readonly RegisterCommand[] = [
  init,
  config,
  data,
  dataCheck,
  dataExport,
  dataDownload,
  dataSynth,
  dataRemove,
  backtest,
  regime,
  paper,
  live,
  instruments,
  venues,
  testnet,
  runs,
  replay,
  status,
  orders,
  order,
  stop,
  kill,
  risk,
  watchdog,
  drill,
  keys,
  validate,
  stage,
  certificate,
  audit,
  backup,
];
