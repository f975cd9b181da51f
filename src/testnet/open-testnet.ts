import type { Currency, Instrument, Money } from '../domain/instrument.ts';
import type { Micros } from '../kernel/time.ts';
import type { Clock } from '../ports/clock.ts';
import { Exchange } from './exchange/exchange.ts';
import { MarketMaker } from './exchange/market-maker.ts';
import { pricePath, type PathBars } from './exchange/price-path.ts';
import { startTestnet, type Testnet } from './server/testnet-server.ts';
import type { TestnetVenue } from './testnet-venues.ts';

/** A market to be played. */
export interface PlayedMarket {
  readonly instrument: Instrument;
  readonly bars: PathBars;
}

/** An exchange to be opened, with all that is on it. */
export interface TestnetSetup {
  readonly venue: TestnetVenue;
  readonly markets: readonly PlayedMarket[];
  /** How many times faster than life the markets are played. The clock of the exchange is the clock. */
  readonly speed: number;
  /** How much of the markets lies behind when it opens, by the clock of the exchange. */
  readonly past: Micros;
  readonly seed: number;
  readonly account: string;
  /** What the account holds at first. */
  readonly balances: readonly { readonly currency: Currency; readonly amount: Money }[];
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  readonly adminToken: string;
}

/** Opens an exchange whose markets have a past and go on from now. Errors: `RUN_PORT_IN_USE`, `RUN_ADDRESS_UNUSABLE`. */
export async function openTestnet(setup: TestnetSetup): Promise<Testnet> {
  const { venue, speed, seed, past, clock } = setup;
  const now = clock.now();
  const start = now - past;
  const exchange = new Exchange({ rules: venue.rules, now: start });
  const makers = setup.markets.map(({ instrument, bars }, at) => {
    exchange.list(instrument);
    return new MarketMaker(exchange, instrument, pricePath(instrument, bars, { start, speed }), { seed: seed + at });
  });
  for (const maker of makers) maker.recall(now);
  exchange.advance(now);
  exchange.openAccount(setup.account);
  for (const { currency, amount } of setup.balances) exchange.transfer(setup.account, currency, amount);
  const { host, port, adminToken } = setup;
  return startTestnet({ face: venue.face, exchange, makers, clock, seed, host, port, adminToken, allowedHosts: [] });
}
