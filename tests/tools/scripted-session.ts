import { z } from 'zod';
import { allocateBars, type BarColumns } from '../../src/domain/bars.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { buildInstrument, type InstrumentSpec } from '../../src/domain/instrument-spec.ts';
import type { Interval } from '../../src/domain/interval.ts';
import { currency } from '../../src/domain/money.ts';
import type { RegimeSettings } from '../../src/core/regime/regime-settings.ts';
import type { RegimeRule } from '../../src/domain/regime.ts';
import type { AccountTerms } from '../../src/engine/account.ts';
import type { AllocationSetup } from '../../src/engine/allocation-desk.ts';
import type { EngineRecords } from '../../src/engine/engine-records.ts';
import type { Deployment } from '../../src/engine/strategy-host.ts';
import { MICROS_PER_MINUTE, type Micros } from '../../src/kernel/time.ts';
import { playBars, type BarStream } from '../../src/modes/play-bars.ts';
import { simulatedSession, type SimulatedSession } from '../../src/modes/simulated-session.ts';
import type { SimulationRules } from '../../src/sim/simulated-venue.ts';
import type { AnyStrategy } from '../../src/strategy/define-strategy.ts';
import { defineStrategy, type Intents } from '../../src/strategy/index.ts';
import { START } from './bars.ts';
import { ToldRecords } from './told-records.ts';

/** A minute's open, high, low and close; `'none'` is a minute without a bar. */
export type Candle = readonly [open: number, high: number, low: number, close: number] | 'none';

/** The one instrument of a script, unless it names its own. */
export const ONLY = 'ONE/USDT.TEST';

/** Context of a handler, whatever the strategy. */
export type ScriptContext = Parameters<NonNullable<AnyStrategy['onBar']>>[0];

/** The handlers of a scripted strategy; `minute` is when its bar opened or its event happened, counted from the start. */
export interface Script {
  readonly onBar?: (minute: number, context: ScriptContext) => Intents;
  readonly onFill?: (minute: number, context: ScriptContext) => Intents;
  readonly onOrder?: NonNullable<AnyStrategy['onOrder']>;
  readonly onTimer?: (minute: number, context: ScriptContext, name: string) => Intents;
  readonly data?: NonNullable<AnyStrategy['data']>;
  readonly init?: NonNullable<AnyStrategy['init']>;
  readonly regimes?: RegimeRule;
}

/** A session to be played: candles by instrument, and what the strategies do. */
export interface Play {
  readonly bars: readonly Candle[] | Readonly<Record<string, readonly Candle[]>>;
  /** What one strategy returns when the bar of a minute has closed. */
  readonly does?: Readonly<Record<number, Intents>>;
  /** Several strategies by id, or one with more handlers. */
  readonly scripts?: Readonly<Record<string, Script>>;
  readonly instrument?: Partial<InstrumentSpec>;
  readonly rules?: Partial<SimulationRules>;
  readonly terms?: Partial<AccountTerms>;
  readonly regimes?: RegimeSettings;
  readonly allocation?: AllocationSetup;
}

/** What a play left. */
export interface Played {
  readonly session: SimulatedSession;
  readonly records: ToldRecords;
  /** Fills, refusals and ends of orders, in words and in order. */
  readonly told: readonly string[];
  /** Bars and timers in the order in which strategies were given them: `5: ONE 1m since 4`, in minutes. */
  readonly heard: readonly string[];
}

/** Rules of a venue that charges nothing, and fills as backtests do by default. */
export const FREE: SimulationRules = { makerFee: 0, takerFee: 0, slippage: 0, slippageTicks: 0, fill: 'next-open', limitFill: 'through' };

const MONEY = currency('USDT');
/** 1,000,000 USDT, no limits. */
export const TERMS: AccountTerms = {
  id: 'test',
  type: 'cash',
  currency: MONEY,
  cash: 1_000_000e8,
  limits: { maxOrderValue: undefined, maxPositionValue: undefined, priceCollar: undefined },
  takerFee: 0,
  sizingBuffer: 0,
};

