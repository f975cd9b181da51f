import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { START } from '../../tests/tools/bars.ts';
import { playRandom, randomPlay, sessionOf, type RandomBar, type RandomPlay } from '../../tests/tools/random-play.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import type { Fill } from '../domain/fill.ts';
import { notional } from '../domain/money.ts';
import { isOpen, type OrderView } from '../domain/order.ts';
import type { Micros } from '../kernel/time.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';

/** Records that check, as each thing is put on record, what must hold at that very moment. */
class CheckedRecords extends ToldRecords {
  session: SimulatedSession | undefined = undefined;

  override intent(ts: Micros, order: OrderView): void {
    super.intent(ts, order);
    assert.ok(this.session !== undefined);
    const { account } = this.session.engine;
    const { intent } = order;
    const { limits, type } = account.terms;
    const value = (quantity: number): number =>
      notional(intent.instrument, intent.limitPrice ?? intent.stopPrice ?? lastPrice(this.session, intent.instrument.id), quantity, 'ceil');
    if (intent.reduceOnly) return;
    const book = account.ledger.book(intent.strategyId, intent.instrument);
    const { buying, selling } = account.desk.exposure(intent.strategyId, intent.instrument);
    const after = intent.side === 'buy' ? book.quantity + buying : book.quantity - selling;
    assert.ok(value(intent.quantity) <= (limits.maxOrderValue?.money ?? Infinity));
    assert.ok(Math.abs(after) <= Math.abs(book.quantity) || value(Math.abs(after)) <= (limits.maxPositionValue?.money ?? Infinity));
    if (type === 'margin') return;
    assert.ok(after >= 0, 'open sales are covered by what is held');
    if (intent.side === 'buy') assert.ok(account.desk.reservedMoney <= account.cash, 'what may be spent is there');
  }

  override fill(ts: Micros, fill: Fill, order: OrderView, realised = 0): void {
    super.fill(ts, fill, order);
    const before = this.fills.slice(0, -1).reduce((sum, each) => sum + (isSameBook(each, fill) ? signed(each) : 0), 0);
    if (order.intent.reduceOnly) assert.ok(Math.abs(before + signed(fill)) < Math.abs(before) && before * (before + signed(fill)) >= 0);
    if (before === 0) assert.equal(realised, 0, 'what opens realises nothing');
    assert.ok(order.filledQuantity <= order.intent.quantity);
  }
}

function lastPrice(session: SimulatedSession | undefined, instrumentId: string): number {
  return session?.market(instrumentId)?.lastPrice ?? NaN;
}

function signed({ side, quantity }: Fill): number {
  return side === 'buy' ? quantity : -quantity;
}

function isSameBook(left: Fill, right: Fill): boolean {
  return left.strategyId === right.strategyId && left.instrument === right.instrument;
}

/** What must hold after every event. */
function checkInvariants(session: SimulatedSession, records: ToldRecords): void {
  const { account, markets } = session.engine;
  const { ledger, desk, cash, equity, terms } = account;
  const { fills } = records;
  for (const sum of ledger.trialBalance().values()) assert.equal(sum, 0n, 'the ledger sums to zero');
  for (const book of ledger.books) {
    const own = fills.filter(({ strategyId, instrument }) => strategyId === book.strategyId && instrument === book.instrument);
    assert.equal(
      book.quantity,
      own.reduce((sum, each) => sum + signed(each), 0),
      'a position is the sum of its fills',
    );
    assert.ok(terms.type === 'margin' || book.quantity >= 0, 'a cash account is never short');
  }
  const spent = fills.reduce((sum, { side, notional: value, fee }) => sum + (side === 'buy' ? value : -value) + fee, 0);
  assert.equal(cash, terms.cash - spent, 'cash is what was there less what was spent');
  assert.ok(terms.type === 'margin' || cash >= 0, 'a cash account never owes');
  let value = 0;
  for (const { instrument, lastPrice: price, netQuantity } of markets) {
    const held = ledger.books.filter((book) => book.instrument === instrument).reduce((sum, { quantity }) => sum + quantity, 0);
    assert.equal(netQuantity, held);
    if (held !== 0) value += notional(instrument, price, held, 'half-even');
  }
  assert.equal(equity, cash + value, 'equity is cash and positions');
  for (const order of desk.all()) assert.ok(isOpen(order.status) && order.remaining > 0);
}

/** Between bars the venue and the engine agree on what is open and what is held. */
function checkAgreement(session: SimulatedSession): void {
  const { positions, openOrders } = session.venue.holdings;
  const { ledger, desk } = session.engine.account;
  assert.deepEqual(
    [...openOrders].sort((a, b) => a - b),
    [...desk.all()].map(({ intent }) => intent.intentId).sort((a, b) => a - b),
  );
  for (const { strategyId, instrument, quantity } of ledger.books)
    assert.equal(positions.get(`${strategyId} ${instrument.id}`) ?? 0, quantity);
}

function playChecked(play: RandomPlay, minutes = Infinity): CheckedRecords {
  const records = new CheckedRecords(START);
  const session = sessionOf(play, records);
  records.session = session;
  session.engine.account.open(START);
  const check = (bar: RandomBar | undefined): void => {
    checkInvariants(session, records);
    if (bar !== undefined) checkAgreement(session);
  };
  playRandom(session, play.bars, check, 0, minutes);
  assert.deepEqual(records.stops, [], 'no strategy is stopped');
  return records;
}

