import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { START } from '../../tests/tools/bars.ts';
import { columnsOf, FREE, ONLY, play, setUp, TERMS, type Candle, type Play } from '../../tests/tools/scripted-session.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import { money, share, type RiskLimits } from '../domain/risk-limits.ts';
import { PLAIN_SETTINGS, type RiskSettings } from '../core/risk/risk-settings.ts';
import { settle } from '../modes/play-bars.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';
import { cancel, enter, exit, order, type Intents, type StrategyIntent } from '../strategy/index.ts';
import { restoreEngine, saveEngine, type EngineState } from './engine-state.ts';
import { limitUses } from './limit-use.ts';

const at = (price: number): Candle => [price, price, price, price];
const under = (limits: RiskLimits, risk: Partial<RiskSettings> = {}): NonNullable<Play['terms']> => ({
  limits,
  risk: { ...PLAIN_SETTINGS, ...risk },
});
const BUY = (quantity: number): StrategyIntent => order({ side: 'buy', type: 'market', quantity });
const resting = (limit: number, quantity = 1): StrategyIntent => order({ side: 'buy', type: 'limit', limit, quantity });
const DAY = 1440;

/** A session that is given bars one at a time. */
class Steps {
  readonly session: SimulatedSession;
  readonly records = new ToldRecords(START);
  next: Intents = undefined;
  #minute = 0;

  constructor(script: Omit<Play, 'bars' | 'does'>, from?: Steps) {
    this.session = setUp({ bars: [at(100)], scripts: { one: { onBar: () => this.next } }, rules: FREE, ...script }, this.records);
    if (from === undefined) this.session.engine.account.open(START);
    else {
      restoreEngine(this.session.engine, JSON.parse(JSON.stringify(saveEngine(from.session.engine))) as EngineState);
      this.#minute = from.#minute;
    }
  }

