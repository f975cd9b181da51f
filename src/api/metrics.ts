import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

import { REGIMES } from '../domain/regime.ts';
import { TRADING_STATES } from '../domain/trading-state.ts';
import type { StatusSnapshot, StatusSource } from '../ports/status-source.ts';
import { counter, gauge, inSeconds, type Read, type Sample } from './snapshot-metrics.ts';
import { addVenueMetrics } from './venue-metrics.ts';

/** Commit times from a fast disk's to a struggling one's, in seconds. */
const COMMIT_BUCKETS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

/** The metrics of one session, in a registry of their own. */
export interface SessionMetrics {
  /** The Prometheus text of now. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Notes how long a commit took, in seconds. */
  observeCommit(seconds: number): void;
}

/** Metrics over a session; what the snapshot tells is read when it is asked for. docs/commands.md lists them. */
export function createMetrics(source: StatusSource): SessionMetrics {
  const registry = new Registry();
  const read = { register: registry, source };
  addCounters(read);
  addGauges(read);
  addVenueMetrics(read);
  const commits = new Histogram({
    name: 'ballast_commit_seconds',
    help: 'Time of a synced commit to the store.',
    buckets: COMMIT_BUCKETS,
    registers: [registry],
  });
  collectDefaultMetrics({ register: registry });
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    observeCommit: (seconds) => commits.observe(seconds),
  };
}

function addCounters(read: Read): void {
  counter(read, 'ballast_orders_total', 'Orders of the session.', [], ({ orders }) => [[orders]]);
  counter(read, 'ballast_fills_total', 'Fills of the session, by strategy.', ['strategy'], ({ strategies }) =>
    strategies.map(({ id, fills }) => [fills, { strategy: id }]),
  );
  counter(read, 'ballast_refusals_total', 'Orders and intents that were refused.', [], ({ refusals }) => [[refusals]]);
  counter(read, 'ballast_steps_total', 'Events that the core stepped through in this process.', [], ({ steps }) => [[steps]]);
  counter(read, 'ballast_feed_reconnects_total', 'Times that the feed connected again.', [], ({ feed }) => [[feed.reconnects]]);
  counter(read, 'ballast_feed_backfilled_bars_total', 'Bars that were missing on the stream and fetched.', [], ({ feed }) => [
    [feed.backfilledBars],
  ]);
}

function addGauges(read: Read): void {
  gauge(read, 'ballast_build_info', 'The running build; always 1.', ['version', 'stage'], ({ version, stage }) => [
    [1, { version, stage }],
  ]);
  gauge(read, 'ballast_equity', 'Equity of the account.', ['currency'], ({ account }) => [
    [Number(account.equity), { currency: account.currency }],
  ]);
  gauge(read, 'ballast_cash', 'Cash of the account.', ['currency'], ({ account }) => [
    [Number(account.cash), { currency: account.currency }],
  ]);
  gauge(read, 'ballast_position', 'Position in base units; negative is short.', ['strategy', 'instrument'], ({ positions }) =>
    positions.map(({ strategyId, instrumentId, quantity }) => [Number(quantity), { strategy: strategyId, instrument: instrumentId }]),
  );
  gauge(read, 'ballast_limit_used_ratio', 'Share of a limit that is used; 1 is all of it.', ['level', 'name', 'limit'], ({ limits }) =>
    limits.filter(({ used }) => used !== '').map(({ level, name, limit, share }) => [share, { level, name, limit }]),
  );
  gauge(read, 'ballast_limit_hit', '1 while a limit stands that was hit.', ['level', 'name', 'limit'], ({ limits }) =>
    limits.filter(({ isHit }) => isHit).map(({ level, name, limit }) => [1, { level, name, limit }]),
  );
  gauge(read, 'ballast_open_orders', 'Orders that can still trade.', [], ({ openOrders }) => [[openOrders]]);
  gauge(read, 'ballast_trading_state', '1 for the present trading state.', ['state'], ({ trading }) =>
    TRADING_STATES.map((state) => [state === trading.state ? 1 : 0, { state }]),
  );
  gauge(read, 'ballast_strategy_running', '1 while a strategy runs or warms up, 0 once it was stopped.', ['strategy'], ({ strategies }) =>
    strategies.map(({ id, state }) => [state === 'stopped' ? 0 : 1, { strategy: id }]),
  );
  gauge(read, 'ballast_regime', '1 for the present regime of an instrument, and of the market.', ['instrument', 'regime'], regimeSamples);
  gauge(read, 'ballast_feed_connected', '1 while the feed is connected.', [], ({ feed }) => [[feed.connected ? 1 : 0]]);
  gauge(read, 'ballast_feed_age_seconds', 'Age of the newest market data.', [], ({ feed }) => inSeconds(feed.age));
  gauge(read, 'ballast_halted', '1 for an instrument of which nothing is traded that adds exposure.', ['instrument'], ({ halted }) =>
    halted.map(({ instrumentId }) => [1, { instrument: instrumentId }]),
  );
  gauge(read, 'ballast_commit_age_seconds', 'Time since the last commit.', [], ({ commitAge }) => inSeconds(commitAge));
  gauge(read, 'ballast_uncommitted_age_seconds', 'How long the oldest input has waited to be stored.', [], ({ uncommittedAge }) =>
    inSeconds(uncommittedAge),
  );
}

function regimeSamples({ regimes }: StatusSnapshot): readonly Sample[] {
  if (regimes === undefined) return [];
  const all = [...regimes.instruments, { instrumentId: 'market', regime: regimes.market }];
  return all.flatMap(({ instrumentId, regime: present }) =>
    REGIMES.map((regime): Sample => [regime === present ? 1 : 0, { instrument: instrumentId, regime }]),
  );
}
