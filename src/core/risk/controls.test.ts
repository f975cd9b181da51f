import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { intentOf, riskStateOf } from '../../../tests/tools/risk-cases.ts';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import { money, share, type RiskLimits } from '../../domain/risk-limits.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import { parseTime } from '../../kernel/time.ts';
import { checkAll, checkOrder, isRefusal } from './check-order.ts';
import { CONTROLS } from './controls.ts';
import { tightest } from './limits.ts';
import { RiskScope } from './risk-scope.ts';
import type { RiskState } from './risk-state.ts';
import type { StickyLimit } from './trackers/loss-meter.ts';
import { RecentOrders } from './trackers/recent-orders.ts';

/** What passes at the limit, what is one unit beyond, and what the refusal must name: the value, the limit, and what would pass. */
interface Case {
  readonly control: string;
  readonly code: ErrorCode;
  readonly state?: Partial<RiskState>;
  readonly passes?: Partial<OrderIntent>;
  readonly refused?: Partial<OrderIntent>;
  readonly refusedIn?: Partial<RiskState>;
  readonly names: readonly string[];
  /** Whether an exit up to the position passes all the same. */
  readonly stopsExits?: boolean;
}

const held = (limits: RiskLimits): Partial<RiskState> => ({ limits: tightest(limits) });
const margin = { accountType: 'margin' } as const;
const STOCK = testInstrument('AAPL/USD.TEST', { kind: 'equity', calendar: 'us-equities' });

function scope(kind: RiskScope['kind'], limits: RiskLimits, given: Partial<Pick<RiskScope, 'exposure' | 'openPositions'>> = {}): RiskScope {
  return Object.assign(new RiskScope(kind, kind === 'instrument' ? 'ONE/USDT.TEST' : 'main', limits), given);
}

function sent(kind: RiskScope['kind'], what: 'messages' | 'repeats', times: readonly number[]): RiskScope {
  const made = scope(kind, { maxMessages: 3, maxRepeats: 3 });
  for (const time of times) made[what]?.add(time);
  return made;
}

function hit(kind: RiskScope['kind'], limit: StickyLimit): RiskScope {
  const made = scope(kind, {});
  made.losses.hit(limit, 5, 4);
  return made;
}

function remembering(...orders: readonly Partial<OrderIntent>[]): RecentOrders {
  const recent = new RecentOrders();
  for (const [index, each] of orders.entries()) recent.add(intentOf({ intentId: 100 + index, ...each }));
  return recent;
}

const S = 1_000_000;
const KINDS = ['account', 'strategy', 'instrument'] as const;

