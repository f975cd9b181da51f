import { resolve } from 'node:path';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { BarSource } from '../domain/bars.ts';
import type { PriceView } from '../data/adjusted.ts';
import { writePieces } from '../data/durable-files.ts';
import { explainUnwritable } from '../data/unwritable.ts';
import type { BacktestWishes } from '../modes/backtest-config.ts';
import { keepRun } from '../modes/keep-run.ts';
import { superviseBacktest } from '../modes/supervise-backtest.ts';
import { fillsCsv } from '../report/fills-csv.ts';
import { resultJson } from '../report/result-json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { backtestFlags } from './backtest-flags.ts';
import { checkOutput } from './check-output.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';

/** The flags of `ballast backtest`. */
export interface BacktestCommandFlags extends BacktestWishes {
  readonly prices: BarSource;
  readonly view: PriceView;
  readonly json?: string;
  readonly fills?: string;
  readonly report?: string;
  readonly debug?: boolean;
}

/** Runs a backtest as the command line says, keeps it, and writes what was asked for. */
export async function backtestCommand(context: CliContext, strategy: string | undefined, flags: BacktestCommandFlags): Promise<void> {
  const { config, folder } = backtestFlags(context, strategy, flags);
  const outputs = [flags.report, flags.fills, flags.json === '-' ? undefined : flags.json];
  for (const path of outputs) if (path !== undefined) checkOutput(resolve(context.cwd, path));
  const home = context.openHome({ create: false });
  const progress = createProgress({ label: 'backtest', total: 0, unit: 'bars', silent: flags.json === '-' });
  const result = await superviseBacktest(
    { home: home.root, folder, config, source: flags.prices, view: flags.view, ...(flags.debug !== undefined && { debug: flags.debug }) },
    { onProgress: (done) => progress.update(done) },
  ).finally(() => progress.done());
  const id = await keepRun(home, config, result, systemClock.now());
  const write = (path: string, pieces: Iterable<string>): Promise<void> => {
    const file = resolve(context.cwd, path);
    return explainUnwritable(file, async () => writePieces(file, pieces));
  };
  if (flags.report !== undefined) {
    const { renderReport } = await import('../report/html.ts');
    await write(flags.report, [renderReport(result)]);
  }
  if (flags.fills !== undefined) await write(flags.fills, fillsCsv(result.fills));
  if (flags.json !== undefined && flags.json !== '-') await write(flags.json, resultJson(result));
  if (flags.json === '-') for (const piece of resultJson(result)) context.stdout.write(piece);
  else context.out(renderTerminal(result, { colour: context.isTty && context.env['NO_COLOR'] === undefined }));
  context.err(`kept as run ${id}${flags.report === undefined ? '' : `; report in ${flags.report}`}`);
}
