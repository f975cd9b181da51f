import { configSchema } from '../../src/config/schema.ts';
import type { BacktestInputs } from '../../src/modes/run-backtest.ts';
import { columnsOf, scripted, testInstrument, type Candle, type Script } from './scripted-session.ts';

/** A backtest of a script over candles, by the same call as `ballast backtest`. */
export function backtestOf(
  bars: Readonly<Record<string, readonly Candle[]>>,
  script: Script,
  account: 'cash' | 'margin' = 'cash',
): BacktestInputs {
  const config = configSchema.parse({ version: '1', account: { cash: '10000', currency: 'USDT', type: account }, fees: { taker: '0.1%' } });
  const ids = Object.keys(bars);
  return {
    engineVersion: 'test',
    config,
    seed: 1,
    from: undefined,
    to: undefined,
    strategy: { id: 'scripted', version: '1.0.0', hash: '', params: {} },
    deployments: [{ id: 'one', definition: scripted(script), params: {}, instrumentIds: ids, interval: '1m' }],
    series: ids.map((id) => ({
      instrument: testInstrument(id),
      interval: '1m',
      wanted: '1m',
      source: 'trade',
      fingerprint: '',
      notes: [],
      bars: async function* () {
        yield columnsOf(bars[id] ?? []);
      },
    })),
  };
}
