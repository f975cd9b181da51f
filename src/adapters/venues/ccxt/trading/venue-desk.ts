import { currency } from '../../../../domain/money.ts';
import type { Currency, Instrument } from '../../../../domain/instrument.ts';
import { fail } from '../../../../kernel/errors.ts';
import type { Micros } from '../../../../kernel/time.ts';
import { fieldsOf, type Fields } from '../reply-fields.ts';
import type { Call, Desk } from './dialect.ts';
import type { SignedClient } from './signed-client.ts';
import type { TradingExchange } from './trading-exchange.ts';
import { badReply } from './wire-fields.ts';

/** A market as ccxt lists it, as far as its names go. */
interface NamedMarket {
  readonly id?: unknown;
  readonly info?: unknown;
}

/** What a dialect asks with: a connected client, and the names of a loaded exchange object. */
export class VenueDesk implements Desk {
  readonly #client: SignedClient;
  readonly #exchange: TradingExchange;

  constructor(client: SignedClient, exchange: TradingExchange) {
    this.#client = client;
    this.#exchange = exchange;
  }

  ask(call: Call): Promise<unknown> {
    return this.#client.ask(call);
  }

  askMaybe(call: Call): Promise<unknown> {
    return this.#client.askUnless(call, ({ meaning }) => meaning === 'absent');
  }

  askIfAllowed(call: Call): Promise<unknown> {
    return this.#client.askUnless(call, ({ meaning, status }) => meaning === 'VENUE_KEY_INVALID' || status === 403 || status === 404);
  }

  marketId(instrument: Instrument): string {
    const { id } = this.#market(instrument);
    return typeof id === 'string' ? id : '';
  }

  marketInfo(instrument: Instrument): Fields {
    return fieldsOf(this.#market(instrument).info, badReply(`the listing of ${instrument.id}`));
  }

  currency(venueCode: string): Currency {
    return currency(this.#exchange.safeCurrencyCode(venueCode));
  }

  now(): Micros {
    return this.#client.venueNow();
  }

  #market(instrument: Instrument): NamedMarket {
    const market = this.#exchange.markets?.[instrument.symbol] as NamedMarket | undefined;
    return market ?? fail('VENUE_SYMBOL_UNKNOWN', `${instrument.venue} does not list ${instrument.symbol}`, { where: instrument.id });
  }
}
