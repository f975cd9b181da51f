import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { CASE_INSTRUMENT, intentOf, riskStateOf } from '../../../tests/tools/risk-cases.ts';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import { checkOrder, isRefusal } from './check-order.ts';
import { money, type RiskLimits } from '../../domain/risk-limits.ts';
import { tightest } from './limits.ts';
import type { RiskState } from './risk-state.ts';

type Given<T> = Partial<T>;

/** A limit: the order and the state at which it still passes, what is one unit beyond, and what the refusal must name. */
interface LimitCase {
  readonly limit: string;
  readonly code: ErrorCode;
  readonly state?: Given<RiskState>;
  readonly passes: Given<OrderIntent>;
  readonly refused: Given<OrderIntent>;
  /** Where it is the state that goes one unit beyond. */
  readonly refusedIn?: Given<RiskState>;
  readonly names: readonly string[];
}

const limits = (given: Given<RiskLimits>): Given<RiskState> => ({
  limits: tightest(given),
});
const margin = { accountType: 'margin' } as const;
const coarse = testInstrument('LOT/USDT.TEST', { tick: '0.05', lot: '0.5' });

const CASES: readonly LimitCase[] = [
  {
    limit: 'trading that is REDUCING: what closes a position passes, though it does not say so',
    code: 'RISK_KILLED',
    state: { tradingState: 'REDUCING', position: 5, selling: 1 },
    passes: { side: 'sell', quantity: 4 },
    refused: { side: 'sell', quantity: 5 },
    names: ['REDUCING'],
  },
  {
    limit: 'a strategy that is REDUCING: what closes its short passes',
    code: 'RISK_STRATEGY_HALTED',
    state: { ...margin, strategyState: 'REDUCING', position: -5 },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['one', 'REDUCING'],
  },
  {
    limit: 'trading that is HALTED: what says that it only reduces passes, and nothing else',
    code: 'RISK_KILLED',
    state: { tradingState: 'HALTED', position: 5 },
    passes: { side: 'sell', quantity: 5, reduceOnly: true },
    refused: { side: 'sell', quantity: 5 },
    names: ['HALTED'],
  },
  {
    limit: 'a strategy that is HALTED: the same',
    code: 'RISK_STRATEGY_HALTED',
    state: { strategyState: 'HALTED', position: 5 },
    passes: { side: 'sell', quantity: 5, reduceOnly: true },
    refused: { side: 'sell', quantity: 1 },
    names: ['one', 'HALTED'],
  },
  {
    limit: 'a pause by the regime: what closes a long passes',
    code: 'RISK_REGIME_PAUSED',
    state: { ...margin, isPaused: true, position: 5, selling: 1 },
    passes: { side: 'sell', quantity: 4 },
    refused: { side: 'sell', quantity: 5 },
    names: ['the regime pauses one'],
  },
  {
    limit: 'a pause by the regime: what closes a short passes',
    code: 'RISK_REGIME_PAUSED',
    state: { ...margin, isPaused: true, position: -5 },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['the regime pauses one'],
  },
  {
    limit: 'largest order value',
    code: 'RISK_ORDER_VALUE',
    state: limits({ maxOrderValue: money(500e8) }),
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['600.', '500.'],
  },
  {
    limit: 'largest order value, by the limit price',
    code: 'RISK_ORDER_VALUE',
    state: limits({ maxOrderValue: money(500e8) }),
    passes: { quantity: 5, type: 'limit', limitPrice: 100 },
    refused: { quantity: 5, type: 'limit', limitPrice: 101 },
    names: ['505.', '500.'],
  },
  {
    limit: 'largest position value',
    code: 'RISK_POSITION_SIZE',
    state: { ...limits({ maxPositionValue: money(1_000e8) }), position: 4, buying: 1 },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['1100.', '1000.'],
  },
  {
    limit: 'largest position value of a short',
    code: 'RISK_POSITION_SIZE',
    state: { ...limits({ maxPositionValue: money(1_000e8) }), ...margin, position: -4, selling: 1 },
    passes: { side: 'sell', quantity: 5 },
    refused: { side: 'sell', quantity: 6 },
    names: ['1100.', '1000.'],
  },
  {
    limit: 'largest position value of what a long is turned into',
    code: 'RISK_POSITION_SIZE',
    state: { ...limits({ maxPositionValue: money(1_000e8) }), ...margin, position: 4 },
    passes: { side: 'sell', quantity: 14 },
    refused: { side: 'sell', quantity: 15 },
    names: ['1100.', '1000.'],
  },
  {
    limit: 'free cash',
    code: 'RISK_FREE_BALANCE',
    state: { cash: 1_000e8, reserved: 500e8 },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['600.', '500.'],
  },
  {
    limit: 'free cash, fee included',
    code: 'RISK_FREE_BALANCE',
    state: { cash: 505e8, takerFee: 10_000 },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['606.', '505.'],
  },
  {
    limit: 'free cash to the unit',
    code: 'RISK_FREE_BALANCE',
    state: { cash: 500e8 },
    passes: { quantity: 5 },
    refused: { quantity: 5 },
    refusedIn: { cash: 500e8 - 1 },
    names: ['500.00000000', '499.99999999'],
  },
  {
    limit: 'equity on margin',
    code: 'RISK_FREE_BALANCE',
    state: { ...margin, equity: 1_000e8, exposed: 300e8, reserved: 200e8 },
    passes: { side: 'sell', quantity: 5 },
    refused: { side: 'sell', quantity: 6 },
    names: ['600.', '500.'],
  },
  {
    limit: 'equity on margin, of what turns a position around',
    code: 'RISK_FREE_BALANCE',
    state: { ...margin, equity: 1_000e8, exposed: 1_000e8, position: 10 },
    passes: { side: 'sell', quantity: 20 },
    refused: { side: 'sell', quantity: 21 },
    names: ['1100.', '1000.'],
  },
  {
    limit: 'price collar above',
    code: 'RISK_PRICE_COLLAR',
    state: limits({ priceCollar: 100_000 }),
    passes: { type: 'limit', limitPrice: 110 },
    refused: { type: 'limit', limitPrice: 111 },
    names: ['111', '90', '110'],
  },
  {
    limit: 'price collar below',
    code: 'RISK_PRICE_COLLAR',
    state: { ...limits({ priceCollar: 100_000 }), position: 1 },
    passes: { side: 'sell', type: 'limit', limitPrice: 90 },
    refused: { side: 'sell', type: 'limit', limitPrice: 89 },
    names: ['89', '90', '110'],
  },
  {
    limit: 'what a cash account holds',
    code: 'RISK_SHORT_FORBIDDEN',
    state: { position: 7, selling: 2 },
    passes: { side: 'sell', quantity: 5 },
    refused: { side: 'sell', quantity: 6 },
    names: ['6', '5 held'],
  },
  {
    limit: 'what a reduce-only order can reduce',
    code: 'RISK_REDUCE_ONLY',
    state: { position: 5 },
    passes: { side: 'sell', quantity: 5, reduceOnly: true },
    refused: { side: 'sell', quantity: 6, reduceOnly: true },
    names: ['6', '5'],
  },
  {
    limit: 'what a reduce-only order can reduce of a short',
    code: 'RISK_REDUCE_ONLY',
    state: { ...margin, position: -5 },
    passes: { quantity: 5, reduceOnly: true },
    refused: { quantity: 6, reduceOnly: true },
    names: ['6', '5'],
  },
  {
    limit: 'largest quantity',
    code: 'RISK_INSTRUMENT_FILTER',
    passes: { quantity: 1_000 },
    refused: { quantity: 1_001 },
    names: ['1001', '1 to 1000'],
  },
  {
    limit: 'smallest value',
    code: 'RISK_INSTRUMENT_FILTER',
    state: { lastPrice: 5 },
    passes: { quantity: 2 },
    refused: { quantity: 1 },
    names: ['5.', '10.'],
  },
  {
    limit: 'largest value',
    code: 'RISK_INSTRUMENT_FILTER',
    state: { lastPrice: 1_000, cash: 9e15 },
    passes: { quantity: 1_000 },
    refused: { quantity: 1_000, type: 'limit', limitPrice: 1_001 },
    names: ['1001000.', '1000000.'],
  },
  {
    limit: 'the lot',
    code: 'RISK_INSTRUMENT_FILTER',
    passes: { instrument: coarse, quantity: 15 },
    refused: { instrument: coarse, quantity: 16 },
    names: ['1.6', '0.5'],
  },
  {
    limit: 'the tick',
    code: 'RISK_INSTRUMENT_FILTER',
    passes: { instrument: coarse, quantity: 5, type: 'limit', limitPrice: 105 },
    refused: { instrument: coarse, quantity: 5, type: 'limit', limitPrice: 106 },
    names: ['1.06', '0.05'],
  },
  {
    limit: 'prices above zero',
    code: 'RISK_INSTRUMENT_FILTER',
    state: { position: 50 },
    passes: { side: 'sell', type: 'stop', stopPrice: 1, quantity: 10 },
    refused: { side: 'sell', type: 'stop', stopPrice: 0, quantity: 10 },
    names: ['0'],
  },
];

