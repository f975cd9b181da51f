import fc from 'fast-check';
import { z } from 'zod';
import { money } from '../../src/domain/risk-limits.ts';
import type { Micros } from '../../src/kernel/time.ts';
import { MICROS_PER_MINUTE } from '../../src/kernel/time.ts';
import type { EngineRecords } from '../../src/engine/engine-records.ts';
import type { AccountTerms } from '../../src/engine/account.ts';
import type { SeatedMarket } from '../../src/engine/strategy-host.ts';
import { simulatedSession, type SimulatedSession } from '../../src/modes/simulated-session.ts';
import { rowOf } from '../../src/modes/trading-session.ts';
import type { SimulationRules } from '../../src/sim/simulated-venue.ts';
import { atr, cancel, crossing, defineStrategy, ema, enter, exit, order, sma, target } from '../../src/strategy/index.ts';
import type { Bar, Context, StrategyIntent } from '../../src/strategy/index.ts';
import type { AnyStrategy, IndicatorSet } from '../../src/strategy/define-strategy.ts';
import type { SizingRule } from '../../src/core/allocation/allocation-rules.ts';
import type { AllocationSetup } from '../../src/engine/allocation-desk.ts';
import { rulesWith } from './allocation-rules.ts';
import { START } from './bars.ts';
import { FREE, TERMS, testInstrument } from './scripted-session.ts';

/** A decision that a random strategy takes at a bar or a fill; what it means depends on where it then stands. */
export interface Decision {
  readonly what: (typeof DECISIONS)[number];
  /** How much, from 1 to 6. */
  readonly size: number;
  /** How far away, in ticks. */
  readonly near: number;
  readonly far: number;
  readonly flag: boolean;
}

const DECISIONS = [
  ...(['nothing', 'nothing', 'nothing', 'enter', 'enter-limit', 'bracket', 'bracket-limit', 'exit', 'target', 'market', 'limit'] as const),
  ...(['stop', 'stop-limit', 'trailing-stop', 'cancel', 'ioc', 'post-only', 'reduce', 'two', 'other'] as const),
] as const;

/** A minute of the market: how the price moves, how far the bar reaches beyond that, and whether there is a bar. */
interface Minute {
  readonly gap: number;
  readonly body: number;
  readonly up: number;
  readonly down: number;
  readonly isMissing: boolean;
}

