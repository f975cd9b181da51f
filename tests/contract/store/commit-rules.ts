import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CoreRecord } from '../../../src/domain/records.ts';
import { HELD } from '../../../src/domain/venue-event.ts';
import type { CommitBatch, Store } from '../../../src/ports/store.ts';
import { batchOf, collect, refused, withSession, type TestedEngine } from './place.ts';
import { BITCOIN, intent, RECORDS_PER_TRADE, tradeBatch, tradeRecords } from './trade.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const INT64_MAX = 2n ** 63n - 1n;

async function everything(store: Store): Promise<unknown[]> {
  return Promise.all([
    collect(store.journal('paper', 0)),
    store.orders('paper'),
    store.orderEvents('paper'),
    store.fills('paper'),
    store.postings('paper'),
    store.equity('paper'),
    store.refusals('paper'),
    store.strategyStops('paper'),
    store.tradingStates('paper'),
    store.adjustments('paper'),
    store.gates('paper'),
    store.instrumentStates('paper'),
    store.reconciliations('paper'),
    store.audit(),
    store.latestSnapshot('paper'),
    store.lastRecordSeq('paper'),
  ]);
}

/** Batches that must leave nothing, after one trade is stored. */
const REFUSED: readonly { rule: string; code: 'STORE_DUPLICATE' | 'ASSERTION_FAILED' | 'STORE_FENCED'; batch: Partial<CommitBatch> }[] = [
  { rule: 'an input that is stored', code: 'STORE_DUPLICATE', batch: { inputs: tradeBatch('paper', 1, 1).inputs } },
  {
    rule: 'an input twice in one batch',
    code: 'STORE_DUPLICATE',
    batch: { inputs: [2, 2].flatMap((n) => tradeBatch('paper', 1, n).inputs) },
  },
  { rule: 'a record that is stored', code: 'STORE_DUPLICATE', batch: { records: tradeRecords(1) } },
  {
    rule: 'a record number that is stored, for another kind of record',
    code: 'STORE_DUPLICATE',
    batch: { records: [{ seq: 3, ts: 0, kind: 'trading-state', state: 'HALTED', reason: '' }] },
  },
  {
    rule: 'an intent id that is stored',
    code: 'STORE_DUPLICATE',
    batch: { records: [{ seq: 6, ts: 0, kind: 'intent', intent: intent(1, { clientOrderId: 'new' }) }] },
  },
  {
    rule: 'a client order id that is stored',
    code: 'STORE_DUPLICATE',
    batch: { records: [{ seq: 6, ts: 0, kind: 'intent', intent: intent(2, { clientOrderId: 'client-1' }) }] },
  },
  {
    rule: 'a fill that is stored',
    code: 'STORE_DUPLICATE',
    batch: {
      records: tradeRecords(1)
        .filter(({ kind }) => kind === 'fill')
        .map((record) => ({ ...record, seq: 6 })),
    },
  },
  {
    rule: "a venue's order id that another order of the instrument has",
    code: 'STORE_DUPLICATE',
    batch: {
      records: tradeRecords(2)
        .slice(0, 2)
        .map((record) => ({ ...record, ...(record.kind === 'order' && { venueOrderId: 'venue-1' }) })),
    },
  },
  { rule: 'a hole in the record numbers', code: 'ASSERTION_FAILED', batch: { records: tradeRecords(3) } },
  {
    rule: 'a fill of an order that is not stored',
    code: 'ASSERTION_FAILED',
    batch: {
      records: tradeRecords(2)
        .slice(2, 3)
        .map((record) => ({ ...record, seq: 6 })),
    },
  },
  {
    rule: 'an event of an order that is not stored',
    code: 'ASSERTION_FAILED',
    batch: {
      records: tradeRecords(2)
        .slice(1, 2)
        .map((record) => ({ ...record, seq: 6 })),
    },
  },
  {
    rule: 'an opening that does not sum to zero',
    code: 'ASSERTION_FAILED',
    batch: { records: [{ seq: 6, ts: 0, kind: 'opening', postings: [{ account: 'cash', currency: 'USDT', scale: 8, amount: 1n }] }] },
  },
  {
    rule: 'an adjustment that does not sum to zero',
    code: 'ASSERTION_FAILED',
    batch: {
      records: [
        {
          ...{ seq: 6, ts: 0, kind: 'adjustment', currency: 'USDT', scale: 8, amount: 1, cause: 'deposit', ref: 'd' },
          postings: [{ account: 'untraded', currency: 'USDT', scale: 8, amount: 1n }],
        },
      ],
    },
  },
  {
    rule: 'postings that balance over two currencies only',
    code: 'ASSERTION_FAILED',
    batch: {
      records: [
        {
          seq: 6,
          ts: 0,
          kind: 'opening',
          postings: [
            { account: 'cash', currency: 'USDT', scale: 8, amount: 1n },
            { account: 'equity', currency: 'BTC', scale: 8, amount: -1n },
          ],
        },
      ],
    },
  },
  {
    rule: 'an amount beyond 64 bits',
    code: 'ASSERTION_FAILED',
    batch: {
      records: [
        {
          seq: 6,
          ts: 0,
          kind: 'opening',
          postings: [
            { account: 'cash', currency: 'USDT', scale: 8, amount: 2n ** 63n },
            { account: 'equity', currency: 'USDT', scale: 8, amount: -(2n ** 63n) },
          ],
        },
      ],
    },
  },
  {
    rule: 'an audit entry with what JSON cannot hold',
    code: 'ASSERTION_FAILED',
    batch: { audit: [{ ts: 0, actor: 'core', action: 'x', subject: '', details: { amount: 1n } }] },
  },
  { rule: 'an older epoch', code: 'STORE_FENCED', batch: { epoch: 0 } },
  { rule: 'a session that was never taken', code: 'STORE_FENCED', batch: { sessionId: 'other' } },
];

