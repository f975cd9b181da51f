/** Runs W1 in a process of its own and prints one line of JSON. Arguments: the number of bars. Run with --expose-gc. */
import { allocateBars, CHUNK_BARS, type BarColumns } from '../src/domain/bars.ts';
import { formatDecimal } from '../src/kernel/exact.ts';
import { parseConfig } from '../src/config/load.ts';
import type { Deployment } from '../src/engine/strategy-host.ts';
import { loadStrategy } from '../src/adapters/strategies/load-strategy.ts';
import { runBacktest } from '../src/modes/run-backtest.ts';
import { atr, bollinger, defineStrategy, ema, enter, exit, macd, rsi, target, z } from '../src/strategy/index.ts';
import type { AnyStrategy } from '../src/strategy/define-strategy.ts';
import type { BacktestResult } from '../src/report/result.ts';
import { W1, w1Market } from './w1-market.ts';
import { w1Strategy } from './w1-strategy.ts';

const bars = Number(process.argv[2] ?? 10_000_000);
const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);

/** Seconds and CPU seconds that making the bars took: they are the market's, not the engine's. */
const making = { seconds: 0, cpu: 0 };

async function* made(count: number): AsyncGenerator<BarColumns, void> {
  const market = w1Market();
  const chunk = allocateBars(CHUNK_BARS);
  for (let left = count; left > 0; left -= CHUNK_BARS) {
    const cpu = process.cpuUsage();
    const began = performance.now();
    market.fill(chunk, Math.min(left, CHUNK_BARS));
    making.seconds += (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    making.cpu += (user + system) / 1e6;
    yield chunk;
  }
}

function play(definition: AnyStrategy, params: Readonly<Record<string, unknown>>, count: number): Promise<BacktestResult> {
  const { config } = parseConfig(`version: 1\naccount: { cash: ${W1.cash} }\nfees: { maker: ${W1.fee}, taker: ${W1.fee} }\n`, 'W1');
  const deployment: Deployment = { id: definition.id, definition, params, instrumentIds: [W1.instrument.id], interval: W1.interval };
  const series = {
    instrument: W1.instrument,
    wanted: W1.interval,
    interval: W1.interval,
    source: 'trade',
    fingerprint: '',
    notes: [],
    bars: () => made(count),
  } as const;
  return runBacktest({
    engineVersion: 'bench',
    config,
    seed: W1.seed,
    from: undefined,
    to: undefined,
    keepFills: 0,
    deployments: [deployment],
    series: [series],
    strategy: { id: definition.id, version: definition.version, hash: '', params },
  });
}

/** Six other classes of strategies first: figures of the first one to run in a process flatter. */
async function warmUp(): Promise<void> {
  for (const id of ['sma-cross', 'rsi-mean-reversion', 'donchian-breakout']) {
    const { definition, params } = await loadStrategy(id);
    await play(definition, params, 200_000);
  }
  const none = z.object({});
  const others = [
    defineStrategy({
      id: 'bands',
      version: '1.0.0',
      params: none,
      indicators: () => ({ bands: bollinger(20, 2) }),
      onBar: ({ indicators, position }, bar) =>
        bar.close < indicators.bands.lower && position.isFlat
          ? enter('long', { weight: 0.1, target: indicators.bands.middle, stop: bar.close * 0.99 })
          : undefined,
    }),
    defineStrategy({
      id: 'momentum',
      version: '1.0.0',
      params: none,
      indicators: () => ({ macd: macd(12, 26, 9), rsi: rsi(14) }),
      onBar: ({ indicators }) => (indicators.rsi.isReady ? target(indicators.macd.value > 0 ? 0.2 : 0) : undefined),
    }),
    defineStrategy({
      id: 'channel',
      version: '1.0.0',
      params: none,
      indicators: () => ({ mean: ema(50), atr: atr(14) }),
      onBar: ({ indicators, position }, bar) =>
        bar.close > indicators.mean.value + indicators.atr.value
          ? position.isFlat
            ? enter('long', { notional: 500 })
            : undefined
          : position.isLong
            ? exit()
            : undefined,
    }),
  ];
  for (const definition of others) await play(definition, {}, 200_000);
}

// The heap is weighed before the others run: to force a collection between them and the run would throw away the shapes and the code
// that they left, which happens to no process by itself.
collect();
const heapBefore = process.memoryUsage().heapUsed;
await warmUp();
making.seconds = making.cpu = 0;
const cpuBefore = process.cpuUsage();
const began = performance.now();
const result = await play(w1Strategy, {}, bars);
const seconds = (performance.now() - began) / 1000 - making.seconds;
const { user, system } = process.cpuUsage(cpuBefore);
collect();
const { statistics, hash } = result;
console.log(
  JSON.stringify({
    bars,
    seconds,
    cpuSeconds: (user + system) / 1e6 - making.cpu,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    heapPerBar: (process.memoryUsage().heapUsed - heapBefore) / bars,
    fills: statistics.fills,
    orders: statistics.orders,
    finalEquity: Number(statistics.finalEquity.replace('.', '')),
    exposedBars: Math.round((statistics.exposure ?? 0) * bars),
    maxDrawdown: Number(statistics.maxDrawdownMoney.replace('.', '')),
    equity: formatDecimal(Number(statistics.finalEquity.replace('.', '')), 8),
    hash,
  }),
);
