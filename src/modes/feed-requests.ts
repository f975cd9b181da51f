import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { Instrument } from '../domain/instrument.ts';
import { bucketOpen, intervalLength } from '../domain/interval.ts';
import type { SeatedMarket, StrategyHost, Subscription } from '../engine/strategy-host.ts';
import type { FeedRequest } from '../ports/market-data.ts';

/** What a session asks a feed for. */
export type SessionRequest = FeedRequest & { readonly instrument: Instrument; readonly since: Micros };

/**
 * What to ask a feed for: bars after those that a market has seen; before the first, as many as warm its strategies up by `now`, and the
 * regimes, which look back as far as `regimes` says.
 * Errors: `FEED_TICKS_CONFLICT`.
 */
export function feedRequests(
  markets: readonly SeatedMarket[],
  hosts: readonly StrategyHost[],
  now: Micros,
  regimes: Micros = 0,
): readonly SessionRequest[] {
  return markets.map((market) => {
    const { instrument, baseInterval: interval, lastTime } = market;
    const request = { instrument, interval, ticks: ticksOf(market, hosts) };
    if (lastTime > 0) return { ...request, since: lastTime };
    const subscriptions = hosts.flatMap((host) => host.subscriptions.filter((each) => each.market === market));
    return { ...request, since: Math.min(bucketOpen(interval, now - regimes), ...subscriptions.map((each) => warmUpFrom(each, now))) };
  });
}

/** How much of the past warms all of these strategies up. */
export function longestWarmUp(hosts: readonly StrategyHost[]): Micros {
  return Math.max(0, ...hosts.flatMap(({ subscriptions }) => subscriptions.map(warmUpOf)));
}

function warmUpOf({ interval, warmUp, history }: Subscription): Micros {
  return Math.max(warmUp, history?.capacity ?? 0) * intervalLength(interval);
}

/** Where the first whole bar opens of those that a strategy wants to have seen. */
function warmUpFrom(subscription: Subscription, now: Micros): Micros {
  return bucketOpen(subscription.interval, now - warmUpOf(subscription));
}

function ticksOf(market: SeatedMarket, hosts: readonly StrategyHost[]): FeedRequest['ticks'] {
  const wanted = hosts
    .filter(({ seats }) => seats.some((seat) => seat.market === market))
    .map(({ needs }) => needs.ticks ?? 'none')
    .filter((ticks) => ticks !== 'none');
  const [first = 'none', ...others] = wanted;
  if (others.some((ticks) => ticks !== first)) {
    const { id } = market.instrument;
    fail('FEED_TICKS_CONFLICT', `one strategy wants the trades of ${id}, another its quotes`, { where: id });
  }
  return first;
}