const CASES: readonly Case[] = [
  ...KINDS.map((kind): Case => ({
    control: `exposure of ${kind}`,
    code: 'RISK_EXPOSURE',
    state: { [kind]: scope(kind, { maxExposure: money(1_000e8) }, { exposure: 500e8 }) },
    passes: { quantity: 5 },
    refused: { quantity: 6 },
    names: ['1100.', '1000.', '5 would pass', kind === 'account' ? 'the account' : kind === 'strategy' ? 'strategy main' : 'ONE/USDT.TEST'],
  })),
  {
    control: 'exposure, of what is on its way too',
    code: 'RISK_EXPOSURE',
    state: { account: scope('account', { maxExposure: money(1_000e8) }, { exposure: 600e8 }), position: 4, buying: 2 },
    passes: { quantity: 4 },
    refused: { quantity: 5 },
    names: ['1100.', '4 would pass'],
  },
  {
    control: 'exposure of what turns a position around',
    code: 'RISK_EXPOSURE',
    state: { ...margin, account: scope('account', { maxExposure: money(1_000e8) }, { exposure: 500e8 }), position: 5 },
    passes: { side: 'sell', quantity: 15 },
    refused: { side: 'sell', quantity: 16 },
    names: ['1100.', '1000.'],
  },
  {
    control: 'exposure as a share of the equity',
    code: 'RISK_EXPOSURE',
    state: { account: scope('account', { maxExposure: share(300_000) }), equity: 1_000e8 },
    passes: { quantity: 3 },
    refused: { quantity: 4 },
    names: ['400.', '300.', '3 would pass'],
  },
  {
    control: 'leverage',
    code: 'RISK_LEVERAGE',
    state: { ...margin, account: scope('account', { maxLeverage: 500_000 }, { exposure: 100e8 }), equity: 1_000e8 },
    passes: { quantity: 4 },
    refused: { quantity: 5 },
    names: ['600.', '1000.', '0.5 times', '4 would pass'],
  },
  {
    control: 'open positions of the account',
    code: 'RISK_OPEN_POSITIONS',
    state: { account: scope('account', { maxOpenPositions: 2 }, { openPositions: 1 }) },
    refusedIn: { account: scope('account', { maxOpenPositions: 2 }, { openPositions: 2 }) },
    names: ['2 positions', 'at most 2', 'adds to an open position'],
  },
  {
    control: 'open positions of a strategy, of which one is only ordered',
    code: 'RISK_OPEN_POSITIONS',
    state: { strategy: scope('strategy', { maxOpenPositions: 2 }, { openPositions: 2 }), buying: 1 },
    refusedIn: { strategy: scope('strategy', { maxOpenPositions: 2 }, { openPositions: 2 }), buying: 0 },
    names: ['strategy main has 2 positions'],
  },
  {
    control: 'open positions in an instrument',
    code: 'RISK_OPEN_POSITIONS',
    state: { instrument: scope('instrument', { maxOpenPositions: 1 }) },
    refusedIn: { instrument: scope('instrument', { maxOpenPositions: 1 }, { openPositions: 1 }) },
    names: ['ONE/USDT.TEST has 1 positions'],
  },
  {
    control: 'correlation',
    code: 'RISK_CORRELATION',
    state: { account: scope('account', { maxCorrelated: money(1_000e8) }), correlated: 700e8 },
    passes: { quantity: 3 },
    refused: { quantity: 4 },
    names: ['1100.', '1000.', '3 would pass'],
  },
  {
    control: 'order volume',
    code: 'RISK_ORDER_QUANTITY',
    state: { maxQuantity: 7 },
    passes: { quantity: 7 },
    refused: { quantity: 8 },
    names: ['for 8', 'at most 7', '7 would pass'],
  },
  ...KINDS.map((kind): Case => ({
    control: `message rate of ${kind}`,
    code: 'RISK_MESSAGE_RATE',
    state: { now: 60 * S, [kind]: sent(kind, 'messages', [0, 10 * S, 20 * S]) },
    refusedIn: { now: 60 * S - 1, [kind]: sent(kind, 'messages', [0, 10 * S, 20 * S]) },
    names: ['3 orders and cancels', 'at most 3', '1970-01-01T00:01:00Z'],
  })),
  ...KINDS.map((kind): Case => ({
    control: `repeated execution of ${kind}`,
    code: 'RISK_REPEATED',
    state: { now: 3_600 * S, [kind]: sent(kind, 'repeats', [0, 10 * S, 20 * S]) },
    refusedIn: { now: 3_600 * S - 1, [kind]: sent(kind, 'repeats', [0, 10 * S, 20 * S]) },
    names: ['3 orders within an hour', 'at most 3', 'resumes it'],
  })),
  ...(
    [
      ['dailyLoss', 'RISK_DAILY_LOSS', 'the loss of the day'],
      ['weeklyLoss', 'RISK_WEEKLY_LOSS', 'the loss of the week'],
      ['maxDrawdown', 'RISK_DRAWDOWN', 'the drawdown'],
      ['maxLosingStreak', 'RISK_LOSING_STREAK', 'losing round trips in a row'],
      ['maxRepeats', 'RISK_REPEATED', 'orders within an hour'],
    ] as const
  ).flatMap(([limit, code, words]) =>
    KINDS.map((kind): Case => ({
      control: `${limit} of ${kind}`,
      code,
      refusedIn: { [kind]: hit(kind, limit) },
      names: [words, 'has hit its limit', kind === 'account' ? '`ballast resume`' : `--scope ${kind}`],
    })),
  ),
  {
    control: 'a limit that was hit lets close what is held',
    code: 'RISK_DAILY_LOSS',
    state: { account: hit('account', 'dailyLoss'), position: 5, selling: 1 },
    passes: { side: 'sell', quantity: 4 },
    refused: { side: 'sell', quantity: 5 },
    names: ['exits pass'],
  },
  ...(['long', 'none'] as const).map((sides): Case => ({
    control: `sides: ${sides}`,
    code: 'RISK_NOT_PERMITTED',
    state: { ...margin, ...held({ sides }), position: 3 },
    passes: { side: 'sell', quantity: 3 },
    refused: { side: 'sell', quantity: 4 },
    names: ['one may not sell', sides === 'none' ? 'not on the list' : 'only long positions'],
  })),
  {
    control: 'sides: short',
    code: 'RISK_NOT_PERMITTED',
    state: { ...margin, ...held({ sides: 'short' }) },
    passes: { side: 'sell' },
    refused: { side: 'buy' },
    names: ['one may not buy', 'only short positions', 'opens a short position would pass'],
  },
  {
    control: 'duplicate, by its time',
    code: 'RISK_DUPLICATE',
    state: { now: 5 * S, ...held({ duplicateWindow: S }), recent: remembering({ tsInit: 4 * S }) },
    refusedIn: { now: 5 * S, ...held({ duplicateWindow: S }), recent: remembering({ tsInit: 4 * S + 1 }) },
    names: ['order 100 is the same', 'less than 1 s ago', 'once in 1 s'],
  },
  {
    control: 'duplicate, by its quantity',
    code: 'RISK_DUPLICATE',
    state: {
      now: 5 * S,
      ...held({ duplicateWindow: S }),
      recent: remembering({ tsInit: 5 * S, quantity: 2 }, { tsInit: 5 * S, quantity: 3 }),
    },
    passes: { quantity: 1 },
    refused: { quantity: 2 },
    names: ['another quantity or price would pass'],
  },
  {
    control: 'children within their parent',
    code: 'RISK_CHILD_EXCEEDS',
    state: { ...margin, childRoom: 4 },
    passes: { quantity: 4, parentId: 9 },
    refused: { quantity: 5, parentId: 9 },
    names: ['for 5 and belongs to order 9', '4 is left', '4 would pass'],
    stopsExits: true,
  },
  {
    control: 'trading hours, the moment of the close included',
    code: 'RISK_MARKET_CLOSED',
    state: { ...held({ hours: 'open' }), now: parseTime('2024-01-02T22:00:00Z') },
    passes: { instrument: STOCK },
    refused: { instrument: STOCK },
    refusedIn: { ...held({ hours: 'open' }), now: parseTime('2024-01-02T22:00:00Z'), isMarketOpen: false },
    names: ['does not trade at 2024-01-02T22:00:00Z', '2024-01-03T14:30:00Z'],
  },
  {
    control: 'hours: any',
    code: 'RISK_MARKET_CLOSED',
    state: { ...held({ hours: 'any' }), isMarketOpen: false },
    refusedIn: { ...held({ hours: 'open' }), isMarketOpen: false },
    names: ['does not trade'],
  },
  {
    control: 'closable position, by its value',
    code: 'RISK_UNCLOSABLE',
    state: { ...margin, position: -10, lastPrice: 5 },
    passes: { quantity: 12 },
    refused: { quantity: 11 },
    names: ['a position of 1 would be left, worth 5.', 'the smallest order is 1, worth 10.', 'closes all'],
  },
  {
    control: 'stale price',
    code: 'RISK_STALE_PRICE',
    state: { ...held({ maxDataAge: 60 * S }), dataAge: 60 * S },
    refusedIn: { ...held({ maxDataAge: 60 * S }), dataAge: 60 * S + S },
    names: ['61 s late', 'at most 60 s', 'new price'],
  },
  {
    control: 'wide quote',
    code: 'RISK_CROSSED_PRICE',
    state: { ...held({ maxSpread: 10_000 }), spread: 10_000 },
    refusedIn: { ...held({ maxSpread: 10_000 }), spread: 10_100 },
    names: ['1.01%', 'at most 1%'],
  },
  {
    control: 'crossed quote',
    code: 'RISK_CROSSED_PRICE',
    state: { ...held({ maxSpread: 10_000 }), spread: 0 },
    refusedIn: { ...held({ maxSpread: 10_000 }), spread: -1 },
    names: ['is crossed'],
  },
  {
    control: 'clock skew',
    code: 'RISK_CLOCK_SKEW',
    state: { ...held({ maxClockSkew: S }), clockSkew: S },
    refusedIn: { ...held({ maxClockSkew: S }), clockSkew: 2 * S },
    names: ['2 s in the future', 'at most 1 s'],
  },
  {
    control: 'rolling price reference of a market order',
    code: 'RISK_PRICE_REFERENCE',
    state: { ...held({ referenceCollar: 200_000 }), reference: 100, lastPrice: 120 },
    refusedIn: { ...held({ referenceCollar: 200_000 }), reference: 100, lastPrice: 121 },
    names: ['meet 121', 'median of 100', 'at most 20%', '80 to 120 would pass'],
  },
  {
    control: 'rolling price reference of a limit',
    code: 'RISK_PRICE_REFERENCE',
    state: { ...held({ referenceCollar: 200_000 }), reference: 100, lastPrice: 100 },
    passes: { type: 'limit', limitPrice: 80 },
    refused: { type: 'limit', limitPrice: 79 },
    names: ['meet 79'],
  },
  {
    control: 'self-match of a purchase',
    code: 'RISK_SELF_MATCH',
    state: { ...held({ selfMatch: 'refuse' }), ownPrice: 105 },
    passes: { type: 'limit', limitPrice: 104 },
    refused: { type: 'limit', limitPrice: 105 },
    names: ['our own order at 105', 'a limit below 105 would pass'],
  },
  {
    control: 'self-match of a sale',
    code: 'RISK_SELF_MATCH',
    state: { ...margin, ...held({ selfMatch: 'refuse' }), ownPrice: 95 },
    passes: { side: 'sell', type: 'limit', limitPrice: 96 },
    refused: { side: 'sell', type: 'limit', limitPrice: 95 },
    names: ['a limit above 95 would pass'],
  },
  {
    control: 'self-match at the market',
    code: 'RISK_SELF_MATCH',
    state: { ...held({ selfMatch: 'refuse' }) },
    refusedIn: { ...held({ selfMatch: 'refuse' }), ownPrice: 500 },
    names: ['once that has gone'],
  },
  {
    control: 'self-match of a stop, which rests first',
    code: 'RISK_SELF_MATCH',
    state: { ...held({ selfMatch: 'refuse' }), ownPrice: 90 },
    passes: { type: 'stop', stopPrice: 110 },
    refused: { type: 'market' },
    names: ['our own order'],
  },
  {
    control: 'order value as a share of the equity',
    code: 'RISK_ORDER_VALUE',
    state: { ...held({ maxOrderValue: share(100_000) }), equity: 10_000e8 },
    passes: { quantity: 10 },
    refused: { quantity: 11 },
    names: ['1100.', '1000.', '10 would pass'],
  },
  {
    control: 'free balance, by what the venue has',
    code: 'RISK_FREE_BALANCE',
    state: { cash: 1_000e8, shortfall: 400e8 },
    passes: { quantity: 6 },
    refused: { quantity: 7 },
    names: ['by what the venue says', '6 would pass'],
  },
];