  /** A minute passes, and the strategy does something at its close. */
  bar(price: number, does?: Intents): void {
    const [market] = this.session.markets;
    assert.ok(market !== undefined);
    const bars = columnsOf([...Array.from({ length: this.#minute }, (): Candle => 'none'), at(price)]);
    this.#minute += 1;
    this.next = does;
    if (this.session.match(market, bars, 0)) settle(this.session);
    this.session.deliver(market, bars, 0);
    settle(this.session);
  }

  skip(minutes: number): void {
    this.#minute += minutes;
  }

  get refused(): readonly string[] {
    return this.records.refusals.map(({ code }) => code);
  }
}

suite('losses', () => {
  test('new risk stops at the very bar that reaches the loss of the day; what it overshot is told; the exit passes', async () => {
    const { told, records, session } = await play({
      bars: [at(100), at(100), at(91), at(89), at(88), at(88), at(88)],
      does: { 0: BUY(1_000), 3: BUY(1), 4: exit() },
      terms: under({ dailyLoss: share(10_000) }),
    });
    assert.equal(records.refusals[0]?.code, 'RISK_DAILY_LOSS');
    assert.ok(
      told.includes(
        '00:04 the loss of the day of the account is 11000.00000000 USDT, and its limit 10000.00000000 USDT, overshot by 1000.00000000 USDT',
      ),
      told.join('\n'),
    );
    assert.ok(told.includes('00:04 REDUCING'));
    assert.equal(session.engine.account.isExposed, false, 'it got out');
  });

  test('open orders that could add are cancelled, protection stays', () => {
    const steps = new Steps({ terms: under({ dailyLoss: money(500e8) }) });
    steps.bar(100, [enter('long', { quantity: 100, stop: 50 }), resting(60)]);
    steps.bar(100);
    steps.bar(95);
    assert.deepEqual(
      steps.session.engine.account.openOrders('one').map(({ intent }) => intent.role),
      ['stop'],
    );
    assert.equal(steps.session.engine.account.tradingState, 'REDUCING');
  });

  test('HALTED where it is set so; a person lets it go on, and it counts from there', () => {
    const steps = new Steps({ terms: under({ dailyLoss: money(500e8) }, { lossAction: 'HALTED' }) });
    steps.bar(100, BUY(100));
    steps.bar(100);
    steps.bar(95);
    assert.equal(steps.session.engine.account.tradingState, 'HALTED');
    steps.bar(95, BUY(1));
    steps.session.engine.setTradingState('ACTIVE', 'ada: looked at it');
    steps.bar(95, BUY(1));
    steps.bar(91);
    assert.equal(steps.session.engine.account.tradingState, 'ACTIVE');
    steps.bar(90);
    assert.equal(steps.session.engine.account.tradingState, 'HALTED');
    assert.deepEqual(steps.refused, ['RISK_DAILY_LOSS']);
  });

  test('fees count, and the next day begins anew only where nobody has to confirm it', () => {
    for (const resumes of ['person', 'next-period'] as const) {
      const steps = new Steps({
        rules: { takerFee: 10_000 },
        terms: { ...under({ dailyLoss: money(90e8) }, { resumes }), takerFee: 10_000 },
      });
      steps.bar(100, BUY(50));
      steps.bar(100, exit());
      steps.bar(100);
      assert.equal(steps.session.engine.account.tradingState, 'REDUCING', 'two fees of 50');
      steps.skip(DAY);
      steps.bar(100, BUY(1));
      assert.equal(steps.session.engine.account.tradingState, resumes === 'person' ? 'REDUCING' : 'ACTIVE');
    }
  });

  test('a strategy that loses is stopped by itself, and the others go on', () => {
    const scripts = {
      one: { onBar: (minute: number) => (minute === 0 ? BUY(10) : minute === 2 ? BUY(1) : undefined) },
      two: { onBar: (minute: number) => (minute === 2 ? BUY(1) : undefined) },
    };
    const steps = new Steps({ scripts, terms: under({}, { strategies: { one: { dailyLoss: money(50e8) } } }) });
    for (const price of [100, 100, 95, 95]) steps.bar(price);
    assert.deepEqual(
      steps.session.engine.hosts.map(({ tradingState }) => tradingState),
      ['REDUCING', 'ACTIVE'],
    );
    assert.deepEqual(steps.refused, ['RISK_DAILY_LOSS']);
    assert.equal(steps.session.markets[0]?.netQuantity, 11);
  });

  test('losing round trips in a row, and the loss of an instrument, halt what they are of', () => {
    const steps = new Steps({
      terms: under({}, { eachStrategy: { maxLosingStreak: 2 }, instruments: { [ONLY]: { maxDrawdown: money(1_000e8) } } }),
    });
    for (const price of [100, 90]) {
      steps.bar(price, BUY(1));
      steps.bar(price, exit());
      steps.bar(price - 5);
    }
    assert.equal(steps.session.engine.hosts[0]?.tradingState, 'REDUCING');
    const [host] = steps.session.engine.hosts;
    assert.ok(host !== undefined);
    steps.session.engine.setStrategyState(host, 'ACTIVE', 'ada', 'looked');
    steps.bar(100, BUY(100));
    steps.bar(100);
    steps.bar(89);
    assert.equal(steps.session.markets[0]?.isHalted, true);
  });

  test('3: a hit limit, counts and changes survive a restart', () => {
    const terms = under({ dailyLoss: money(500e8), maxMessages: 30 });
    const steps = new Steps({ terms });
    steps.bar(100, BUY(100));
    steps.bar(100);
    steps.session.engine.setLimit({
      level: 'strategy',
      name: 'one',
      limit: 'maxRepeats',
      value: '1',
      by: 'ada',
      reason: 'careful',
      until: null,
    });
    steps.bar(95, BUY(1));
    const again = new Steps({ terms }, steps);
    assert.deepEqual(saveEngine(again.session.engine), saveEngine(steps.session.engine));
    again.bar(95, BUY(1));
    again.session.engine.setTradingState('ACTIVE', 'ada: goes on');
    again.bar(95, [BUY(1), BUY(2)]);
    assert.deepEqual([...steps.refused, ...again.refused], ['RISK_DAILY_LOSS', 'RISK_DAILY_LOSS', 'RISK_REPEATED']);
  });

  const prices = fc.array(fc.integer({ min: 60, max: 140 }), { minLength: 2, maxLength: 60 });

  test('never over the limit: whatever the prices and orders, once the loss is reached nothing adds, at that event', () => {
    fc.assert(
      fc.property(prices, fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 60, maxLength: 60 }), (path, wishes) => {
        const limits = { dailyLoss: money(300e8), maxDrawdown: money(450e8) };
        const steps = new Steps({ terms: { ...under(limits), type: 'margin' } });
        const { account } = steps.session.engine;
        let [peak, isHit] = [TERMS.cash, false];
        for (const [minute, price] of path.entries()) {
          const wish = wishes[minute] ?? 0;
          const before = Math.abs(steps.session.markets[0]?.netQuantity ?? 0);
          steps.bar(price, wish === 0 ? undefined : order({ side: wish > 0 ? 'buy' : 'sell', type: 'market', quantity: Math.abs(wish) }));
          assert.ok(!isHit || Math.abs(steps.session.markets[0]?.netQuantity ?? 0) <= before, 'nothing was added after');
          peak = Math.max(peak, account.equity);
          isHit ||= TERMS.cash - account.equity >= 300e8 || peak - account.equity >= 450e8;
          assert.equal(account.tradingState, isHit ? 'REDUCING' : 'ACTIVE', `at ${price} after ${minute} minutes`);
        }
      }),
    );
  });
});

suite('counts and sums', () => {
  /** 64 orders at once, each at a price of its own. */
  const many = Array.from({ length: 64 }, (_, index) => resting(99 - (index % 50), 1 + Math.floor(index / 50)));

  for (const [what, limits, most] of [
    ['exposure', { maxExposure: money(1_000e8) }, 10],
    ['messages', { maxMessages: 10 }, 10],
    ['repeats', { maxRepeats: 10 }, 10],
  ] as const) {
    test(`64 orders at once with room for ${most}, by ${what}: never one more, across a crash too`, () => {
      const steps = new Steps({ terms: { ...under(limits), cash: 9e15 } });
      steps.bar(100, many);
      const sent = steps.records.intents.reduce((sum, { quantity }) => sum + (what === 'exposure' ? quantity : 1), 0);
      assert.equal(sent, most);
      const again = new Steps({ terms: { ...under(limits), cash: 9e15 } }, steps);
      if (what !== 'messages') again.bar(100, many);
      assert.equal(again.records.intents.length, 0, 'nor after the crash');
      const { account, risk } = again.session.engine;
      if (what === 'messages') assert.ok(risk.levels.account.messages?.isFull(account.time), 'nor after the crash, in this minute');
    });
  }

  test('712 purchases cannot happen: the strategy is stopped, and a person lets it go on', () => {
    const steps = new Steps({ terms: { ...under({}, { eachStrategy: { maxRepeats: 20 } }), cash: 9e15 } });
    for (let minute = 0; minute < 50; minute += 1) steps.bar(100, BUY(1 + minute));
    assert.equal(steps.records.intents.length, 20);
    assert.equal(steps.session.engine.hosts[0]?.tradingState, 'REDUCING');
    steps.skip(60);
    steps.bar(100, BUY(1));
    assert.equal(steps.records.intents.length, 20, 'an hour later it is still stopped');
    const [host] = steps.session.engine.hosts;
    assert.ok(host !== undefined);
    steps.session.engine.setStrategyState(host, 'ACTIVE', 'ada', 'mended');
    steps.bar(100, BUY(1));
    assert.equal(steps.records.intents.length, 21);
  });

  test('cancels count as messages and are never refused, exits neither', () => {
    const steps = new Steps({ terms: under({ maxMessages: 2 }) });
    steps.bar(100, [BUY(1), resting(90), resting(80)]);
    assert.deepEqual(steps.refused, ['RISK_MESSAGE_RATE']);
    const open = steps.session.engine.account.openOrders('one').map(({ intent }) => cancel(intent.intentId));
    steps.bar(100, [resting(70), resting(60), ...open, exit()]);
    steps.bar(100);
    assert.equal(steps.session.engine.account.isExposed, false);
    assert.equal(steps.session.engine.account.desk.count, 0);
    assert.deepEqual(steps.refused, ['RISK_MESSAGE_RATE']);
  });

  test('2: a price of another instrument is not traded on', () => {
    const steps = new Steps({ terms: under({ referenceCollar: 200_000 }) });
    for (const price of [424, 424, 424]) steps.bar(price);
    steps.bar(214, BUY(1));
    steps.bar(424, BUY(1));
    assert.deepEqual(steps.refused, ['RISK_PRICE_REFERENCE']);
    assert.equal(steps.records.intents.length, 1);
  });

  test('two strategies do not trade against each other', () => {
    const scripts = {
      one: { onBar: (minute: number) => (minute === 0 ? resting(99) : undefined) },
      two: { onBar: (minute: number) => (minute === 1 ? order({ side: 'sell', type: 'limit', limit: 98, quantity: 1 }) : undefined) },
    };
    const steps = new Steps({ scripts, terms: { ...under({ selfMatch: 'refuse' }), type: 'margin' } });
    steps.bar(100);
    steps.bar(100);
    assert.deepEqual(steps.refused, ['RISK_SELF_MATCH']);
  });

  test('money that was taken out of the account by hand is not there to be spent', () => {
    const steps = new Steps({ terms: { cash: 1_000e8 } });
    const { account } = steps.session.engine;
    steps.session.engine.adjust(account.terms.currency, -600e8, 'withdrawal', 'w1');
    steps.bar(100, BUY(5));
    steps.bar(100, BUY(4));
    assert.deepEqual(steps.refused, ['RISK_FREE_BALANCE']);
    assert.equal(steps.records.intents.length, 1);
  });

  test('what is on no list may only close', () => {
    const steps = new Steps({ terms: under({}, { permitted: { instruments: ['OTHER/USDT.TEST'] } }) });
    steps.bar(100, BUY(1));
    const strategies = new Steps({ terms: under({}, { permitted: { strategies: ['two'] } }) });
    strategies.bar(100, BUY(1));
    assert.deepEqual([...steps.refused, ...strategies.refused], ['RISK_NOT_PERMITTED', 'RISK_NOT_PERMITTED']);
  });
});

suite('limits that a person sets', () => {
  const change = { level: 'account', name: 'test', limit: 'maxOrderValue', by: 'ada', reason: 'why', until: null } as const;

  test('hold at once, for as long as was said, and the tightest of all levels wins', () => {
    const steps = new Steps({ terms: under({ maxOrderValue: money(1_000e8) }) });
    const { engine } = steps.session;
    steps.bar(100, BUY(10));
    engine.setLimit({ ...change, value: '500', until: engine.account.time + 90e6 });
    steps.bar(100, BUY(6));
    engine.setLimit({ ...change, level: 'strategy', name: 'one', value: '200' });
    steps.bar(100, BUY(3));
    steps.bar(100, BUY(2));
    engine.setLimit({ ...change, level: 'strategy', name: 'one', value: 'unlimited' });
    steps.bar(100, BUY(10));
    assert.deepEqual(steps.refused, ['RISK_ORDER_VALUE', 'RISK_ORDER_VALUE']);
    assert.deepEqual(
      steps.records.intents.map(({ quantity }) => quantity),
      [10, 2, 10],
    );
    assert.equal(engine.risk.book.changes.length, 1, 'what has ended is forgotten');
  });

  test('a tightened loss acts at once, on what is lost already', () => {
    const steps = new Steps({ terms: under({ dailyLoss: money(1_000e8) }) });
    steps.bar(100, BUY(100));
    steps.bar(100);
    steps.bar(95);
    assert.equal(steps.session.engine.account.tradingState, 'ACTIVE');
    const tighter = { ...change, limit: 'dailyLoss', value: '400' } as const;
    assert.ok(steps.session.engine.risk.book.isTightening(tighter));
    assert.ok(!steps.session.engine.risk.book.isTightening({ ...tighter, value: '1001' }));
    steps.session.engine.setLimit(tighter);
    assert.equal(steps.session.engine.account.tradingState, 'REDUCING');
  });

  test('that are none are refused', () => {
    const { engine } = new Steps({}).session;
    assert.throws(() => engine.setLimit({ ...change, value: '-1' }), { code: 'RISK_LIMIT_INVALID' });
    assert.throws(() => engine.setLimit({ ...change, limit: 'maxOrders', value: '1' }), { code: 'RISK_LIMIT_UNKNOWN' });
    assert.throws(() => engine.setLimit({ ...change, level: 'strategy', name: 'two', value: '1' }), { code: 'RISK_LIMIT_UNKNOWN' });
    assert.deepEqual(engine.risk.book.changes, []);
  });

  test('their use is told: what is measured, what is allowed, and whether it was hit', () => {
    const steps = new Steps({
      terms: under({
        dailyLoss: money(500e8),
        maxExposure: share(500_000),
        maxLeverage: 1_000_000,
        maxOpenPositions: 4,
        maxMessages: 8,
        priceCollar: 100_000,
      }),
    });
    steps.bar(100, BUY(100));
    steps.bar(100);
    steps.bar(95);
    const { account, hosts, risk } = steps.session.engine;
    const uses = limitUses(account, hosts, risk).map(({ limit, used, most, isHit }) => [limit, used, most, isHit]);
    assert.deepEqual(uses, [
      ['priceCollar', '', '10%', false],
      ['maxExposure', '9500.00000000 USDT', '499750.00000000 USDT', false],
      ['maxLeverage', '9500.00000000 USDT', '999500.00000000 USDT', false],
      ['maxOpenPositions', '1', '4', false],
      ['dailyLoss', '500.00000000 USDT', '500.00000000 USDT', true],
      ['maxMessages', '0', '8', false],
    ]);
  });
});
