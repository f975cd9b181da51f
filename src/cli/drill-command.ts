import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { isWithin, type DrillFigure, type DrillReport } from '../modes/kill/drill/drill-figures.ts';
import { runKillDrill } from '../modes/kill/drill/kill-drill.ts';
import type { CliContext } from './context.ts';
import { renderTable } from './table.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast drill kill`. */
export interface DrillFlags {
  readonly orders: string;
  readonly json?: boolean;
}

/** Halts that are measured for each order: 1,000 with 500 orders, of which a 99.9th percentile can be told. */
const PROBES_PER_ORDER = 2;
/** Entries leave at this pace, which is that of the venue. */
const ORDERS_PER_SECOND = 5;

/** Runs the drill, keeps its result in the home folder and shows it. Errors: `DRILL_FAILED` where a figure is beyond its target. */
export async function killDrillCommand(context: CliContext, flags: DrillFlags): Promise<void> {
  const home = context.openHome({ create: true });
  const orders = wholeFlag('--orders', flags.orders, 1, 600);
  context.err(`takes about ${Math.ceil(orders / ORDERS_PER_SECOND + 30)} s, and touches nothing but a folder of its own`);
  const report = await runKillDrill({
    orders,
    probes: orders * PROBES_PER_ORDER,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    clock: systemClock,
    onProgress: (words) => context.err(words),
  });
  const file = join(home.drills, `kill-${formatTime(report.at).replaceAll(':', '-')}.json`);
  mkdirSync(home.drills, { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  if (flags.json === true) context.out(JSON.stringify(report, null, 2));
  else for (const line of describe(report, file, context.stdout.columns)) context.out(line);
  const beyond = report.figures.filter((figure) => !isWithin(figure));
  if (beyond.length > 0) fail('DRILL_FAILED', `beyond its target: ${beyond.map(({ what }) => what).join('; ')}`, { where: file });
}

function describe({ orders, figures, passed }: DrillReport, file: string, width: number | undefined): readonly string[] {
  const number = (value: number, unit: DrillFigure['unit']): string => `${Number.isFinite(value) ? Math.round(value) : 'never'} ${unit}`;
  const rows = figures.map((figure) => {
    const { what, value, atMost, unit } = figure;
    return [what, number(value, unit), `${atMost === 0 ? '' : 'at most '}${number(atMost, unit)}`, isWithin(figure) ? 'met' : 'MISSED'];
  });
  return [
    `The kill switch with ${orders} orders open and on their way:`,
    ...renderTable(['', '>measured', '>target', ''], rows, width),
    `${passed ? 'Passed' : 'FAILED'}; kept as ${file}`,
  ];
}