suite('each control passes what is at its limit, refuses what is one unit beyond, and says value, limit and what would pass', () => {
  for (const { control, code, state = {}, passes, refused, refusedIn = {}, names, stopsExits = false } of CASES) {
    test(`${control}: ${code}`, () => {
      const passed = checkOrder(intentOf(passes), riskStateOf(state));
      assert.ok(!isRefusal(passed), JSON.stringify(passed));
      const beyond = riskStateOf({ ...state, ...refusedIn });
      const outcome = checkOrder(intentOf(refused ?? passes), beyond);
      assert.ok(isRefusal(outcome), 'it is refused');
      assert.equal(outcome.code, code);
      for (const name of names) assert.ok(outcome.message.includes(name), `"${outcome.message}" names ${name}`);
      assert.equal(outcome.message, [outcome.value, outcome.limit, outcome.passes].filter((part) => part !== '').join('; '));
      const exit = checkOrder(intentOf({ ...refused, side: 'sell', quantity: 8, reduceOnly: true }), { ...beyond, position: 8 });
      assert.equal(isRefusal(exit), stopsExits, 'and an exit is not');
    });
  }
});

test('a control that fails refuses, by its name, and lets nothing pass', () => {
  const [first] = CONTROLS;
  assert.ok(first !== undefined);
  const broken = {
    ...first,
    name: 'broken',
    asksExits: false,
    check: () => {
      throw new Error('no numbers');
    },
  };
  const outcome = checkOrder(intentOf(), riskStateOf(), [...CONTROLS, broken]);
  assert.ok(isRefusal(outcome) && outcome.code === 'RISK_CONTROL_FAILED');
  assert.match(outcome.message, /"broken" failed: no numbers/);
  const exit = intentOf({ side: 'sell', reduceOnly: true });
  assert.ok(!isRefusal(checkOrder(exit, riskStateOf({ position: 1 }), [...CONTROLS, broken])), 'exits are not asked about');
});

