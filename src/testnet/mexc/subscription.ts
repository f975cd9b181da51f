import type { Interval } from '../../domain/interval.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Market } from '../exchange/market.ts';
import { lookUp } from '../look-up.ts';
import { symbolOf } from './replies.ts';
import { KLINE_INTERVALS, PRIVATE_CHANNELS } from './stream-messages.ts';

/** What a client subscribed to, by the channel that it named. */
export type Subscription =
  | { readonly topic: 'orders' | 'deals' | 'account'; readonly channel: string }
  | { readonly topic: 'trades' | 'best-prices'; readonly channel: string; readonly market: Market }
  | { readonly topic: 'kline'; readonly channel: string; readonly market: Market; readonly interval: Interval };

/** What a channel is; undefined for one that MEXC does not have. */
export function readSubscription(channel: string, exchange: Exchange): Subscription | undefined {
  for (const topic of ['orders', 'deals', 'account'] as const) if (channel === PRIVATE_CHANNELS[topic]) return { topic, channel };
  const [spot, name, ...rest] = channel.split('@');
  const symbol = name === 'public.kline.v3.api.pb' ? rest[0] : rest[1];
  const market = exchange.markets().find(({ instrument, status }) => status !== 'delisted' && symbolOf(instrument) === symbol);
  if (spot !== 'spot' || market === undefined) return undefined;
  if (name === 'public.aggre.deals.v3.api.pb') return { topic: 'trades', channel, market };
  if (name === 'public.aggre.bookTicker.v3.api.pb') return { topic: 'best-prices', channel, market };
  const interval = lookUp(KLINE_INTERVALS, rest[1]);
  return name === 'public.kline.v3.api.pb' && interval !== undefined ? { topic: 'kline', channel, market, interval } : undefined;
}

/** Whether a topic tells of an account, so that its connection must have been opened with a listen key. */
export function isPrivateTopic(topic: Subscription['topic']): boolean {
  return topic === 'orders' || topic === 'deals' || topic === 'account';
}