suite('each control lets pass what is at its limit, refuses what is one unit beyond, and names limit and value', () => {
  for (const { limit, code, state, passes, refused, refusedIn, names } of CASES) {
    test(`${limit}: ${code}`, () => {
      const passed = checkOrder(intentOf(passes), riskStateOf(state));
      assert.ok(!isRefusal(passed), JSON.stringify(passed));
      const outcome = checkOrder(intentOf(refused), riskStateOf({ ...state, ...refusedIn }));
      assert.ok(isRefusal(outcome));
      assert.equal(outcome.code, code);
      for (const name of names) assert.ok(outcome.message.includes(name), `"${outcome.message}" names ${name}`);
    });
  }
});

test('what passes is the very intent that was asked about', () => {
  const intent = intentOf();
  assert.equal(checkOrder(intent, riskStateOf()), intent);
});

test('without a price nothing passes', () => {
  const outcome = checkOrder(intentOf(), riskStateOf({ lastPrice: NaN }));
  assert.ok(isRefusal(outcome) && outcome.code === 'RISK_NO_MARKET');
});

for (const tradingState of ['REDUCING', 'HALTED'] as const) {
  test(`while trading is ${tradingState} only what reduces passes, and the refusal says so`, () => {
    const outcome = checkOrder(intentOf(), riskStateOf({ tradingState }));
    assert.ok(isRefusal(outcome) && outcome.code === 'RISK_KILLED');
    assert.match(outcome.message, new RegExp(tradingState));
  });
}