test('all controls are asked beforehand, whatever the others say', () => {
  const state = riskStateOf({ tradingState: 'HALTED', gate: 'shut', cash: 0 });
  const refused = checkAll(intentOf(), state).filter(({ refusal }) => refusal !== undefined);
  assert.deepEqual(
    refused.map(({ control }) => control.name),
    ['trading state', 'gate', 'free balance'],
  );
  assert.equal(checkAll(intentOf(), state).length, CONTROLS.length);
});

test('1: whatever limits are hit, an exit up to the position passes and a larger one does not', () => {
  const every = { maxExposure: money(0), maxLeverage: 0, maxOpenPositions: 1, maxCorrelated: money(0), maxMessages: 1, maxRepeats: 1 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 900 }),
      fc.boolean(),
      fc.constantFrom<StickyLimit>('dailyLoss', 'weeklyLoss', 'maxDrawdown', 'maxRepeats'),
      (position, quantity, isLong, limit) => {
        const hitScope = (kind: RiskScope['kind']): RiskScope => {
          const made = scope(kind, every, { exposure: 9e12, openPositions: 9 });
          made.messages?.add(0);
          made.repeats?.add(0);
          made.losses.hit(limit, 2, 1);
          return made;
        };
        const state = riskStateOf({
          ...margin,
          ...held({
            maxOrderValue: money(0),
            maxPositionValue: money(0),
            priceCollar: 0,
            referenceCollar: 0,
            sides: 'none',
            hours: 'open',
            maxDataAge: 0,
            maxSpread: 0,
            maxClockSkew: 0,
            selfMatch: 'refuse',
            duplicateWindow: 9,
          }),
          account: hitScope('account'),
          strategy: hitScope('strategy'),
          instrument: hitScope('instrument'),
          tradingState: 'HALTED',
          strategyState: 'HALTED',
          isHalted: true,
          isPaused: true,
          gate: 'reduce-only',
          position: isLong ? position : -position,
          maxQuantity: 0,
          cash: 0,
          equity: 0,
          reserved: 9e12,
          shortfall: 9e12,
          dataAge: 9e9,
          spread: -1,
          clockSkew: 9e9,
          isMarketOpen: false,
          reference: 1,
          ownPrice: 100,
          correlated: 9e12,
          recent: remembering({}),
        });
        const exit = intentOf({ side: isLong ? 'sell' : 'buy', quantity, reduceOnly: true });
        assert.equal(isRefusal(checkOrder(exit, state)), quantity > position);
      },
    ),
  );
});

