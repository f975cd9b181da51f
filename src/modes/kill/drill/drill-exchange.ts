import { randomBytes } from 'node:crypto';
import { findInstrument } from '../../../data/instruments/find-instrument.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../../kernel/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import { binanceFace } from '../../../testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../../testnet/binance/binance-rules.ts';
import { Exchange } from '../../../testnet/exchange/exchange.ts';
import { isWorking, type ExchangeOrder } from '../../../testnet/exchange/exchange-order.ts';
import { MarketMaker } from '../../../testnet/exchange/market-maker.ts';
import type { PathPoint } from '../../../testnet/exchange/price-path.ts';
import { startTestnet, type Testnet } from '../../../testnet/server/testnet-server.ts';

/** The markets of the drill, and where their prices stand: several, since a venue takes so many orders in each. */
export const DRILL_MARKETS: Readonly<Record<string, number>> = {
  'BTC/USDT.BINANCE': 40_000,
  'ETH/USDT.BINANCE': 2_000,
  'SOL/USDT.BINANCE': 100,
  'DOGE/USDT.BINANCE': 0.1,
  'XRP/USDT.BINANCE': 0.5,
  'LTC/USDT.BINANCE': 80,
};
const ACCOUNT = 'drill';
const CASH = 10_000_000;
const TRADES_EVERY: Micros = 250 * MICROS_PER_MILLISECOND;

/** The exchange of a drill, in this process: what it holds is looked at directly, not through what is drilled. */
export class DrillExchange {
  readonly key: { readonly id: string; readonly secret: string };
  readonly #exchange: Exchange;
  readonly #makers: readonly MarketMaker[];
  readonly #clock: Clock;
  #testnet: Testnet;

  private constructor(exchange: Exchange, makers: readonly MarketMaker[], clock: Clock, testnet: Testnet) {
    this.#exchange = exchange;
    this.#makers = makers;
    this.#clock = clock;
    this.#testnet = testnet;
    this.key = testnet.face.makeKey((count) => randomBytes(count));
    exchange.addKey(ACCOUNT, { ...this.key, permissions: { trade: true, withdraw: false } });
  }

  static async open(clock: Clock): Promise<DrillExchange> {
    const exchange = new Exchange({ rules: BINANCE_RULES, now: clock.now() });
    exchange.openAccount(ACCOUNT);
    const makers = Object.entries(DRILL_MARKETS).map(([id, price], seed) => {
      const instrument = findInstrument(id);
      exchange.list(instrument);
      return new MarketMaker(exchange, instrument, quietMarket(instrument, price, clock.now()), { seed });
    });
    const { quote } = findInstrument('BTC/USDT.BINANCE');
    exchange.transfer(ACCOUNT, quote, CASH * 10 ** quote.scale);
    return new DrillExchange(exchange, makers, clock, await serve(exchange, makers, clock, 0));
  }

  get url(): string {
    return this.#testnet.url;
  }

  get streamUrl(): string {
    return this.#testnet.streamUrl;
  }

  /** All orders that ever came. */
  get orders(): readonly ExchangeOrder[] {
    return this.#exchange.history(ACCOUNT).orders(this.#exchange.now);
  }

  /** Open purchases: on a spot market, what can add exposure. */
  get adding(): readonly ExchangeOrder[] {
    return this.orders.filter((order) => isWorking(order) && order.side === 'buy');
  }

  /** Open stops: what protects. */
  get protecting(): readonly ExchangeOrder[] {
    return this.orders.filter((order) => isWorking(order) && order.type === 'stop');
  }

  /** Coins that are held, whole lots of them, by instrument. */
  get held(): readonly string[] {
    const balances = this.#exchange.balances(ACCOUNT);
    return Object.keys(DRILL_MARKETS).filter((id) => {
      const { base, lot, quantityScale } = findInstrument(id);
      const balance = balances.find(({ currency }) => currency.code === base.code);
      return balance !== undefined && balance.free + balance.locked >= lot * 10 ** (base.scale - quantityScale);
    });
  }

  /** The first cancels are refused as too many, with a second to wait; of the others 30% fail; and the order stream is dead. */
  disturb(): void {
    const { faults } = this.#testnet;
    const now = this.#clock.now();
    faults.add({ kind: 'mute-private' }, now);
    faults.add({ kind: 'limited', on: 'cancel', times: 10, retryAfter: 1 }, now);
    faults.add({ kind: 'unavailable', on: 'cancel', share: 0.3, times: 1_000_000 }, now);
  }

  calm(): void {
    this.#testnet.faults.clear();
  }

  /** Ends it and serves it anew under its address, as after a crash of its server; what it holds stays. */
  async restart(): Promise<void> {
    const { port } = new URL(this.url);
    await this.#testnet.close();
    this.#testnet = await serve(this.#exchange, this.#makers, this.#clock, Number(port));
  }

  close(): Promise<void> {
    return this.#testnet.close();
  }
}

function serve(exchange: Exchange, makers: readonly MarketMaker[], clock: Clock, port: number): Promise<Testnet> {
  const adminToken = randomBytes(24).toString('hex');
  return startTestnet({ face: binanceFace(), exchange, makers, clock, seed: 1, host: '127.0.0.1', port, allowedHosts: [], adminToken });
}

/** A market that stands still, and trades. */
function* quietMarket({ priceScale, quantityScale }: Instrument, price: number, start: Micros): Generator<PathPoint, void> {
  const point = { price: Math.round(price * 10 ** priceScale), quantity: 1_000 * 10 ** quantityScale };
  for (let step = 0; ; step += 1) yield { ts: start + step * TRADES_EVERY, ...point };
}
