import { assert } from '../kernel/assert.ts';
import { errorCodes, type ErrorCode } from '../kernel/error-codes.ts';
import { BallastError, fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import { formatQuantity } from '../domain/instrument.ts';
import type { OrderIntent, OrderView } from '../domain/order.ts';
import type { CoreRecord } from '../domain/records.ts';
import type { Engine } from '../engine/engine.ts';
import type { SeatedMarket } from '../engine/strategy-host.ts';
import type { OperatedOrder, OperatorAnswer, OperatorCommand } from './operator-command.ts';
import type { SessionInput } from './session-input.ts';
import { typedOrder } from './typed-order.ts';

/** A command that is carried out by inputs of the session; to ask the venue is more than that. */
export type SessionCommand = Exclude<OperatorCommand, { readonly kind: 'reconcile' | 'left' | 'check' | 'limit' }>;

/**
 * The inputs that do in a session what a person asked for; none where there is nothing to do.
 * Errors: `INSTRUMENT_UNKNOWN`, `ORDER_NOT_OPEN`, and those of `typedOrder`.
 */
export function operatorInputs(command: SessionCommand, engine: Engine, ts: Micros): readonly SessionInput[] {
  const by = `operator:${command.by}`;
  switch (command.kind) {
    case 'order': {
      const { instrument } = marketOf(engine, command.instrument);
      return [{ kind: 'manual', ts, by, instrumentId: instrument.id, intent: typedOrder(command, instrument) }];
    }
    case 'cancel': {
      const intentIds = ordersOf(engine, command).map(({ intent }) => intent.intentId);
      return intentIds.length === 0 ? [] : [{ kind: 'cancel', ts, by, intentIds }];
    }
    case 'close':
      return [{ kind: 'close', ts, by, instrumentId: marketOf(engine, command.instrument).instrument.id }];
  }
}

/**
 * What came of a command, by what it put on record; `open` are the orders that were open before it.
 * Errors: the refusal itself, where nothing else came of it.
 */
export function operatorAnswer(records: readonly CoreRecord[], open: readonly OrderIntent[]): OperatorAnswer {
  const intents = new Map(open.map((intent) => [intent.intentId, intent]));
  const orders = new Map<number, OperatedOrder>();
  const refusals: OperatorAnswer['refusals'][number][] = [];
  for (const record of records) {
    if (record.kind === 'intent') intents.set(record.intent.intentId, record.intent);
    if (record.kind === 'refusal') refusals.push({ strategy: record.strategyId, code: record.code, message: record.message });
    if (record.kind !== 'order') continue;
    const intent = intents.get(record.intentId);
    assert(intent !== undefined, `order ${record.intentId} was open, or is new`);
    orders.set(record.intentId, operatedOrder(intent, record.status, record.reason));
  }
  const [refusal] = refusals;
  if (orders.size === 0 && refusal !== undefined) throw new BallastError(codeOf(refusal.code), refusal.message);
  return { orders: [...orders.values()], refusals };
}

function operatedOrder(intent: OrderIntent, status: string, reason: string | undefined): OperatedOrder {
  const { clientOrderId, strategyId, instrument, side, type, quantity } = intent;
  return {
    id: clientOrderId,
    strategy: strategyId,
    instrument: instrument.id,
    side,
    type,
    quantity: formatQuantity(instrument, quantity),
    status,
    reason: reason ?? null,
  };
}

/** The market of an instrument that the session trades. Errors: `INSTRUMENT_UNKNOWN`. */
export function marketOf({ markets }: Engine, id: string): SeatedMarket {
  const found = markets.find(({ instrument }) => instrument.id === id);
  const traded = markets.map(({ instrument }) => instrument.id).join(', ');
  return found ?? fail('INSTRUMENT_UNKNOWN', `this session does not trade ${id}`, { where: id, mend: `It trades ${traded}.` });
}

/** The open orders that a cancel means. */
function ordersOf(
  engine: Engine,
  { ids, instrument }: { readonly ids?: readonly string[] | undefined; readonly instrument?: string | undefined },
): readonly OrderView[] {
  const only = instrument === undefined ? undefined : marketOf(engine, instrument).instrument;
  const open = [...engine.account.desk.all()].filter(({ intent }) => only === undefined || intent.instrument === only);
  if (ids === undefined) return open;
  return ids.map((id) => {
    const found = open.filter(({ intent, venueOrderId }) => intent.clientOrderId === id || venueOrderId === id);
    const [order] = found;
    if (order === undefined) return fail('ORDER_NOT_OPEN', `no open order has the id ${id}`, { where: id });
    if (found.length > 1) fail('ORDER_NOT_OPEN', `${found.length} open orders have the id ${id}: name one by our own`, { where: id });
    return order;
  });
}

function codeOf(code: string): ErrorCode {
  return Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'INTERNAL_ERROR';
}