for (const limit of ['dailyLoss', 'weeklyLoss', 'maxDrawdown', 'maxLosingStreak', 'maxRepeats'] as const) {
  test(`${limit} that was hit lets close what is held, and open nothing`, () => {
    const state = riskStateOf({ ...margin, account: hit('account', limit), position: -5, buying: 1 });
    assert.ok(!isRefusal(checkOrder(intentOf({ quantity: 4 }), state)));
    assert.ok(isRefusal(checkOrder(intentOf({ quantity: 5 }), state)));
  });
}

test('exits keep to the lot, and to a market that is known', () => {
  const exit = (given: Partial<OrderIntent>): OrderIntent => intentOf({ side: 'sell', reduceOnly: true, ...given });
  const coarse = testInstrument('LOT/USDT.TEST', { lot: '0.5' });
  const filtered = checkOrder(exit({ instrument: coarse, quantity: 16 }), riskStateOf({ position: 20 }));
  assert.ok(isRefusal(filtered) && filtered.code === 'RISK_INSTRUMENT_FILTER');
  const unknown = checkOrder(exit({ quantity: 1 }), riskStateOf({ position: 1, lastPrice: NaN }));
  assert.ok(isRefusal(unknown) && unknown.code === 'RISK_NO_MARKET');
});

test('the regime counts what is being bought back already', () => {
  const state = riskStateOf({ ...margin, isPaused: true, position: -5, buying: 2 });
  assert.ok(!isRefusal(checkOrder(intentOf({ quantity: 3 }), state)));
  assert.ok(isRefusal(checkOrder(intentOf({ quantity: 4 }), state)));
});