test('a reduce-only order up to the position passes every other limit, killed or not', () => {
  const exhausted: Given<RiskState> = {
    limits: tightest({ maxOrderValue: money(0), maxPositionValue: money(0), priceCollar: 0 }),
    equity: 0,
    cash: 0,
    exposed: 1_000e8,
    reserved: 1_000e8,
    takerFee: 10_000,
  };
  fc.assert(
    fc.property(
      fc.constantFrom('ACTIVE' as const, 'REDUCING' as const, 'HALTED' as const),
      fc.constantFrom('cash' as const, 'margin' as const),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.boolean(),
      (tradingState, accountType, held, quantity, isLong) => {
        const state = riskStateOf({ ...exhausted, tradingState, accountType, position: isLong ? held : -held });
        const outcome = checkOrder(intentOf({ side: isLong ? 'sell' : 'buy', quantity, reduceOnly: true }), state);
        assert.equal(isRefusal(outcome), quantity > held, JSON.stringify(outcome));
      },
    ),
  );
});

test('whatever the order, it is approved or refused by name, and never approved beyond the cash', () => {
  const price = fc.option(fc.integer({ min: -10, max: Number.MAX_SAFE_INTEGER }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      price,
      price,
      fc.constantFrom('buy' as const, 'sell' as const),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      (quantity, limitPrice, stopPrice, side, lastPrice) => {
        const boundless = { ...CASE_INSTRUMENT, maxQuantity: Number.MAX_SAFE_INTEGER, maxNotional: Number.MAX_SAFE_INTEGER - 1 };
        const state = riskStateOf({ lastPrice, takerFee: 1_000, position: 10 });
        const outcome = checkOrder(intentOf({ instrument: boundless, quantity, limitPrice, stopPrice, side }), state);
        if (isRefusal(outcome) || side === 'sell') return;
        assert.ok(BigInt(limitPrice ?? stopPrice ?? lastPrice) * BigInt(quantity) * 100_000_000n <= BigInt(state.cash));
      },
    ),
  );
});
