import { existsSync } from 'node:fs';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { sendCommand } from '../adapters/control/send-command.ts';
import { killFilesOf, type HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import type { HaltScope } from '../domain/trading-state.ts';
import { BallastError, isBallastError } from '../kernel/errors.ts';
import { describeScope, killTrading, type KillReport } from '../modes/kill/kill-trading.ts';
import type { LeftOver } from '../modes/kill/left-over.ts';
import { displayDecimal } from '../report/display.ts';
import type { CliContext } from './context.ts';
import { operatorName } from './operator-name.ts';
import { renderTable } from './table.ts';

/** The flags of `ballast kill`, its scope left out. */
export interface KillFlags {
  readonly reason: string;
  readonly by?: string;
  readonly flatten?: boolean;
  readonly reducing?: boolean;
  readonly json?: boolean;
}

/** A question may wait for a venue that is asked. */
const PATIENCE_MS = 10_000;
/** A resume waits for a comparison with the venue. */
const COMPARISON_MS = 25_000;
/** Without an engine, the venue is tried for so long. */
const ALONE_MS = 30_000;

/**
 * `ballast kill`: a configuration that is broken does not keep the files from being written. It fails (`KILL_UNFINISHED`) where something
 * is left that should not be.
 */
export async function killCommand(context: CliContext, scope: HaltScope, flags: KillFlags): Promise<void> {
  const home = context.openHome({ create: false });
  const { reason, by = operatorName(), flatten = false, reducing = false, json = false } = flags;
  const say = (text: string): void => (json ? context.err(text) : context.out(text));
  const loaded = await loadedConfig(context);
  const report = await killTrading(
    { scope, state: reducing ? 'REDUCING' : 'HALTED', flatten, by, reason },
    {
      files: killFilesOf(home, loaded?.config.risk.killFile),
      clock: systemClock,
      ask: (command, args) => sendCommand(home.controlSocket, command, args, { timeoutMs: PATIENCE_MS }),
      onProgress: say,
      ...(loaded?.config.venue.id !== undefined && { cancelAlone: () => cancelWithoutEngine(context, loaded.config, home) }),
    },
  );
  if (json) context.out(JSON.stringify(report, null, 2));
  else for (const line of describeReport(report, context.stdout.columns)) context.out(line);
  if (!report.isDone && report.engine === 'halted') throw new BallastError('KILL_UNFINISHED', 'trading is halted, and something is left');
}

/** `ballast resume`. Errors: `RUN_NOT_RECONCILED`, and those of asking the engine. */
export async function resumeCommand(
  context: CliContext,
  scope: HaltScope,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<void> {
  const home = context.openHome({ create: false });
  const args = { by, reason, scope: scope.kind, ...(scope.name !== undefined && { name: scope.name }) };
  await sendCommand(home.controlSocket, 'resume', args, { timeoutMs: COMPARISON_MS });
  context.out(`Resumed: ${describeScope({ scope })} goes on as soon as the engine finds all in order.`);
}

/** Cancels at the venue what adds exposure, with the orders of the last session known by its heartbeat. */
async function cancelWithoutEngine({ env }: CliContext, config: Config, { heartbeat }: HomeFolder): Promise<LeftOver> {
  const [{ cancelAlone }, { configuredInstruments, openCancelOnly }, { readHeartbeat }] = await Promise.all([
    import('../modes/kill/cancel-alone.ts'),
    import('../modes/kill/open-cancel-only.ts'),
    import('../modes/kill/heartbeat.ts'),
  ]);
  const signal = AbortSignal.timeout(ALONE_MS);
  const venue = await openCancelOnly({ config, clock: systemClock, env }, signal);
  try {
    const beat = readHeartbeat(heartbeat);
    const clientIds = typeof beat === 'object' ? beat.clientIds : undefined;
    return await cancelAlone({ venue, instruments: configuredInstruments(config), clientIds, clock: systemClock, signal });
  } finally {
    await venue.close();
  }
}

async function loadedConfig(context: CliContext): Promise<{ readonly config: Config; readonly folder: string } | undefined> {
  if (!context.configNamed && !existsSync(context.configFile)) return undefined;
  try {
    const { loadConfig } = await import('../config/load.ts');
    return loadConfig(context.configFile);
  } catch (error) {
    const code = isBallastError(error) ? error.code : String(error);
    context.err(`The configuration cannot be read, so only the kill files of the home folder are written (${code}).`);
    return undefined;
  }
}

function describeReport({ left, isDone, problems }: KillReport, width: number | undefined): readonly string[] {
  const lines = left === undefined ? [] : [...describeLeft(left, width)];
  if (isDone) lines.push('Nothing is left that should not be.');
  return [...lines, ...problems.map((problem) => `Not done: ${problem}`)];
}

const MEANING = {
  adds: 'ADDS EXPOSURE',
  unknown: 'NOT KNOWN',
  reduces: 'reduces, stays',
  other: 'not of this session, left alone',
} as const;

/** What is left, as tables. */
export function describeLeft({ venue, orders, positions }: LeftOver, width: number | undefined): readonly string[] {
  const rows = orders.map(({ side, quantity, instrument, what, id }) => [
    `${side} ${displayDecimal(quantity)} ${instrument}`,
    MEANING[what],
    id,
  ]);
  const held = positions.map(({ strategy, instrument, quantity, isFlattening }) => [
    `${displayDecimal(quantity)} ${instrument}`,
    strategy,
    isFlattening ? 'TO BE CLOSED' : 'held',
  ]);
  const where = venue === null ? '' : ` at ${venue}`;
  return [
    ...(rows.length === 0 ? [`No open orders are left${where}.`] : renderTable([`orders left${where}`, 'which', '>id'], rows, width)),
    ...(held.length === 0 ? ['No position is left.'] : renderTable(['positions left', 'strategy', ''], held, width)),
  ];
}