test('what would pass leaves room for the fee', () => {
  const outcome = checkOrder(intentOf({ quantity: 6 }), riskStateOf({ cash: 504e8, takerFee: 10_000 }));
  assert.ok(isRefusal(outcome));
  assert.match(outcome.passes, /^4 would pass/);
});

test('of several levels the tightest holds', () => {
  const all = tightest(
    { maxOrderValue: money(5), priceCollar: 7, duplicateWindow: 3, sides: 'both', hours: 'any', maxOrderQuantity: '10' },
    { maxOrderValue: share(6), priceCollar: 9, duplicateWindow: 4, sides: 'long', selfMatch: 'refuse', maxOrderQuantity: '9' },
    { maxOrderValue: money(8), hours: 'open', selfMatch: 'allow' },
  );
  const { maxOrderValue, priceCollar, duplicateWindow, sides, hours, selfMatch, maxOrderQuantity } = all;
  assert.deepEqual(
    { maxOrderValue, priceCollar, duplicateWindow, sides, hours, selfMatch, maxOrderQuantity },
    {
      maxOrderValue: { money: 5, share: 6 },
      priceCollar: 7,
      duplicateWindow: 4,
      sides: 'long',
      hours: 'open',
      selfMatch: 'refuse',
      maxOrderQuantity: '9',
    },
  );
  assert.equal(tightest({ sides: 'long' }, { sides: 'short' }).sides, 'none');
  assert.equal(tightest().maxOrderValue, undefined);
});
