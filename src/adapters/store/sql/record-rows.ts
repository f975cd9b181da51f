import { assert, unreachable } from '../../../kernel/assert.ts';
import type { CoreRecord, Posting } from '../../../domain/records.ts';
import type { Fill } from '../../../domain/fill.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import type { Row } from './schema.ts';
import { storable } from './storable.ts';

/** Where an order stands after the last of its records in a batch. */
export type OrderChange = Pick<Row<'orders'>, 'status' | 'filled_quantity' | 'venue_order_id' | 'reason' | 'ts_last'>;

/** The rows that a batch of records becomes. `changes` are orders that were stored before it, by intent. */
export interface RecordRows {
  readonly orders: Map<number, Row<'orders'>>;
  readonly changes: Map<number, OrderChange>;
  readonly order_events: Row<'order_events'>[];
  readonly fills: Row<'fills'>[];
  readonly postings: Row<'postings'>[];
  readonly equity: Row<'equity'>[];
  readonly refusals: Row<'refusals'>[];
  readonly strategy_stops: Row<'strategy_stops'>[];
  readonly trading_states: Row<'trading_states'>[];
  readonly adjustments: Row<'adjustments'>[];
  readonly gates: Row<'gates'>[];
  readonly instrument_states: Row<'instrument_states'>[];
  readonly strategy_states: Row<'strategy_states'>[];
  readonly allocations: Row<'allocations'>[];
  readonly regimes: Row<'regimes'>[];
  readonly limit_events: Row<'limit_events'>[];
  readonly reconciliations: Row<'reconciliations'>[];
}

/** What every row of a record starts with. */
interface Head {
  readonly session_id: string;
  readonly seq: number;
  readonly ts: number;
}

type RecordOf<Kind extends CoreRecord['kind']> = Extract<CoreRecord, { kind: Kind }>;

function orderRow(head: Head, intent: OrderIntent): Row<'orders'> {
  return {
    session_id: head.session_id,
    seq: head.seq,
    intent_id: intent.intentId,
    client_order_id: intent.clientOrderId,
    venue_order_id: null,
    account_id: intent.accountId,
    strategy_id: intent.strategyId,
    instrument_id: intent.instrument.id,
    side: intent.side,
    type: intent.type,
    role: intent.role,
    quantity: intent.quantity,
    filled_quantity: 0,
    quantity_scale: intent.instrument.quantityScale,
    limit_price: intent.limitPrice ?? null,
    stop_price: intent.stopPrice ?? null,
    trail_offset: intent.trailOffset ?? null,
    price_scale: intent.instrument.priceScale,
    time_in_force: intent.timeInForce,
    post_only: Number(intent.postOnly),
    reduce_only: Number(intent.reduceOnly),
    bracket_stop_price: intent.bracket?.stopPrice ?? null,
    bracket_target_price: intent.bracket?.targetPrice ?? null,
    parent_id: intent.parentId ?? null,
    oco_group: intent.ocoGroup ?? null,
    sizing: storable(intent.sizing),
    status: 'Initialized',
    reason: null,
    ts_init: intent.tsInit,
    ts_last: head.ts,
  };
}

function addOrderEvent(rows: RecordRows, head: Head, record: RecordOf<'order'>): void {
  const { intentId, status, filledQuantity } = record;
  const reason = record.reason === undefined ? null : storable(record.reason);
  const venueOrderId = record.venueOrderId === undefined ? null : storable(record.venueOrderId);
  rows.order_events.push({
    ...head,
    intent_id: intentId,
    event: record.event,
    status,
    filled_quantity: filledQuantity,
    venue_order_id: venueOrderId,
    reason,
  });
  const order = rows.orders.get(intentId);
  const known = order ?? rows.changes.get(intentId);
  // A venue's id, once known, stays: later events need not repeat it.
  const change: OrderChange = {
    status,
    reason,
    filled_quantity: filledQuantity,
    venue_order_id: venueOrderId ?? known?.venue_order_id ?? null,
    ts_last: head.ts,
  };
  if (order === undefined) rows.changes.set(intentId, change);
  else rows.orders.set(intentId, { ...order, ...change });
}

function fillRow(head: Head, fill: Fill): Row<'fills'> {
  return {
    ...head,
    trade_id: storable(fill.tradeId),
    intent_id: fill.intentId,
    strategy_id: fill.strategyId,
    account_id: fill.accountId,
    venue: fill.instrument.venue,
    instrument_id: fill.instrument.id,
    side: fill.side,
    quantity: fill.quantity,
    quantity_scale: fill.instrument.quantityScale,
    price: fill.price,
    price_scale: fill.instrument.priceScale,
    notional: fill.notional,
    fee: fill.fee,
    money_scale: fill.instrument.quote.scale,
    currency: fill.instrument.quote.code,
    liquidity: fill.liquidity,
    ts_event: fill.tsEvent,
    fee_currency: fill.feeCurrency.code,
    fee_scale: fill.feeCurrency.scale,
  };
}

