import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testInstrument } from '../../../tests/tools/scripted-session.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Currency, Instrument } from '../../domain/instrument.ts';
import { currency } from '../../domain/money.ts';
import type { Posting } from '../../domain/records.ts';
import { Ledger, postingsOf } from './ledger.ts';

const INSTRUMENTS = [testInstrument('A/USDT.TEST'), testInstrument('B/USDT.TEST'), testInstrument('C/EUR.TEST')];
const STRATEGIES = ['one', 'two'];

function feeCurrencyOf(paidIn: string, { quote, base }: Instrument): Currency {
  return paidIn === 'quote' ? quote : paidIn === 'base' ? base : currency(paidIn);
}

const fill = fc
  .record({
    instrument: fc.constantFrom(...INSTRUMENTS),
    strategyId: fc.constantFrom(...STRATEGIES),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 1e12 }),
    notional: fc.integer({ min: 0, max: 1e12 }),
    fee: fc.integer({ min: -1e9, max: 1e9 }),
    paidIn: fc.constantFrom('quote', 'base', 'BNB'),
  })
  .map(({ paidIn, ...each }): Fill => ({
    ...each,
    feeCurrency: feeCurrencyOf(paidIn, each.instrument),
    tradeId: 'T',
    intentId: 1,
    accountId: 'a',
    price: 1,
    liquidity: 'taker',
    tsEvent: 0,
  }));

function sums(postings: readonly Posting[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { currency: of, amount } of postings) totals.set(of, (totals.get(of) ?? 0n) + amount);
  return totals;
}

function posted(fills: readonly Fill[]): Ledger {
  const ledger = new Ledger();
  for (const code of ['USDT', 'EUR']) ledger.open(currency(code), 1e12);
  for (const each of fills) ledger.post(each, ledger.book(each.strategyId, each.instrument));
  return ledger;
}

test('the postings of every entry sum to zero per currency', () => {
  fc.assert(fc.property(fill, (each) => [...sums(postingsOf(each)).values()].every((sum) => sum === 0n)));
  assert.ok([...sums(new Ledger().open(currency('USDT'), 5)).values()].every((sum) => sum === 0n));
});

test('all balances together sum to zero per currency, after any fills', () => {
  fc.assert(fc.property(fc.array(fill), (fills) => [...posted(fills).trialBalance().values()].every((sum) => sum === 0n)));
});

test('the balances are the sums of the postings', () => {
  fc.assert(
    fc.property(fc.array(fill), (fills) => {
      const ledger = posted(fills);
      const expected = new Map<string, bigint>();
      const add = ({ account, currency: of, amount }: Posting): unknown =>
        expected.set(`${account} ${of}`, (expected.get(`${account} ${of}`) ?? 0n) + amount);
      for (const code of ['USDT', 'EUR']) new Ledger().open(currency(code), 1e12).forEach(add);
      for (const each of fills) postingsOf(each).forEach(add);
      for (const [key, amount] of expected) {
        const [account = '', of = ''] = key.split(' ');
        assert.equal(ledger.balance(account, of), amount, key);
      }
    }),
  );
});

test('in whatever order fills are booked, balances, positions, cost less profit and fees are the same', () => {
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (fills, keys) => {
      const shuffled = fills
        .map((each) => ({ each, key: keys.next().value as number }))
        .sort((left, right) => left.key - right.key)
        .map(({ each }) => each);
      const [ledger, other] = [posted(fills), posted(shuffled)];
      assert.deepEqual({ ...other.state.balances }, { ...ledger.state.balances });
      for (const strategyId of STRATEGIES)
        for (const instrument of INSTRUMENTS) {
          const [book, twin] = [ledger.book(strategyId, instrument), other.book(strategyId, instrument)];
          assert.deepEqual([twin.quantity, twin.cost - twin.realised, twin.fees], [book.quantity, book.cost - book.realised, book.fees]);
        }
    }),
  );
});

test('the position account of an instrument is what all books of it hold', () => {
  fc.assert(
    fc.property(fc.array(fill), (fills) => {
      const ledger = posted(fills);
      for (const { id } of INSTRUMENTS) {
        const held = ledger.books
          .filter(({ instrument }) => instrument.id === id)
          .reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
        assert.equal(ledger.balance('position', id), held);
      }
    }),
  );
});

test('a ledger comes back from its state as it was, balances beyond 2^53 included', () => {
  fc.assert(
    fc.property(fc.array(fill), fc.array(fill), (before, after) => {
      const ledger = posted(before);
      ledger.account('cash', currency('USDT')).set(2n ** 70n + 12_345n);
      const restored = new Ledger();
      restored.restore(JSON.parse(JSON.stringify(ledger.state)) as Ledger['state'], new Map(INSTRUMENTS.map((each) => [each.id, each])));
      for (const each of after) for (const one of [ledger, restored]) one.post(each, one.book(each.strategyId, each.instrument));
      assert.deepEqual(restored.state, ledger.state);
    }),
  );
});

test('what is held of a currency is what came and went: by opening, by adjustment, by fills and by their fees', () => {
  const [traded] = INSTRUMENTS;
  assert.ok(traded !== undefined);
  const fine = { ...traded, quantityScale: traded.base.scale };
  fc.assert(
    fc.property(fc.array(fill), fc.integer({ min: -1e12, max: 1e12 }), (fills, deposit) => {
      const ledger = new Ledger();
      const bnb = currency('BNB');
      for (const each of [fine.quote, bnb, fine.base]) ledger.open(each, 1e12);
      ledger.adjust(bnb, deposit);
      const expected = new Map([fine.quote, bnb, fine.base].map(({ code }) => [code, BigInt(1e12)]));
      const move = (code: string, amount: number): unknown => expected.set(code, (expected.get(code) ?? 0n) + BigInt(amount));
      move('BNB', deposit);
      for (const { instrument, ...each } of fills) {
        const feeCurrency = feeCurrencyOf(
          each.feeCurrency.code === 'BNB' ? 'BNB' : each.feeCurrency === instrument.quote ? 'quote' : 'base',
          fine,
        );
        ledger.post({ ...each, instrument: fine, feeCurrency }, ledger.book(each.strategyId, fine));
        const sign = each.side === 'buy' ? 1 : -1;
        move(fine.base.code, sign * each.quantity);
        move(fine.quote.code, -sign * each.notional);
        move(feeCurrency.code, -each.fee);
      }
      for (const each of [fine.quote, bnb, fine.base]) assert.equal(ledger.held(each), expected.get(each.code), each.code);
    }),
  );
});
