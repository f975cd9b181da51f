import { z } from 'zod';
import { openStore } from '../../src/adapters/store/sql/open-store.ts';
import { instrumentOf } from '../../src/config/instrument-definition.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { BarEvent } from '../../src/domain/market-event.ts';
import type { CoreRecord } from '../../src/domain/records.ts';
import type { Deployment } from '../../src/engine/strategy-host.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, parseTime } from '../../src/kernel/time.ts';
import { LiveSession } from '../../src/modes/live-session.ts';
import type { SessionInput } from '../../src/modes/session-input.ts';
import { SessionRecords } from '../../src/modes/session-records.ts';
import { accountTerms, simulationRules } from '../../src/modes/session-terms.ts';
import { simulatedSession, type SimulatedSession } from '../../src/modes/simulated-session.ts';
import type { Store } from '../../src/ports/store.ts';
import { atr, defineStrategy, enter, exit, order, sma } from '../../src/strategy/index.ts';
import { SyntheticFeed } from '../../src/testnet/synthetic-feed.ts';
import { ManualClock } from './manual-clock.ts';

const START = parseTime('2024-01-01');
const { config } = parseConfig(
  `version: 1
account: { id: durable, currency: USDT, cash: 50000 }
slippage: 2bps
risk: { maxPositionValue: 30000 }
instruments:
  - { id: BTC/USDT.SYNTH, tick: 0.01, lot: 0.00001, minNotional: 5 }
  - { id: ETH/USDT.SYNTH, tick: 0.01, lot: 0.0001, minNotional: 5 }
`,
  'durable-session',
);
const instruments = config.instruments.map(instrumentOf);

/** In and out with a bracket, on bars of two lengths, with a timer, state, history and indicators to be remembered. */
const busy = defineStrategy({
  id: 'busy',
  version: '1.0.0',
  params: z.object({}),
  data: { bars: [{}, { interval: '5m' }], warmUp: 3, history: 4, timers: { often: '3m' } },
  indicators: () => ({ mean: sma(3), range: atr(3) }),
  init: () => ({ bars: 0, fills: [] as string[], timers: 0 }),
  onBar({ state, indicators, position, openOrders, history }, bar) {
    state.bars += 1;
    if (bar.interval === '5m') return state.bars % 2 === 0 ? exit() : undefined;
    const distance = indicators.range.value + (history(3)[0]?.close ?? 0) / 1_000_000;
    if (position.isFlat && openOrders.length === 0)
      return enter('long', { weight: 0.2, stop: bar.close - distance, target: bar.close + distance });
    return state.bars % 7 === 0 ? exit() : undefined;
  },
  onFill({ state }, fill) {
    state.fills.push(`${fill.side} ${fill.price}`);
    return undefined;
  },
  onTimer({ state, position, indicators }) {
    state.timers += 1;
    if (state.timers % 3 === 0 && position.isFlat)
      return order({ side: 'buy', type: 'limit', quantity: 0.01, limit: indicators.mean.value * 0.999 });
    return undefined;
  },
});

/** Wants too much now and then, and throws in the end. */
const unruly = defineStrategy({
  id: 'unruly',
  version: '1.0.0',
  params: z.object({}),
  init: () => ({ bars: 0 }),
  onBar({ state, position }) {
    state.bars += 1;
    if (state.bars === 40) throw new Error('had enough');
    return position.isFlat ? enter('long', { weight: state.bars % 2 === 0 ? 0.9 : 0.1 }) : exit();
  },
});

const DEPLOYMENTS: readonly Deployment[] = [
  { id: 'busy', definition: busy, params: {}, instrumentIds: instruments.map(({ id }) => id), interval: '1m' },
  { id: 'unruly', definition: unruly, params: {}, instrumentIds: ['ETH/USDT.SYNTH'], interval: '1m' },
];

/** A session, its store, and what it trades with. */
export interface DurableSession {
  readonly session: LiveSession;
  readonly simulated: SimulatedSession;
  readonly store: Store;
}

