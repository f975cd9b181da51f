import type { Instrument } from '../../domain/instrument.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { decimalsOf, parseDecimal } from '../../kernel/exact.ts';
import type { ExchangeOrderType, OrderRequest, SelfTrade } from '../exchange/exchange-order.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { SELF_TRADE_WORDS } from './binance-words.ts';
import { missing, notRequired, OF_EXCHANGE, refuse, REFUSALS } from './refusals.ts';
import type { RequestParameters } from './request-parameters.ts';

/** What a client order id may look like. */
export const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

const TYPES: Readonly<Record<string, { readonly type: ExchangeOrderType; readonly needs: readonly string[] }>> = {
  LIMIT: { type: 'limit', needs: ['timeInForce', 'quantity', 'price'] },
  LIMIT_MAKER: { type: 'limit', needs: ['quantity', 'price'] },
  MARKET: { type: 'market', needs: [] },
  STOP_LOSS: { type: 'stop', needs: ['quantity', 'stopPrice'] },
  STOP_LOSS_LIMIT: { type: 'stop-limit', needs: ['timeInForce', 'quantity', 'price', 'stopPrice'] },
  TAKE_PROFIT: { type: 'take-profit', needs: ['quantity', 'stopPrice'] },
  TAKE_PROFIT_LIMIT: { type: 'take-profit-limit', needs: ['timeInForce', 'quantity', 'price', 'stopPrice'] },
};

/** The types of orders that Binance lists for each symbol. */
export const ORDER_TYPES: readonly string[] = Object.keys(TYPES);

const SIDES: Readonly<Record<string, OrderRequest['side']>> = { BUY: 'buy', SELL: 'sell' };
const SELF_TRADES: Readonly<Record<string, SelfTrade>> = Object.fromEntries(
  Object.entries(SELF_TRADE_WORDS).map(([selfTrade, word]) => [word, selfTrade as SelfTrade]),
);

/** The names under which a form holds what an order is made of; those of a list carry a prefix. */
export interface FormNames {
  readonly price: string;
  readonly stopPrice: string;
  readonly timeInForce: string;
  readonly clientOrderId: string;
}

const NAMES: FormNames = { price: 'price', stopPrice: 'stopPrice', timeInForce: 'timeInForce', clientOrderId: 'newClientOrderId' };

/** The order that a form asks for. Leaves by a refusal where the form is wrong in itself; what the market says to it is the exchange's. */
export function readOrder(form: RequestParameters, instrument: Instrument, makeId: () => string): OrderRequest {
  const kind = TYPES[form.required('type')] ?? refuse(REFUSALS.typeInvalid);
  for (const name of kind.needs) form.required(name);
  const isMarket = form.text('type') === 'MARKET';
  if (isMarket) checkMarketForm(form);
  return readLeg(form, instrument, { type: form.required('type'), names: NAMES, makeId });
}

/** One order of a form, its type and the names of its fields given. */
export function readLeg(
  form: RequestParameters,
  instrument: Instrument,
  { type, names, makeId }: { readonly type: string; readonly names: FormNames; readonly makeId: () => string },
): OrderRequest {
  const kind = TYPES[type] ?? refuse(REFUSALS.typeInvalid);
  const units = (name: string, scale: number, refusal: Refusal): number | undefined => readUnits(form.decimal(name), scale, refusal);
  const timeInForce = form.text(names.timeInForce) ?? 'GTC';
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC' && timeInForce !== 'FOK') return refuse(REFUSALS.timeInForceInvalid);
  const selfTrade = form.text('selfTradePreventionMode');
  return {
    instrumentId: instrument.id,
    side: SIDES[form.required('side')] ?? refuse(REFUSALS.sideInvalid),
    type: kind.type,
    quantity: units('quantity', instrument.quantityScale, 'quantity-step') ?? 0,
    spend: units('quoteOrderQty', instrument.quote.scale, 'value-too-large'),
    price: units(names.price, instrument.priceScale, 'price-step'),
    stopPrice: units(names.stopPrice, instrument.priceScale, 'stop-step'),
    timeInForce,
    postOnly: type === 'LIMIT_MAKER',
    clientOrderId: form.fitting(names.clientOrderId, CLIENT_ID) ?? makeId(),
    selfTrade: selfTrade === undefined ? undefined : (SELF_TRADES[selfTrade] ?? refuse(REFUSALS.combination)),
  };
}

/** A market order says a quantity or an amount of money, and nothing else. */
function checkMarketForm(form: RequestParameters): void {
  for (const name of ['price', 'stopPrice', 'timeInForce']) if (form.text(name) !== undefined) refuse(notRequired(name));
  const said = ['quantity', 'quoteOrderQty'].filter((name) => form.text(name) !== undefined);
  if (said.length === 0) refuse(missing('quantity'));
  if (said.length === 2) refuse(REFUSALS.combination);
}

/** What has more decimals than the market counts is off its grid, and so is what is too large to be counted. */
function readUnits(text: string | undefined, scale: number, refusal: Refusal): number | undefined {
  if (text === undefined) return undefined;
  if (decimalsOf(text) > scale) return refuse(OF_EXCHANGE[refusal]);
  try {
    return parseDecimal(text, scale);
  } catch (error) {
    if (isBallastError(error)) return refuse(OF_EXCHANGE[refusal]);
    throw error;
  }
}