/** Rules of what a batch may hold, and of what is stored of it. */
export function commitRules(engine: TestedEngine): void {
  for (const { rule, code, batch } of REFUSED) {
    test(`${rule} is refused, and nothing of its batch is stored`, () =>
      withSession(engine, async ({ store, lease }) => {
        await store.commit(tradeBatch('paper', lease.epoch, 1));
        const before = await everything(store);
        const rest: Partial<CommitBatch> = {
          inputs: tradeBatch('paper', 1, 2).inputs,
          audit: [{ ts: 0, actor: 'core', action: 'never', subject: '', details: {} }],
          snapshot: { seq: 2, recordSeq: 6, version: 1, payload: '{}' },
        };
        await refused(store.commit(batchOf(lease, { ...rest, ...batch })), code);
        assert.deepEqual(await everything(store), before);
        await store.commit(tradeBatch('paper', lease.epoch, 2));
      }));
  }

  test('every kind of record is stored and read back', () =>
    withSession(engine, async ({ store, lease }) => {
      const shares = [{ strategyId: 's', instrumentId: 'X.Y', budget: 300_000, share: 100_000, isStale: false, why: 'not ready' }];
      const records: CoreRecord[] = [
        {
          seq: 1,
          ts: 10,
          kind: 'opening',
          postings: [
            { account: 'cash', currency: 'EUR', scale: 6, amount: 5n },
            { account: 'equity', currency: 'EUR', scale: 6, amount: -5n },
          ],
        },
        { seq: 2, ts: 20, kind: 'trading-state', state: 'HALTED', reason: 'start' },
        { seq: 3, ts: 30, kind: 'refusal', strategyId: 's', instrumentId: 'X.Y', code: 'RISK_KILLED', message: 'no' },
        { seq: 4, ts: 40, kind: 'strategy-stopped', strategyId: 's', handler: 'onBar', code: 'STRATEGY_THREW', message: 'oh' },
        { seq: 5, ts: 50, kind: 'equity', currency: 'EUR', equity: 7, cash: -8 },
        {
          ...{ seq: 6, ts: 60, kind: 'adjustment', currency: 'EUR', scale: 6, amount: -3, cause: 'withdrawal', ref: 'w\0' },
          postings: [
            { account: 'untraded', currency: 'EUR', scale: 6, amount: -3n },
            { account: 'equity', currency: 'EUR', scale: 6, amount: 3n },
          ],
        },
        { seq: 7, ts: 70, kind: 'gate', state: 'shut', reason: 'start' },
        { seq: 8, ts: 80, kind: 'instrument-state', instrumentId: 'X.Y', state: 'HALTED', by: 'system', reason: 'silence' },
        { seq: 9, ts: 90, kind: 'reconciliation', isClean: false, found: ['1 here, 2 there', '"'] },
        { seq: 10, ts: 95, kind: 'reconciliation', isClean: true, found: [] },
        { seq: 11, ts: 96, kind: 'strategy-state', strategyId: 's', state: 'REDUCING', by: 'operator:ada', reason: 'drill' },
        { seq: 12, ts: 97, kind: 'allocation', reason: 'rebalanced', shares },
      ];
      await store.commit(batchOf(lease, { records }));
      assert.deepEqual(await store.postings('paper'), [
        { seq: 1, leg: 0, ts: 10, entry: 'opening', account: 'cash', currency: 'EUR', scale: 6, amount: 5n },
        { seq: 1, leg: 1, ts: 10, entry: 'opening', account: 'equity', currency: 'EUR', scale: 6, amount: -5n },
        { seq: 6, leg: 0, ts: 60, entry: 'adjustment', account: 'untraded', currency: 'EUR', scale: 6, amount: -3n },
        { seq: 6, leg: 1, ts: 60, entry: 'adjustment', account: 'equity', currency: 'EUR', scale: 6, amount: 3n },
      ]);
      assert.deepEqual(await store.tradingStates('paper'), [{ seq: 2, ts: 20, state: 'HALTED', reason: 'start' }]);
      assert.deepEqual(await store.refusals('paper'), [
        { seq: 3, ts: 30, strategyId: 's', instrumentId: 'X.Y', code: 'RISK_KILLED', message: 'no' },
      ]);
      assert.deepEqual(await store.strategyStops('paper'), [
        { seq: 4, ts: 40, strategyId: 's', handler: 'onBar', code: 'STRATEGY_THREW', message: 'oh' },
      ]);
      assert.deepEqual(await store.equity('paper'), [{ seq: 5, ts: 50, currency: 'EUR', equity: 7, cash: -8 }]);
      assert.deepEqual(await store.adjustments('paper'), [
        { seq: 6, ts: 60, currency: 'EUR', scale: 6, amount: -3, cause: 'withdrawal', ref: 'w\ufffd' },
      ]);
      assert.deepEqual(await store.gates('paper'), [{ seq: 7, ts: 70, state: 'shut', reason: 'start' }]);
      assert.deepEqual(await store.instrumentStates('paper'), [
        { seq: 8, ts: 80, instrumentId: 'X.Y', state: 'HALTED', by: 'system', reason: 'silence' },
      ]);
      assert.deepEqual(await store.reconciliations('paper'), [
        { seq: 9, ts: 90, isClean: false, found: ['1 here, 2 there', '"'] },
        { seq: 10, ts: 95, isClean: true, found: [] },
      ]);
      assert.deepEqual(await store.strategyStates('paper'), [
        { seq: 11, ts: 96, strategyId: 's', state: 'REDUCING', by: 'operator:ada', reason: 'drill' },
      ]);
      assert.deepEqual(await store.allocations('paper'), [{ seq: 12, ts: 97, reason: 'rebalanced', shares }]);
      assert.equal(await store.lastRecordSeq('paper'), 12);
    }));

  test('an order is stored with every field of its intent', () =>
    withSession(engine, async ({ store, lease }) => {
      const full = intent(1, {
        type: 'stop-limit',
        role: 'entry',
        quantity: MAX,
        limitPrice: MAX,
        stopPrice: MAX - 1,
        trailOffset: 3,
        timeInForce: 'FOK',
        postOnly: true,
        reduceOnly: true,
        bracket: { stopPrice: 4, targetPrice: 5 },
        parentId: 9,
        ocoGroup: 8,
      });
      await store.commit(batchOf(lease, { records: [{ seq: 1, ts: 2, kind: 'intent', intent: full }] }));
      assert.deepEqual(await store.orders('paper'), [
        {
          seq: 1,
          intentId: 1,
          clientOrderId: 'client-1',
          venueOrderId: null,
          accountId: 'main',
          strategyId: 'sma-cross',
          instrumentId: BITCOIN.id,
          side: 'buy',
          type: 'stop-limit',
          role: 'entry',
          quantity: MAX,
          filledQuantity: 0,
          quantityScale: 8,
          limitPrice: MAX,
          stopPrice: MAX - 1,
          trailOffset: 3,
          priceScale: 2,
          timeInForce: 'FOK',
          postOnly: true,
          reduceOnly: true,
          bracketStopPrice: 4,
          bracketTargetPrice: 5,
          parentId: 9,
          ocoGroup: 8,
          status: 'Initialized',
          reason: null,
          sizing: 'all of the cash',
          tsInit: 1_000_000,
          tsLast: 2,
        },
      ]);
    }));

  test('an order stands as its last record says, and its history is kept', () =>
    withSession(engine, async ({ store, lease }) => {
      const [intended, submitted] = tradeRecords(1);
      assert.ok(intended !== undefined && submitted?.kind === 'order');
      await store.commit(batchOf(lease, { records: [intended, submitted] }));
      const accepted: CoreRecord = { ...submitted, seq: 3, ts: 3, event: 'accepted', status: 'Accepted', venueOrderId: 'venue-1' };
      const rejected: CoreRecord = {
        ...submitted,
        seq: 4,
        ts: 4,
        event: 'canceled',
        status: 'Canceled',
        filledQuantity: 7,
        reason: 'asked for',
      };
      await store.commit(batchOf(lease, { records: [accepted] }));
      await store.commit(batchOf(lease, { records: [rejected] }));
      const [order] = await store.orders('paper');
      assert.deepEqual(
        [order?.status, order?.filledQuantity, order?.venueOrderId, order?.reason, order?.tsLast],
        ['Canceled', 7, 'venue-1', 'asked for', 4],
      );
      const history = await store.orderEvents('paper');
      assert.deepEqual(
        history.map(({ seq, event, status }) => [seq, event, status]),
        [
          [2, 'submitted', 'Submitted'],
          [3, 'accepted', 'Accepted'],
          [4, 'canceled', 'Canceled'],
        ],
      );
    }));

  test('orders that wait here share a name until the venue has one for each', () =>
    withSession(engine, async ({ store, lease }) => {
      const accepted = { kind: 'order', event: 'accepted', status: 'Accepted', filledQuantity: 0, reason: undefined, ts: 1 } as const;
      const held: CoreRecord[] = [1, 2].flatMap((n) => [
        { seq: 2 * n - 1, ts: 1, kind: 'intent', intent: intent(n) },
        { ...accepted, seq: 2 * n, intentId: n, venueOrderId: HELD },
      ]);
      await store.commit(batchOf(lease, { records: held }));
      await store.commit(batchOf(lease, { records: [{ ...accepted, seq: 5, intentId: 2, venueOrderId: 'v' }] }));
      assert.deepEqual(
        (await store.orders('paper')).map(({ venueOrderId }) => venueOrderId),
        [HELD, 'v'],
      );
    }));

  test('a fill keeps its fee in the currency in which the venue took it', () =>
    withSession(engine, async ({ store, lease }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      const [fill] = await store.fills('paper');
      assert.deepEqual([fill?.fee, fill?.feeCurrency, fill?.feeScale, fill?.currency, fill?.moneyScale], [1, 'BTC', 8, 'USDT', 8]);
    }));

  test('balances are exact beyond 64 bits', () =>
    withSession(engine, async ({ store, lease }) => {
      const opening = (seq: number): CoreRecord => ({
        seq,
        ts: 0,
        kind: 'opening',
        postings: [
          { account: 'cash', currency: 'SHIB', scale: 8, amount: INT64_MAX },
          { account: 'equity', currency: 'SHIB', scale: 8, amount: -INT64_MAX },
        ],
      });
      await store.commit(batchOf(lease, { records: [opening(1), opening(2), opening(3)] }));
      assert.deepEqual(await store.balances('paper'), [
        { account: 'cash', currency: 'SHIB', scale: 8, balance: 3n * INT64_MAX },
        { account: 'equity', currency: 'SHIB', scale: 8, balance: -3n * INT64_MAX },
      ]);
      assert.deepEqual(
        (await store.postings('paper')).map(({ amount }) => amount),
        [1, 2, 3].flatMap(() => [INT64_MAX, -INT64_MAX]),
      );
    }));

  test('exact integers come back as Number, as they were', () =>
    withSession(engine, async ({ store, lease }) => {
      let seq = 0;
      const exact = fc.maxSafeInteger();
      await fc.assert(
        fc.asyncProperty(exact, exact, fc.maxSafeNat(), async (equity, cash, ts) => {
          await store.commit(batchOf(lease, { records: [{ seq: (seq += 1), ts, kind: 'equity', currency: 'USDT', equity, cash }] }));
          assert.deepEqual(await store.equity('paper', { newest: true, limit: 1 }), [{ seq, ts, currency: 'USDT', equity, cash }]);
        }),
        { numRuns: engine.tries },
      );
    }));

  test('texts from outside come back the same on every engine, and the audit log stands', () =>
    withSession(engine, async ({ store, lease }) => {
      let seq = 0;
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (text, value) => {
          const audit = [{ ts: 1, actor: text, action: text, subject: text, details: { [text]: value } }];
          await store.commit(
            batchOf(lease, { records: [{ seq: (seq += 1), ts: 1, kind: 'trading-state', state: 'ACTIVE', reason: text }], audit }),
          );
          const [state] = await store.tradingStates('paper', { newest: true, limit: 1 });
          const [entry] = await store.audit({ newest: true, limit: 1 });
          const expected = text.replaceAll('\0', '\ufffd').toWellFormed();
          assert.deepEqual([state?.reason, entry?.actor, entry?.subject], [expected, expected, expected]);
          assert.deepEqual(entry?.details, JSON.parse(JSON.stringify({ [text]: value })));
        }),
        { numRuns: engine.tries },
      );
      assert.equal(await store.verifyAudit(), seq);
    }));

  test('a batch of many thousand records is one step too', () =>
    withSession(engine, async ({ store, lease }) => {
      const trades = Array.from({ length: 3_000 }, (_, index) => tradeBatch('paper', lease.epoch, index + 1));
      await store.commit(
        batchOf(lease, {
          inputs: trades.flatMap(({ inputs }) => inputs),
          records: trades.flatMap(({ records }) => records),
          audit: trades.flatMap(({ audit }) => audit),
        }),
      );
      assert.deepEqual(await store.counts('paper'), { orders: 3_000, fills: 3_000 });
      assert.equal(await store.lastRecordSeq('paper'), 3_000 * RECORDS_PER_TRADE);
      assert.equal(await store.verifyAudit(), 6_000);
    }));
}
