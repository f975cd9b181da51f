import { fail } from '../kernel/errors.ts';
import { powerOfTen } from '../kernel/exact.ts';
import type { Interval } from '../domain/interval.ts';
import type { Account } from './account.ts';
import { BarCursor } from './bar-cursor.ts';
import { BarHistory } from './bar-history.ts';
import { namedFields, namedIndicators } from './named-fields.ts';
import { StrategyHost, type Deployment, type Seat, type SeatedMarket } from './strategy-host.ts';
import { AccountView, BookView, StrategyContext } from './strategy-views.ts';

/** Gives every strategy its seat in each of its instruments, and subscribes it to its bars. Errors: `STRATEGY_UNKNOWN_INSTRUMENT`. */
export function seatStrategies(
  deployments: readonly Deployment[],
  markets: readonly SeatedMarket[],
  account: Account,
  debug: boolean,
): readonly StrategyHost[] {
  return deployments.map((deployment, index) => {
    const host = new StrategyHost(index, deployment);
    const portfolio = new AccountView(account.terms.currency, account, host);
    for (const instrumentId of deployment.instrumentIds) {
      const market = marketOf(markets, instrumentId, host);
      host.seats.push(seatOf(host, market, account, portfolio, debug));
    }
    const wanted = host.needs.bars ?? [{}];
    for (const { interval = deployment.interval, instrument } of wanted) {
      for (const seat of host.seats) {
        if (instrument === undefined || seat.market.instrument.id === instrument) subscribe(host, seat, interval);
      }
      if (instrument !== undefined) host.seat(instrument);
    }
    return host;
  });
}

function marketOf(markets: readonly SeatedMarket[], instrumentId: string, host: StrategyHost): SeatedMarket {
  const market = markets.find(({ instrument }) => instrument.id === instrumentId);
  return (
    market ??
    fail('STRATEGY_UNKNOWN_INSTRUMENT', `strategy ${host.id} wants ${instrumentId}, which the session does not trade`, { where: host.id })
  );
}

function seatOf(host: StrategyHost, market: SeatedMarket, account: Account, portfolio: AccountView, debug: boolean): Seat {
  const book = account.ledger.book(host.id, market.instrument);
  const { indicators: made, feeding } = host.makeIndicators(powerOfTen(market.instrument.priceScale));
  const indicators = debug ? namedIndicators(made) : made;
  const params = debug ? namedFields(host.params, 'parameter', Object.keys(host.definition.params.shape)) : host.params;
  const position = new BookView(book, market);
  const exposure = account.desk.exposure(host.id, market.instrument);
  return {
    host,
    market,
    lookUp: (id) => (id === undefined ? market.instrument : host.seat(id).market.instrument),
    book,
    exposure,
    indicators,
    feeding,
    position,
    context: new StrategyContext(host, params, market, indicators, position, portfolio, account),
    owesExit: false,
    isFlattening: false,
    regimeShare: 1,
  };
}

function subscribe(host: StrategyHost, seat: Seat, interval: Interval): void {
  const { market } = seat;
  const earlier = host.subscriptions.filter((each) => each.seat === seat);
  if (earlier.some((each) => each.interval === interval)) return;
  const series = market.seriesOf(interval);
  const { stretch, subscriptions } = series;
  const kept = host.needs.history ?? 0;
  // The first bars of an instrument feed its indicators, unless these name an interval of their own.
  const fed = seat.feeding.filter((indicator) =>
    indicator.interval === undefined ? earlier.length === 0 : indicator.interval === interval,
  );
  for (const indicator of fed) indicator.join(stretch);
  // What other bars feed may change from one bar to the next, so what reads it is fed when each has come.
  if (fed.some(({ inputs }) => inputs.some((input) => !fed.includes(input)))) series.ahead = 1;
  const subscription = {
    host,
    market,
    seat,
    interval,
    stretch,
    cursor: new BarCursor(market.instrument.id, interval, stretch, powerOfTen(market.instrument.priceScale)),
    feeding: fed,
    history: kept > 0 ? new BarHistory(kept) : undefined,
    warmUp: host.needs.warmUp ?? Math.max(0, ...fed.map(({ warmup }) => warmup)),
    seen: 0,
  };
  subscriptions.push(subscription);
  host.subscriptions.push(subscription);
}
