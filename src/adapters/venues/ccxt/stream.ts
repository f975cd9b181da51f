import { fail } from '../../../kernel/errors.ts';
import type { CcxtExchange } from './exchange.ts';
import type { Subscription } from './subscription.ts';
import { failureKind } from './venue-reply.ts';

/** What a stream hands on, undecoded. */
export interface StreamHandlers {
  bar(subscription: Subscription, row: unknown): void;
  trade(subscription: Subscription, trade: unknown): void;
  quote(subscription: Subscription, ticker: unknown): void;
}

/** One kind of news of one subscription: how to wait for more of it, and where it goes. */
interface Channel {
  next(): Promise<unknown>;
  take(item: unknown): void;
}

/**
 * Watches all subscriptions on one exchange object until one of their channels breaks, and throws what broke it.
 * After `signal` nothing is handed on any more, and nothing is asked for that would make ccxt connect again.
 */
export async function watchStreams(
  exchange: CcxtExchange,
  subscriptions: readonly Subscription[],
  handlers: StreamHandlers,
  signal: AbortSignal,
): Promise<never> {
  const channels = subscriptions.flatMap((subscription) => channelsOf(exchange, subscription, handlers));
  return Promise.race(channels.map((channel) => watchForever(channel, signal)));
}

/** Venues that allow so many channels over one connection; ccxt minds the limits of the others by itself. */
const MOST_CHANNELS: Readonly<Record<string, number>> = { mexc: 30 };

/** The subscriptions by connections, as many as the venue's limit asks for. */
export function byConnection(exchange: CcxtExchange, subscriptions: readonly Subscription[]): readonly (readonly Subscription[])[] {
  const most = MOST_CHANNELS[exchange.id] ?? Infinity;
  const connections: { channels: number; readonly subscriptions: Subscription[] }[] = [];
  for (const subscription of subscriptions) {
    const channels = (streamsBars(exchange, subscription) ? 1 : 0) + (subscription.request.ticks === 'none' ? 0 : 1);
    let last = connections.at(-1);
    if (last === undefined || last.channels + channels > most) connections.push((last = { channels: 0, subscriptions: [] }));
    last.channels += channels;
    last.subscriptions.push(subscription);
  }
  return connections.map(({ subscriptions: together }) => together);
}

/** Whether the venue streams anything of what is asked for. */
export function hasStreams(exchange: CcxtExchange, subscriptions: readonly Subscription[]): boolean {
  return subscriptions.some((subscription) => subscription.request.ticks !== 'none' || streamsBars(exchange, subscription));
}

/** Whether the bars of a subscription come over the stream; else they come from REST alone. */
export function streamsBars(exchange: CcxtExchange, subscription: Subscription): boolean {
  return exchange.has['watchOHLCV'] === true && !subscription.barsFromRest;
}

/** Venues whose best prices ccxt reads as tickers only: it subscribes to MEXC's as such, and then does not understand what comes. */
const QUOTES_BY_TICKER: ReadonlySet<string> = new Set(['mexc']);

/** Refuses ticks that the venue does not stream. Errors: `FEED_INTERVAL_UNSUPPORTED`. */
export function checkTicks(exchange: CcxtExchange, ticks: 'none' | 'trades' | 'quotes'): void {
  const ways = { none: undefined, trades: ['watchTrades'], quotes: ['watchBidsAsks', 'watchTicker'] }[ticks];
  if (ways?.some((way) => exchange.has[way] === true) === false) fail('FEED_INTERVAL_UNSUPPORTED', `${exchange.id} streams no ${ticks}`);
}

function channelsOf(exchange: CcxtExchange, subscription: Subscription, handlers: StreamHandlers): Channel[] {
  const { instrument, interval, ticks } = subscription.request;
  const { symbol } = instrument;
  const channels: Channel[] = [];
  if (streamsBars(exchange, subscription)) {
    const unreadable = (error: unknown): never => {
      // Found out late where decoding needs a package that is not installed: from now on these bars come from REST.
      if (failureKind(error) === 'unsupported') subscription.barsFromRest = true;
      throw error;
    };
    channels.push({ next: () => exchange.watchOHLCV(symbol, interval).catch(unreadable), take: (row) => handlers.bar(subscription, row) });
  }
  if (ticks === 'trades') {
    channels.push({ next: () => exchange.watchTrades(symbol), take: (trade) => handlers.trade(subscription, trade) });
  }
  if (ticks === 'quotes') {
    const next =
      exchange.has['watchBidsAsks'] === true && !QUOTES_BY_TICKER.has(exchange.id)
        ? async () => (await exchange.watchBidsAsks([symbol]))?.[symbol]
        : () => exchange.watchTicker(symbol);
    channels.push({ next, take: (ticker) => handlers.quote(subscription, ticker) });
  }
  return channels;
}

async function watchForever(channel: Channel, signal: AbortSignal): Promise<never> {
  for (;;) {
    signal.throwIfAborted();
    const news = await channel.next();
    signal.throwIfAborted();
    // ccxt's caches are arrays that go on changing: a copy stands still.
    for (const item of Array.isArray(news) ? Array.from(news) : [news]) channel.take(item);
  }
}
