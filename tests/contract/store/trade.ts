import type { CoreRecord, Posting } from '../../../src/domain/records.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { OrderIntent } from '../../../src/domain/order.ts';
import type { CommitBatch } from '../../../src/ports/store.ts';

/** What the contract's stories trade. */
export const BITCOIN: Instrument = {
  id: 'BTC/USDT.SIM',
  symbol: 'BTC/USDT',
  venue: 'SIM',
  kind: 'spot',
  base: { code: 'BTC', scale: 8 },
  quote: { code: 'USDT', scale: 8 },
  settlement: { code: 'USDT', scale: 8 },
  priceScale: 2,
  quantityScale: 8,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1e15,
  minNotional: 0,
  maxNotional: 1e15,
  multiplier: 1,
  calendar: '24/7',
  effectiveFrom: 0,
};

/** Records of one trade: the intent, two order events, the fill and an equity point. */
export const RECORDS_PER_TRADE = 5;

/** The n-th intent, with what the story is about put in. */
export function intent(n: number, changes: Partial<OrderIntent> = {}): OrderIntent {
  return {
    intentId: n,
    clientOrderId: `client-${n}`,
    accountId: 'main',
    strategyId: 'sma-cross',
    instrument: BITCOIN,
    side: n % 2 === 1 ? 'buy' : 'sell',
    type: 'market',
    role: 'order',
    quantity: 1_000 + n,
    limitPrice: undefined,
    stopPrice: undefined,
    trailOffset: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    reduceOnly: false,
    bracket: undefined,
    parentId: undefined,
    ocoGroup: undefined,
    sizing: 'all of the cash',
    tsInit: n * 1_000_000,
    ...changes,
  };
}

function leg(account: string, amount: number): Posting {
  return { account, currency: 'USDT', scale: 8, amount: BigInt(amount) };
}

/** The records of the n-th trade, numbered on from those of the trades before it. */
export function tradeRecords(n: number): CoreRecord[] {
  const order = intent(n);
  const { intentId, quantity, strategyId, accountId, instrument, side } = order;
  const ts = n * 1_000_000;
  const first = (n - 1) * RECORDS_PER_TRADE;
  const notional = quantity * 3;
  const fill = {
    tradeId: `trade-${n}`,
    intentId,
    strategyId,
    accountId,
    instrument,
    side,
    quantity,
    price: 300,
    notional,
    fee: n,
    feeCurrency: instrument.base,
    liquidity: 'taker',
    tsEvent: ts,
  } as const;
  return [
    { seq: first + 1, ts, kind: 'intent', intent: order },
    {
      seq: first + 2,
      ts,
      kind: 'order',
      intentId,
      event: 'submitted',
      status: 'Submitted',
      filledQuantity: 0,
      venueOrderId: undefined,
      reason: undefined,
    },
    { seq: first + 3, ts, kind: 'fill', fill, postings: [leg('position', notional), leg('fees', n), leg('cash', -notional - n)] },
    {
      seq: first + 4,
      ts,
      kind: 'order',
      intentId,
      event: 'filled',
      status: 'Filled',
      filledQuantity: quantity,
      venueOrderId: `venue-${n}`,
      reason: undefined,
    },
    { seq: first + 5, ts, kind: 'equity', currency: 'USDT', equity: 1_000_000 - n, cash: 500_000 - n },
  ];
}

/** The batch of the n-th trade: one input, its records, two audit entries, and a snapshot with every tenth. */
export function tradeBatch(sessionId: string, epoch: number, n: number): CommitBatch {
  const ts = n * 1_000_000;
  const draft = (action: string) => ({
    ts,
    actor: 'core',
    action,
    subject: `client-${n}`,
    details: { quantity: 1_000 + n, side: n % 2 === 1 ? 'buy' : 'sell' },
  });
  return {
    sessionId,
    epoch,
    inputs: [{ seq: n, ts, kind: 'bar', version: 1, payload: JSON.stringify({ close: 300 + n }) }],
    records: tradeRecords(n),
    audit: [draft('order.submitted'), draft('order.filled')],
    ...(n % 10 === 0 ? { snapshot: { seq: n, recordSeq: n * RECORDS_PER_TRADE, version: 1, payload: JSON.stringify({ n }) } } : {}),
  };
}