function addPostings(rows: RecordRows, head: Head, entry: 'fill' | 'opening' | 'adjustment', postings: readonly Posting[]): void {
  const sums = new Map<string, bigint>();
  for (const [leg, { account, currency, scale, amount }] of postings.entries()) {
    const unit = `${currency} at ${scale} decimals`;
    sums.set(unit, (sums.get(unit) ?? 0n) + amount);
    assert(BigInt.asIntN(64, amount) === amount, `record ${head.seq}: ${amount} ${unit} does not fit the ledger's 64 bits`);
    rows.postings.push({ ...head, leg, entry, account, currency, scale, amount });
  }
  for (const [unit, sum] of sums) assert(sum === 0n, `record ${head.seq}: its postings sum to ${sum} ${unit}, not to zero`);
}

function limitRow(head: Head, event: CoreRecord & { readonly kind: 'limit-hit' | 'limit-changed' }): Row<'limit_events'> {
  const { level, name, limit, value, reason } = event;
  const row = { ...head, level, name: storable(name), limit_name: limit, value: storable(value), reason: storable(reason) };
  if (event.kind === 'limit-hit') return { ...row, most: event.most, decided_by: null, ends_at: null };
  return { ...row, most: '', decided_by: storable(event.by), ends_at: event.until };
}

function refusalRow(head: Head, refusal: CoreRecord & { readonly kind: 'refusal' }): Row<'refusals'> {
  const { strategyId, instrumentId, code, message } = refusal;
  return { ...head, strategy_id: strategyId, instrument_id: storable(instrumentId), code, message: storable(message) };
}

function regimeRow(head: Head, { instrumentId, regime, reason }: CoreRecord & { readonly kind: 'regime' }): Row<'regimes'> {
  return { ...head, instrument_id: instrumentId === undefined ? null : storable(instrumentId), regime, reason };
}

function stopRow(head: Head, { strategyId, handler, code, message }: RecordOf<'strategy-stopped'>): Row<'strategy_stops'> {
  return { ...head, strategy_id: strategyId, handler, code, message: storable(message) };
}

function addRecord(rows: RecordRows, head: Head, record: CoreRecord): void {
  switch (record.kind) {
    case 'intent':
      rows.orders.set(record.intent.intentId, orderRow(head, record.intent));
      return;
    case 'order':
      return addOrderEvent(rows, head, record);
    case 'fill':
      rows.fills.push(fillRow(head, record.fill));
      return addPostings(rows, head, 'fill', record.postings);
    case 'opening':
      return addPostings(rows, head, 'opening', record.postings);
    case 'equity':
      rows.equity.push({ ...head, currency: record.currency, equity: record.equity, cash: record.cash });
      return;
    case 'refusal':
      rows.refusals.push(refusalRow(head, record));
      return;
    case 'strategy-stopped':
      rows.strategy_stops.push(stopRow(head, record));
      return;
    case 'trading-state':
      rows.trading_states.push({ ...head, state: record.state, reason: storable(record.reason) });
      return;
    case 'adjustment': {
      const { currency, scale, amount, cause, ref } = record;
      rows.adjustments.push({ ...head, currency, scale, amount, cause, ref: storable(ref) });
      return addPostings(rows, head, 'adjustment', record.postings);
    }
    case 'gate':
      rows.gates.push({ ...head, state: record.state, reason: storable(record.reason) });
      return;
    case 'instrument-state': {
      const { instrumentId, state, by, reason } = record;
      rows.instrument_states.push({ ...head, instrument_id: instrumentId, state, decided_by: storable(by), reason: storable(reason) });
      return;
    }
    case 'strategy-state': {
      const { strategyId, state, by, reason } = record;
      rows.strategy_states.push({ ...head, strategy_id: strategyId, state, decided_by: storable(by), reason: storable(reason) });
      return;
    }
    case 'allocation':
      rows.allocations.push({ ...head, reason: storable(record.reason), shares: JSON.stringify(record.shares) });
      return;
    case 'regime':
      rows.regimes.push(regimeRow(head, record));
      return;
    case 'limit-hit':
    case 'limit-changed':
      rows.limit_events.push(limitRow(head, record));
      return;
    case 'reconciliation':
      rows.reconciliations.push({ ...head, is_clean: Number(record.isClean), found: JSON.stringify(record.found.map(storable)) });
      return;
    default:
      unreachable(record);
  }
}

/** The rows of a batch of records. Errors: `ASSERTION_FAILED` for postings that do not sum to zero. */
export function recordRows(sessionId: string, records: readonly CoreRecord[]): RecordRows {
  const rows: RecordRows = {
    orders: new Map(),
    changes: new Map(),
    order_events: [],
    fills: [],
    postings: [],
    equity: [],
    refusals: [],
    strategy_stops: [],
    trading_states: [],
    adjustments: [],
    gates: [],
    instrument_states: [],
    strategy_states: [],
    allocations: [],
    regimes: [],
    limit_events: [],
    reconciliations: [],
  };
  for (const record of records) addRecord(rows, { session_id: sessionId, seq: record.seq, ts: record.ts }, record);
  return rows;
}
