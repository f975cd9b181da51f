import { powerOfTen } from '../kernel/exact.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRole } from '../domain/order.ts';
import type { Tick } from '../domain/tick.ts';
import type { FillNews, MarketTick } from '../strategy/context.ts';

/** A fill as a strategy hears of it. */
export function fillNews(fill: Fill, role: OrderRole): FillNews {
  const { instrument } = fill;
  return {
    orderId: fill.intentId,
    instrument: instrument.id,
    side: fill.side,
    role,
    time: fill.tsEvent,
    price: fill.price / powerOfTen(instrument.priceScale),
    quantity: fill.quantity / powerOfTen(instrument.quantityScale),
    fee: fill.fee / powerOfTen(fill.feeCurrency.scale),
    feeCurrency: fill.feeCurrency.code,
  };
}

/** A tick as a strategy hears of it. */
export function tickNews(tick: Tick, instrument: Instrument): MarketTick {
  const divisor = powerOfTen(instrument.priceScale);
  if (tick.kind === 'quote')
    return { kind: 'quote', instrument: instrument.id, time: tick.tsEvent, bid: tick.bid / divisor, ask: tick.ask / divisor };
  return {
    kind: 'trade',
    instrument: instrument.id,
    time: tick.tsEvent,
    price: tick.price / divisor,
    quantity: tick.quantity / powerOfTen(instrument.quantityScale),
  };
}
