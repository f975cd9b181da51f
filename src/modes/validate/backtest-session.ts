import { allocateBars, type BarColumns } from '../../domain/bars.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { BarEvent } from '../../domain/market-event.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Config } from '../../config/schema.ts';
import type { Store } from '../../ports/store.ts';
import { wantedBars, type LoadedDeployment } from '../load-deployments.ts';
import { playBars } from '../play-bars.ts';
import { decodeInput } from '../session-input.ts';
import { SessionRecords } from '../session-records.ts';
import { accountTerms, simulationRules } from '../session-terms.ts';
import { simulatedSession } from '../simulated-session.ts';

/** What a backtest of the same minutes comes to, in money units of the account. */
export interface SameMinutes {
  readonly profit: number;
  readonly turnover: number;
}

/** Runs the bars that a session saw, as it journaled them, as a backtest: the same deployments, the same account, nothing else. */
export async function backtestSession(
  store: Pick<Store, 'journal'>,
  sessionId: string,
  config: Config,
  deployments: readonly LoadedDeployment[],
  instruments: readonly Instrument[],
): Promise<SameMinutes | undefined> {
  const bars: BarEvent[] = [];
  let start: Micros | undefined;
  for await (const entry of store.journal(sessionId, 0)) {
    const input = decodeInput(entry);
    if (input.kind === 'bar') bars.push(input.bar);
    if (input.kind === 'start') start = input.ts;
  }
  if (start === undefined) return undefined;
  const records = new SessionRecords();
  const markets = [...wantedBars(deployments)].flatMap(([id, baseInterval]) => {
    const instrument = instruments.find((each) => each.id === id);
    return instrument === undefined ? [] : [{ instrument, baseInterval }];
  });
  const session = simulatedSession(markets, simulationRules(config), { terms: accountTerms(config), deployments, records });
  session.engine.account.time = start;
  session.engine.account.open(start);
  const streams = session.markets.map((market) => ({
    market,
    chunks: columnsOf(bars.filter(({ instrumentId }) => instrumentId === market.instrument.id)),
  }));
  await playBars(
    session,
    streams,
    () => undefined,
    () => false,
  );
  const turnover = records.take().records.reduce((sum, record) => (record.kind === 'fill' ? sum + record.fill.notional : sum), 0);
  const { equity, terms } = session.engine.account;
  return { profit: equity - terms.cash, turnover };
}

async function* columnsOf(bars: readonly BarEvent[]): AsyncGenerator<BarColumns, void> {
  const columns = allocateBars(bars.length);
  columns.length = bars.length;
  bars.forEach((bar, row) => {
    for (const name of ['openTime', 'closeTime', 'open', 'high', 'low', 'close', 'volume'] as const) columns[name][row] = bar[name];
  });
  yield columns;
}
