import assert from 'node:assert/strict';
import type { SavedOrder } from '../core/execution/order-desk.ts';
import { describe, test } from 'node:test';
import { isBallastError } from '../kernel/errors.ts';
import type { JournalEntry } from '../ports/store.ts';
import { decodeInput, encodeInput, INPUT_FORMS, type SessionInput } from './session-input.ts';

const bar = {
  kind: 'bar',
  instrumentId: 'BTC/USDT.SYNTH',
  interval: '1m',
  openTime: 0,
  closeTime: 60_000_000,
  open: 1,
  high: 4,
  low: 1,
  close: 2,
  volume: 0.5,
  tsInit: 60_000_001,
} as const;
const tick = {
  kind: 'trade',
  instrumentId: 'BTC/USDT.SYNTH',
  price: 3,
  quantity: 4,
  aggressor: undefined,
  tradeId: 'x',
  tsEvent: 1,
  tsInit: 2,
} as const;

const ended: SavedOrder = {
  intent: {
    ...{
      intentId: 3,
      clientOrderId: 'a-3',
      accountId: 'a',
      strategyId: 's',
      instrument: 'BTC/USDT.SYNTH',
      side: 'buy',
      type: 'stop-limit',
    },
    ...{ role: 'entry', quantity: 5, limitPrice: 7, stopPrice: 6, trailOffset: 1, timeInForce: 'GTC', postOnly: false, reduceOnly: false },
    ...{ bracket: { stopPrice: 1, targetPrice: 9 }, parentId: 1, ocoGroup: 2, sizing: 'quantity 5', tsInit: 1 },
  },
  ...{ status: 'Canceled', filledQuantity: 2, reservedMoney: 0, venueOrderId: 'V1', lastTradeId: 'T2', tradeIds: ['T1'] },
};

const inputs: readonly SessionInput[] = [
  {
    kind: 'start',
    ts: 1,
    fingerprint: 'f',
    terms: { settings: { fill: 'next-open' }, instruments: {}, strategies: {} },
    engineVersion: '0.1.0',
  },
  { kind: 'bar', ts: 2, bar, stale: true },
  { kind: 'slice-end', ts: 3, closeTime: 60_000_000, missing: ['1m ETH/USDT.SYNTH'], deadline: null, stale: false },
  { kind: 'tick', ts: 4, tick },
  {
    kind: 'trading-state',
    ts: 5,
    scope: { kind: 'strategy', name: 's' },
    state: 'REDUCING',
    flatten: true,
    by: 'operator:ada',
    reason: 'drill',
  },
  {
    kind: 'clearance',
    ts: 5,
    clearances: [{ strategyId: 'trend', stage: 'canary', limit: 10e8, rate: null, expiresAt: 99, certificate: 'c1' }],
  },
  { kind: 'clearance', ts: 5, clearances: null },
  { kind: 'flatten', ts: 5 },
  { kind: 'venue', ts: 6, event: { kind: 'lost', intentId: 3, ts: 6, reason: 'a timeout' } },
  { kind: 'joined', ts: 6, since: 5 },
  { kind: 'recall', ts: 6, order: ended },
  { kind: 'adopt', ts: 6, instrumentId: 'BTC/USDT.SYNTH', venueOrderId: 'V1', side: 'buy', quantity: 5, limitPrice: 7 },
  { kind: 'seen', ts: 6, until: 5 },
  { kind: 'gate', ts: 6, state: 'shut', reason: 'started' },
  { kind: 'instrument', ts: 6, instrumentId: 'BTC/USDT.SYNTH', state: 'HALTED', by: 'operator:ada', reason: 'drill' },
  { kind: 'adjustment', ts: 6, currency: { code: 'BNB', scale: 8 }, amount: -5, cause: 'withdrawal', ref: 'transfer:1' },
  {
    kind: 'rules',
    ts: 6,
    rules: {
      'BTC/USDT.SYNTH': {
        priceScale: 2,
        quantityScale: 8,
        tick: 10,
        lot: 1,
        minQuantity: 1,
        maxQuantity: 9,
        minNotional: 5,
        maxNotional: 7,
      },
    },
  },
  { kind: 'reconciliation', ts: 6, found: ['USDT: 5 by the ledger, 6 at the venue'] },
  {
    kind: 'limit',
    ts: 6,
    change: { level: 'account', name: 'main', limit: 'dailyLoss', value: '2%', by: 'operator:ada', reason: 'a test', until: 9 },
    signature: 'x',
  },
  { kind: 'manual', ts: 6, by: 'operator:ada', instrumentId: 'BTC/USDT.SYNTH', intent: { action: 'exit' } },
  { kind: 'close', ts: 6, by: 'operator:ada', instrumentId: 'BTC/USDT.SYNTH' },
  { kind: 'cancel', ts: 6, by: 'operator:ada', intentIds: [3] },
  { kind: 'stop-strategy', ts: 6, strategyId: 's', handler: 'onBar', call: 7, code: 'STRATEGY_LOOPED', message: 'm' },
];

/** An entry as some version of Ballast wrote it. */
const entry = (kind: string, version: number, payload: object): JournalEntry => ({
  seq: 9,
  ts: 60_000_001,
  kind,
  version,
  payload: JSON.stringify(payload),
});

describe('the journal', () => {
  for (const input of inputs) {
    test(`keeps a "${input.kind}" as it is`, () => {
      const kept = encodeInput(1, input);
      assert.deepEqual({ seq: kept.seq, ts: kept.ts, kind: kept.kind }, { seq: 1, ts: input.ts, kind: input.kind });
      assert.deepEqual(JSON.parse(JSON.stringify(decodeInput(kept))), JSON.parse(JSON.stringify(input)));
    });
  }

  test('has an example here of every kind', () => {
    assert.deepEqual([...new Set(inputs.map(({ kind }) => kind))].toSorted(), Object.keys(INPUT_FORMS).toSorted());
  });

  test('reads a bar of version 1, which did not say whether it was stale', () => {
    assert.deepEqual(decodeInput(entry('bar', 1, { bar })), { kind: 'bar', ts: 60_000_001, bar, stale: false });
  });

  test('reads a trading state of version 1, which knew all trading only', () => {
    const read = decodeInput(entry('trading-state', 1, { state: 'HALTED', by: 'a', reason: 'r' }));
    assert.deepEqual(read, { kind: 'trading-state', ts: 60_000_001, state: 'HALTED', by: 'a', reason: 'r' });
  });

  for (const [kind, { version, upcasters }] of Object.entries(INPUT_FORMS)) {
    test(`knows the way from every version of a "${kind}" to the newest, and no further`, () => {
      const ways = Array.from({ length: version - 1 }, (_, index) => String(index + 1));
      assert.deepEqual(Object.keys(upcasters), ways);
    });

    test(`refuses a "${kind}" of a newer version`, () => {
      assert.throws(
        () => decodeInput(entry(kind, version + 1, {})),
        (error) => isBallastError(error, 'JOURNAL_NEWER') && error.message.includes(`version ${version + 1}`),
      );
    });
  }

  for (const kind of ['order-amended', 'toString', '__proto__', '']) {
    test(`refuses an input of the unknown kind "${kind}"`, () => {
      assert.throws(() => decodeInput(entry(kind, 1, {})), { code: 'JOURNAL_NEWER' });
    });
  }
});