/** Bars of one instrument at one minute, by the instrument's place. */
export interface RandomBar {
  readonly market: number;
  readonly minute: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A market, strategies and terms, all at random. */
export interface RandomPlay {
  readonly bars: readonly RandomBar[];
  /** By strategy. */
  readonly decisions: readonly (readonly Decision[])[];
  readonly rules: SimulationRules;
  readonly terms: AccountTerms;
  readonly allocation: AllocationSetup | undefined;
}

const MARKETS = ['A/USDT.TEST', 'B/USDT.TEST'] as const;
const STRATEGIES = ['one', 'two'] as const;

const decision: fc.Arbitrary<Decision> = fc.record({
  what: fc.constantFrom(...DECISIONS),
  size: fc.integer({ min: 1, max: 6 }),
  near: fc.integer({ min: 0, max: 6 }),
  far: fc.integer({ min: 1, max: 12 }),
  flag: fc.boolean(),
});
const minute: fc.Arbitrary<Minute> = fc.record({
  gap: fc.integer({ min: -4, max: 4 }),
  body: fc.integer({ min: -6, max: 6 }),
  up: fc.integer({ min: 0, max: 5 }),
  down: fc.integer({ min: 0, max: 5 }),
  isMissing: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
});

function barsOfMarket(market: number, minutes: readonly Minute[]): readonly RandomBar[] {
  let price = 100;
  return minutes.flatMap(({ gap, body, up, down, isMissing }, at) => {
    const open = Math.max(20, price + gap);
    const close = Math.max(20, open + body);
    price = close;
    const bar = { market, minute: at, open, close, high: Math.max(open, close) + up, low: Math.min(open, close) - down };
    return isMissing ? [] : [bar];
  });
}

const minutes = fc.array(minute, { minLength: 1, maxLength: 40 });

const share = fc.integer({ min: 100_000, max: 1_000_000 });
const sizing: fc.Arbitrary<SizingRule> = fc.oneof(
  fc.record({ method: fc.constant('equity' as const), share }),
  fc.record({ method: fc.constant('volatility' as const), volatility: fc.constantFrom(1, 20), most: share }),
  fc.record({ method: fc.constant('risk' as const), risk: share }),
  fc.record({ method: fc.constant('kelly' as const), fraction: share, cap: share, trips: fc.constant(2), before: share }),
);

/** Half of all budget to each strategy, by any method; sampled and found anew every few minutes. */
const allocation: fc.Arbitrary<AllocationSetup> = fc
  .record({
    method: fc.constantFrom('none' as const, 'equal' as const, 'inverse-volatility' as const, 'risk-parity' as const, 'momentum' as const),
    netting: fc.constantFrom('apart' as const, 'net' as const),
    fills: fc.constantFrom(0, 3),
    band: fc.constantFrom(0, 200_000),
    one: fc.option(sizing, { nil: undefined }),
    two: fc.option(sizing, { nil: undefined }),
  })
  .map(({ method, netting, fills, band, one, two }) => ({
    rules: rulesWith({
      method,
      netting,
      band,
      interval: '3m',
      rebalance: '15m',
      lookback: 3,
      readiness: { fills, time: 0, before: 250_000 },
    }),
    budgets: STRATEGIES.map((strategyId) => ({
      strategyId,
      instrumentIds: MARKETS,
      budget: 500_000,
      byRegime: undefined,
      isApproved: true,
    })),
    sizing: new Map([...(one === undefined ? [] : [['one', one] as const]), ...(two === undefined ? [] : [['two', two] as const])]),
  }));

/** Random plays over two instruments and two strategies, on small accounts, so that limits are met; half of them sized and allocated. */
export const randomPlay: fc.Arbitrary<RandomPlay> = fc.record({
  bars: fc
    .tuple(minutes, minutes)
    .map((both) => both.flatMap((each, market) => barsOfMarket(market, each)).sort((a, b) => a.minute - b.minute || a.market - b.market)),
  decisions: fc.array(fc.array(decision, { minLength: 1, maxLength: 80 }), { minLength: 2, maxLength: 2 }),
  rules: fc.record({
    makerFee: fc.constantFrom(0, 200, -100),
    takerFee: fc.constantFrom(0, 1_000),
    slippage: fc.constantFrom(0, 2_000),
    slippageTicks: fc.constantFrom(0, 1),
    fill: fc.constantFrom('next-open' as const, 'next-open' as const, 'same-close' as const),
    limitFill: fc.constantFrom('through' as const, 'touch' as const),
  }),
  terms: fc
    .record({ type: fc.constantFrom('cash' as const, 'margin' as const), limited: fc.boolean() })
    .map(({ type, limited }): AccountTerms => ({
      ...TERMS,
      type,
      cash: 2_000e8,
      limits: limited ? { maxOrderValue: money(500e8), maxPositionValue: money(900e8), priceCollar: 100_000 } : TERMS.limits,
    })),
  allocation: fc.option(allocation, { nil: undefined, freq: 2 }),
});

type State = { next: number; heard: string[] };
type RandomContext = Context<Readonly<Record<string, unknown>>, IndicatorSet, unknown>;

/** What a decision means for an event at a price. */
function intentsOf(
  { what, size, near, far, flag }: Decision,
  { openOrders, position, instrument }: RandomContext,
  price: number,
): readonly StrategyIntent[] {
  const side = flag ? 'buy' : 'sell';
  const direction = flag ? 'long' : 'short';
  const sign = flag ? 1 : -1;
  const quantity = size;
  const away = price - sign * near;
  const bracket = { stop: price - sign * far, target: price + sign * (near + 1) };
  const reduce = { side: position.isLong ? 'sell' : 'buy', quantity, reduceOnly: true } as const;
  switch (what) {
    case 'nothing':
      return [];
    case 'enter':
      return [enter(direction, flag ? { weight: size / 7 } : { notional: 90 * size })];
    case 'enter-limit':
      return [enter(direction, { quantity, limit: away })];
    case 'bracket':
      return [enter(direction, { quantity, ...bracket })];
    case 'bracket-limit':
      return [enter(direction, { quantity, limit: away, stop: away - sign * far, target: away + sign * far })];
    case 'exit':
      return [exit()];
    case 'target':
      return [target((sign * size) / 6)];
    case 'market':
      return [order({ side, type: 'market', quantity })];
    case 'limit':
      return [order({ side, type: 'limit', quantity, limit: away })];
    case 'stop':
      return [order({ side, type: 'stop', quantity, stop: price + sign * near })];
    case 'stop-limit':
      return [order({ side, type: 'stop-limit', quantity, stop: price + sign * near, limit: price + sign * (near + 2) })];
    case 'trailing-stop':
      return [order({ side, type: 'trailing-stop', quantity, trail: far })];
    case 'cancel':
      return openOrders.slice(0, size).map(({ id }) => cancel(id));
    case 'ioc':
      return [order({ side, type: 'limit', quantity, limit: price + sign * near, timeInForce: flag ? 'IOC' : 'FOK' })];
    case 'post-only':
      return [order({ side, type: 'limit', quantity, limit: away, postOnly: true })];
    case 'reduce':
      return [order(flag ? { ...reduce, type: 'stop', stop: price - sign * far } : { ...reduce, type: 'trailing-stop', trail: far })];
    case 'two':
      return [
        order({ side: 'buy', type: 'stop', quantity, stop: price + far }),
        order({ side: 'sell', type: 'stop', quantity, stop: price - far }),
      ];
    case 'other':
      return [order({ side, type: 'market', quantity, instrument: MARKETS.find((id) => id !== instrument) ?? instrument })];
  }
}

/** A strategy that takes the given decisions one after the other, at bars of three intervals, fills and timers; its state tells how far it is. */
function randomStrategy(decisions: readonly Decision[]): AnyStrategy {
  const decide = (context: RandomContext, price: number): readonly StrategyIntent[] => {
    const state = context.state as State;
    const taken = decisions[state.next++ % decisions.length];
    return taken === undefined ? [] : intentsOf(taken, context, price);
  };
  const hear = (context: RandomContext, what: string): unknown => (context.state as State).heard.push(what);
  const numbers = (context: RandomContext, bar: Bar): string =>
    JSON.stringify([
      [context.clock.now, bar.openTime, bar.closeTime],
      [bar.instrument, bar.interval, bar.open, bar.high, bar.low, bar.close, bar.volume],
      context.history(3).map(({ close }) => close),
      context.history(2, { interval: '3m' }).map(({ volume }) => volume),
      Object.values(context.indicators).map((indicator) => (indicator.isReady ? indicator.state : 'warming up')),
    ]);
  return defineStrategy({
    id: 'random',
    version: '1.0.0',
    params: z.object({}),
    data: { bars: [{}, { interval: '3m' }], timers: { review: '5m' }, history: 3, warmUp: 2 },
    indicators: () => ({ cross: crossing(sma(2), ema(3)), atr: atr(3), slow: sma(2).on('3m') }),
    init: (): State => ({ next: 0, heard: [] }),
    onBar(context, bar) {
      hear(context, numbers(context, bar));
      return decide(context, bar.close);
    },
    onFill(context, fill) {
      hear(context, `${fill.side} ${fill.price}`);
      const { next } = context.state;
      return next % 3 === 0 ? decide(context, fill.price) : undefined;
    },
    onOrder(context, news) {
      hear(context, `${news.order.id} ${news.kind} ${news.reason}`);
    },
    onTimer(context, timer) {
      hear(context, `${timer.name} ${context.clock.now}`);
      return context.history(1)[0] === undefined ? undefined : decide(context, context.history(1)[0]?.close ?? 0);
    },
  });
}

/** A session for a random play; `records` hears of it. */
export function sessionOf({ decisions, rules, terms, allocation: setup }: RandomPlay, records: EngineRecords): SimulatedSession {
  return simulatedSession(
    MARKETS.map((id) => ({ instrument: testInstrument(id, { minNotional: '120' }), baseInterval: '1m' })),
    { ...FREE, ...rules },
    {
      terms: { ...terms, takerFee: rules.takerFee },
      deployments: decisions.map((each, index) => ({
        id: STRATEGIES[index] ?? 'more',
        definition: randomStrategy(each),
        params: {},
        instrumentIds: MARKETS,
        interval: '1m',
      })),
      records,
      allocation: setup,
    },
  );
}

/** Plays the bars of some minutes as a backtest does; `seen` is called after every single event of the engine. */
export function playRandom(
  session: SimulatedSession,
  bars: readonly RandomBar[],
  seen: (bar: RandomBar | undefined) => void = () => undefined,
  from = 0,
  to = Infinity,
): void {
  const { engine, venue, markets } = session;
  const settle = (): void => {
    for (;;) {
      if (engine.account.effects.length > 0) {
        session.perform();
        seen(undefined);
      }
      const event = venue.next();
      if (event === undefined) return;
      engine.onVenueEvent(event);
      seen(undefined);
    }
  };
  const pass = (until: Micros, inclusive: boolean): void => {
    while (engine.passTime(until, inclusive)) {
      seen(undefined);
      settle();
    }
  };
  const rows = bars
    .filter(({ minute }) => minute >= from && minute < to)
    .map((bar) => {
      const openTime = START + bar.minute * MICROS_PER_MINUTE;
      const closeTime = openTime + MICROS_PER_MINUTE;
      const { open, high, low, close, minute: at } = bar;
      const event = {
        kind: 'bar',
        instrumentId: '',
        interval: '1m',
        openTime,
        closeTime,
        open,
        high,
        low,
        close,
        volume: at + 1,
        tsInit: closeTime,
      } as const;
      return { bar, market: markets[bar.market] as SeatedMarket, row: rowOf(event), closeTime };
    });
  for (const closeTime of new Set(rows.map((each) => each.closeTime))) {
    const slice = rows.filter((each) => each.closeTime === closeTime);
    pass(closeTime, false);
    for (const { market, row } of slice) session.match(market, row, 0);
    settle();
    for (const { market, row } of slice) {
      session.deliver(market, row, 0);
      seen(undefined);
      settle();
    }
    pass(closeTime, true);
    for (const { bar } of slice) seen(bar);
  }
}
