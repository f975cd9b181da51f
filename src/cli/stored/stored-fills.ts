import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime } from '../../kernel/time.ts';
import type { StoredFill } from '../../ports/store.ts';
import { displayDecimal } from '../../report/display.ts';
import type { CliContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { shortTime } from './short-time.ts';
import { pageOf, withStoredSession, type StoredFlags } from './stored-session.ts';

/** A fill as `fills --json` prints it: decimals as text, times as ISO 8601. */
export interface FillValue {
  readonly time: string;
  readonly tradeId: string;
  /** The order's client order id. */
  readonly order: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly value: string;
  readonly currency: string;
  readonly fee: string;
  readonly feeCurrency: string;
  readonly liquidity: string;
}

/** `ballast fills`. */
export async function fillsCommand(context: CliContext, flags: StoredFlags): Promise<void> {
  await withStoredSession(context, flags, async ({ store, sessionId }) => {
    const stored = await store.fills(sessionId, pageOf(flags));
    const ids = new Map((await store.orders(sessionId)).map(({ intentId, clientOrderId }) => [intentId, clientOrderId]));
    const fills = stored.map((fill) => fillValue(fill, ids.get(fill.intentId) ?? String(fill.intentId)));
    if (flags.json === true) return context.out(JSON.stringify({ session: sessionId, fills }, null, 2));
    if (fills.length === 0) return context.out(`Session ${sessionId} has no fill.`);
    for (const line of fillsTable(fills, context.stdout.columns)) context.out(line);
  });
}

function fillValue(fill: StoredFill, order: string): FillValue {
  return {
    time: formatTime(fill.tsEvent),
    tradeId: fill.tradeId,
    order,
    strategy: fill.strategyId,
    instrument: fill.instrumentId,
    side: fill.side,
    quantity: formatDecimal(fill.quantity, fill.quantityScale),
    price: formatDecimal(fill.price, fill.priceScale),
    value: formatDecimal(fill.notional, fill.moneyScale),
    currency: fill.currency,
    fee: formatDecimal(fill.fee, fill.feeScale),
    feeCurrency: fill.feeCurrency,
    liquidity: fill.liquidity,
  };
}

function fillsTable(fills: readonly FillValue[], width?: number): readonly string[] {
  const rows = fills.map(({ time, strategy, side, quantity, instrument, price, fee, feeCurrency }) => [
    shortTime(time),
    strategy,
    `${side} ${displayDecimal(quantity)} ${instrument}`,
    displayDecimal(price),
    `${displayDecimal(fee)} ${feeCurrency}`,
  ]);
  return renderTable(['time', 'strategy', 'fill', '>price', '>fee'], rows, width);
}