/** What a session is opened with. */
export interface DurableOptions {
  readonly snapshotEvery: number;
  /** What it runs, instead of one strategy that is busy and one that is unruly. */
  readonly deployments?: readonly Deployment[];
  /** Stands between the session and its real store. */
  readonly through?: (store: Store) => Store;
  /** Told of what every commit stored. */
  readonly onCommit?: (records: readonly CoreRecord[]) => void;
}

/** The name under which it is stored. */
export const DURABLE_SESSION = 'durable';

/** Opens the session on a folder and brings it back to where it was. */
export async function openDurable(home: string, options: DurableOptions): Promise<DurableSession> {
  const { snapshotEvery, deployments = DEPLOYMENTS, through = (real) => real, onCommit = () => undefined } = options;
  const store = await openStore({ engine: 'sqlite', home });
  try {
    await store.migrate();
    const lease = await store.lease(DURABLE_SESSION);
    const records = new SessionRecords();
    const markets = instruments.map((instrument) => ({ instrument, baseInterval: '1m' as const }));
    const simulated = simulatedSession(markets, simulationRules(config), { terms: accountTerms(config), deployments, records });
    const session = new LiveSession({
      sessionId: DURABLE_SESSION,
      session: simulated,
      records,
      store: through(store),
      lease,
      fingerprint: 'the same',
      engineVersion: 'test',
      onCommit,
      stopwatch: () => 0,
      snapshotEvery,
    });
    await session.recover(START, new AbortController().signal, () => Promise.resolve());
    return { session, simulated, store };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Inputs of every kind but the first, over so many minutes: the same however often they are asked for. */
export async function durableInputs(minutes: number): Promise<readonly SessionInput[]> {
  const end = START + minutes * MICROS_PER_MINUTE;
  const feed = new SyntheticFeed({ seed: 5, start: START, age: end - START, speed: 1, instruments, clock: new ManualClock(0) });
  const bars: BarEvent[] = [];
  for (const instrument of instruments)
    for await (const page of feed.history(instrument, '1m', START, end, new AbortController().signal)) bars.push(...page);
  bars.sort((left, right) => left.closeTime - right.closeTime);
  return bars.flatMap((bar) => inputsOf(bar, Math.round((bar.closeTime - START) / MICROS_PER_MINUTE)));
}

/** What comes with a bar: at some minutes a command, a tick, a stale bar, or a slice that ends without one of its bars. */
function inputsOf(bar: BarEvent, minute: number): readonly SessionInput[] {
  const { closeTime: ts, instrumentId } = bar;
  const input: SessionInput = { kind: 'bar', ts: bar.tsInit, bar, stale: minute === 30 };
  if (instrumentId !== 'ETH/USDT.SYNTH') return [input];
  const state = { kind: 'trading-state', ts, by: 'operator:ada', reason: 'drill' } as const;
  const trade = { kind: 'trade', instrumentId, quantity: 1, aggressor: undefined, tradeId: 't1' } as const;
  const missing = ['1m ETH/USDT.SYNTH'];
  switch (minute) {
    case 12:
      return [input, { ...state, state: 'HALTED' }];
    case 16:
      return [input, { ...state, state: 'ACTIVE' }];
    case 20:
      return [{ kind: 'slice-end', ts: ts + MICROS_PER_SECOND, closeTime: ts, missing, deadline: ts + MICROS_PER_SECOND, stale: false }];
    case 25:
      return [input, { kind: 'tick', ts: ts + 1, tick: { ...trade, price: bar.close, tsEvent: ts, tsInit: ts + 1 } }];
    case 70:
      return [
        input,
        { kind: 'stop-strategy', ts, strategyId: 'busy', handler: 'onBar', call: 0, code: 'STRATEGY_LOOPED', message: 'was ended' },
      ];
    default:
      return [input];
  }
}