/** An instrument whose tick and lot are 1, so that prices and quantities are small whole numbers, unless told otherwise. */
export function testInstrument(id: string, spec: Partial<InstrumentSpec> = {}): Instrument {
  return buildInstrument({ id, kind: 'spot', calendar: '24/7', tick: '1', lot: '1', effectiveFrom: 0, ...spec });
}

/** A strategy around the handlers of a script; `hear` is told of every bar and timer that it is given. */
export function scripted(script: Script, hear: (heard: string) => void = () => undefined): AnyStrategy {
  const { onBar, onFill, onOrder, onTimer } = script;
  const minuteOf = (time: Micros): number => (time - START) / MICROS_PER_MINUTE;
  return defineStrategy({
    id: 'scripted',
    version: '1.0.0',
    params: z.object({}),
    data: script.data ?? {},
    ...(script.init && { init: script.init }),
    onBar: (context, bar) => {
      hear(`${minuteOf(context.clock.now)}: ${bar.instrument.split('/')[0]} ${bar.interval} since ${minuteOf(bar.openTime)}`);
      return onBar?.(minuteOf(bar.openTime), context);
    },
    ...(onFill && { onFill: (context, fill) => onFill(minuteOf(fill.time), context) }),
    ...(onOrder && { onOrder }),
    onTimer: (context, timer) => {
      hear(`${minuteOf(context.clock.now)}: ${timer.name}`);
      return onTimer?.(minuteOf(timer.time), context, timer.name);
    },
  });
}

/** Candles as the columns of one-minute bars. */
export function columnsOf(candles: readonly Candle[]): BarColumns {
  const bars = allocateBars(candles.length);
  for (const [minute, candle] of candles.entries()) {
    if (candle === 'none') continue;
    const row = bars.length++;
    bars.openTime[row] = START + minute * MICROS_PER_MINUTE;
    bars.closeTime[row] = START + (minute + 1) * MICROS_PER_MINUTE;
    [bars.open[row], bars.high[row], bars.low[row], bars.close[row]] = candle;
    bars.volume[row] = 1;
  }
  return bars;
}

/** Sets up a session for a play. */
export function setUp(
  { bars, does, scripts, instrument, rules, terms, regimes, allocation }: Play,
  records: EngineRecords = new ToldRecords(START),
  hear?: (heard: string) => void,
): SimulatedSession {
  const ids = Array.isArray(bars) ? [ONLY] : Object.keys(bars);
  const strategies: Readonly<Record<string, Script>> = scripts ?? { scripted: { onBar: (minute: number) => does?.[minute] } };
  const deployments = Object.entries(strategies).map(([id, script]): Deployment => ({
    id,
    definition: scripted(script, hear),
    params: {},
    instrumentIds: ids,
    interval: '1m',
    ...(script.regimes && { regimes: script.regimes }),
  }));
  return simulatedSession(
    ids.map((id) => ({ instrument: testInstrument(id, instrument), baseInterval: '1m' as Interval })),
    { ...FREE, ...rules },
    { terms: { ...TERMS, ...terms }, deployments, records, allocation, ...(regimes && { regimes }) },
  );
}

/** The streams of a play, for a session that was set up for it. */
export function streamsOf(session: SimulatedSession, bars: Play['bars']): readonly BarStream[] {
  const candles = Array.isArray(bars) ? { [ONLY]: bars as readonly Candle[] } : (bars as Readonly<Record<string, readonly Candle[]>>);
  return session.markets.map((market) => ({ market, chunks: oneChunk(columnsOf(candles[market.instrument.id] ?? [])) }));
}

async function* oneChunk(bars: BarColumns): AsyncGenerator<BarColumns, void> {
  yield bars;
}

/** Plays a script over its candles, through the same loop as a backtest. */
export async function play(script: Play): Promise<Played> {
  const records = new ToldRecords(START);
  const heard: string[] = [];
  const session = setUp(script, records, (what) => heard.push(what));
  session.engine.account.open(START);
  await playBars(
    session,
    streamsOf(session, script.bars),
    () => undefined,
    () => false,
  );
  return { session, records, told: records.told, heard };
}