test('after every event of any strategies over any bars: positions, cash, equity, limits and the trial balance hold', () => {
  fc.assert(
    fc.property(randomPlay, (play) => void playChecked(play)),
    { numRuns: 150 },
  );
});

test('the random plays reach what they are to prove: every type of order, fills as maker and taker, and ends of all kinds', () => {
  const reached = new Set<string>();
  for (const play of fc.sample(randomPlay, { numRuns: 200, seed: 7 })) {
    const records = playChecked(play);
    for (const { intentId, liquidity } of records.fills) {
      const intent = records.intents.find((each) => each.intentId === intentId);
      reached.add(`${intent?.type} ${intent?.role} filled`).add(liquidity);
    }
    for (const each of records.told) reached.add(each.replace(/^\S+ (?:\w+ )?/, '').replace(/@.*/, ''));
  }
  for (const wanted of [
    ...['market entry filled', 'market exit filled', 'limit entry filled', 'limit target filled', 'stop stop filled', 'stop order filled'],
    ...['stop-limit order filled', 'trailing-stop order filled', 'limit order filled', 'market order filled', 'maker', 'taker'],
    ...['canceled', 'expired', 'rejected VENUE_POST_ONLY', 'canceled VENUE_INSUFFICIENT'],
    ...['RISK_SHORT_FORBIDDEN', 'RISK_FREE_BALANCE', 'RISK_REDUCE_ONLY', 'RISK_POSITION_SIZE', 'RISK_ORDER_VALUE'],
    ...['RISK_INSTRUMENT_FILTER', 'ORDER_TOO_SMALL', 'RISK_NO_MARKET'],
    ...['ALLOCATION_NO_BUDGET', 'ALLOCATION_STALE', 'SIZING_NO_STOP', 'SIZING_NO_HISTORY', 'SIZING_NO_EDGE'],
  ])
    assert.ok(reached.has(wanted), `${wanted} is reached`);
});

test('a fill lies in its bar, and after the moment at which its order was made', () => {
  const inBar = ({ price, instrument, tsEvent }: Fill, bars: readonly RandomBar[]): boolean =>
    bars.some(({ market, minute, low, high }) => {
      const openTime = START + minute * 60e6;
      return (
        market === (instrument.id === 'A/USDT.TEST' ? 0 : 1) &&
        (tsEvent === openTime || tsEvent === openTime + 60e6) &&
        price >= low &&
        price <= high
      );
    });
  fc.assert(
    fc.property(randomPlay, (play) => {
      const records = playChecked({ ...play, rules: { ...play.rules, slippage: 0, slippageTicks: 0 } });
      for (const fill of records.fills) {
        assert.ok(inBar(fill, play.bars), `${fill.price} lies in a bar at ${fill.tsEvent - START}`);
        const intent = records.intents.find(({ intentId }) => intentId === fill.intentId);
        assert.ok(intent !== undefined && fill.tsEvent >= intent.tsInit);
      }
    }),
    { numRuns: 100 },
  );
});

test('the same bars and decisions give the same fills, refusals and news', () => {
  fc.assert(
    fc.property(randomPlay, (play) => assert.deepEqual(playChecked(play).told, playChecked(play).told)),
    { numRuns: 30 },
  );
});

test('what one strategy does changes nothing in the books of another, but for the cash that they share', () => {
  fc.assert(
    fc.property(randomPlay, ({ terms, ...play }) => {
      // What is allocated to both is shared too, and what is netted is traded between them.
      const rich = {
        ...play,
        allocation: undefined,
        terms: { ...terms, cash: 9e15, limits: { ...terms.limits, maxPositionValue: undefined } },
      };
      const sized = play.decisions.map((each) => each.filter(({ what, flag }) => what !== 'target' && !(what === 'enter' && flag)));
      const [mine = [], theirs = []] = sized;
      if (mine.length === 0 || theirs.length === 0) return;
      const told = (decisions: RandomPlay['decisions']): readonly unknown[] =>
        playChecked({ ...rich, decisions })
          .fills.filter(({ strategyId }) => strategyId === 'one')
          .map(({ side, quantity, price, tsEvent, instrument, liquidity }) => [side, quantity, price, tsEvent, instrument.id, liquidity]);
      const alone = told([mine]);
      assert.deepEqual(told([mine, theirs]), alone);
    }),
    { numRuns: 60 },
  );
});

test('nothing that happens depends on bars that come later', () => {
  fc.assert(
    fc.property(randomPlay, fc.nat(40), (play, minute) => {
      const before = playChecked(play, minute).told;
      assert.deepEqual(playChecked(play).told.slice(0, before.length), before);
    }),
    { numRuns: 100 },
  );
});

test('what fills at the open of a minute does not depend on the rest of it, in any instrument', () => {
  const flat = (bar: RandomBar): RandomBar => ({ ...bar, high: bar.open, low: bar.open, close: bar.open });
  fc.assert(
    fc.property(randomPlay, fc.nat(40), (play, minute) => {
      const known = playChecked(play, minute).fills.length;
      const atOpen = (bars: RandomPlay['bars']): readonly unknown[] =>
        playChecked({ ...play, bars })
          .fills.slice(known)
          .filter(({ tsEvent }) => tsEvent === START + minute * 60e6)
          .map(({ intentId, side, quantity, price }) => [intentId, side, quantity, price]);
      assert.deepEqual(atOpen(play.bars.map((bar) => (bar.minute === minute ? flat(bar) : bar))), atOpen(play.bars));
    }),
    { numRuns: 100 },
  );
});
