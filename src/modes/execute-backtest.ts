import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import type { BarColumns } from '../domain/bars.ts';
import { withPriceScale, type Instrument } from '../domain/instrument.ts';
import { parquetBarFiles } from '../adapters/columns/parquet-bar-files.ts';
import { handlerGuard, installTraps } from '../adapters/strategies/traps.ts';
import { ballastVersion } from '../config/build.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import { adjusted } from '../data/adjusted.ts';
import { loadFactors } from '../data/factors.ts';
import { openCatalog } from '../data/catalog.ts';
import { rescaleInPlace } from '../data/bar-scale.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { resolveSeries, type ResolvedSeries } from '../data/resolve-series.ts';
import type { Interval } from '../domain/interval.ts';
import type { Beacon } from '../engine/handler-calls.ts';
import type { SeriesInfo, TimeRange } from '../ports/catalog.ts';
import type { BacktestResult } from '../report/result.ts';
import type { BacktestPlan } from './backtest-plan.ts';
import { describeStrategies, loadDeployments, wantedBars } from './load-deployments.ts';
import { regimeSettings } from './regime-terms.ts';
import { runBacktest, type BacktestSeries } from './run-backtest.ts';
import { checkCurrency } from './session-terms.ts';

/** A backtest that is ready to run, and about how many bars it will read. */
export interface PreparedBacktest {
  readonly bars: number;
  run(beacon: Beacon): Promise<BacktestResult>;
}

/** Loads the strategies (`onLoading` is told whose turn it is) and finds the data of a plan. Errors: those of strategies, instruments and the catalog, `CONFIG_CURRENCY` and `DATA_EMPTY`. */
export async function prepareBacktest(plan: BacktestPlan, onLoading?: (strategyId: string | undefined) => void): Promise<PreparedBacktest> {
  const { config } = plan;
  const deployments = await loadDeployments(config, plan.folder, onLoading);
  const also = config.instruments.map(instrumentOf);
  const catalog = openCatalog(plan.home, parquetBarFiles());
  const range: TimeRange = {
    ...(config.backtest.from !== undefined && { from: config.backtest.from }),
    ...(config.backtest.to !== undefined && { to: config.backtest.to }),
  };
  const series: BacktestSeries[] = [];
  const infos: SeriesInfo[] = [];
  let bars = 0;
  const regimes = regimeSettings(config);
  for (const [id, interval] of wantedBars(deployments, regimes?.interval)) {
    const instrument = findInstrument(id, { also });
    checkCurrency(instrument, config.account.currency);
    const resolved = viewed(plan, id, await resolveSeries(catalog, id, interval, plan.source));
    infos.push(resolved.info);
    series.push(seriesOf(instrument, interval, resolved, range));
    bars += resolved.info.rows;
  }
  refuseOutside(infos, range);
  installTraps();
  return {
    bars,
    run: (beacon) =>
      runBacktest({
        engineVersion: ballastVersion(),
        config,
        seed: config.backtest.seed,
        from: config.backtest.from,
        to: config.backtest.to,
        strategy: describeStrategies(deployments),
        deployments,
        ...(regimes && { regimes }),
        series,
        beacon,
        guard: handlerGuard,
        placeOf: (strategyId, handler) => deployments.find(({ id }) => id === strategyId)?.loaded.places[handler],
        ...(plan.keepFills !== undefined && { keepFills: plan.keepFills }),
        ...(plan.debug !== undefined && { debug: plan.debug }),
      }),
  };
}

/** Says which periods there are, where the wanted one lies beside all of them: cheaper told now than after a run without a bar. */
function refuseOutside(infos: readonly SeriesInfo[], wanted: TimeRange): void {
  if (infos.some(({ from, to }) => (wanted.from ?? from) < to && (wanted.to ?? to) > from)) return;
  const there = infos.map(({ instrumentId, from, to }) => `${instrumentId} has bars from ${formatTime(from)} to ${formatTime(to)}`);
  fail('DATA_EMPTY', `no bar falls in the period: ${there.join(', ')}`);
}

function viewed(plan: BacktestPlan, instrumentId: string, series: ResolvedSeries): ResolvedSeries {
  if (plan.view === 'raw') return series;
  const factors = loadFactors(plan.home, instrumentId);
  if (factors === undefined)
    return fail('DATA_NO_FACTORS', `there are no factors of ${instrumentId}, which ${plan.view} prices need`, { where: instrumentId });
  return adjusted(series, factors, plan.view);
}

function seriesOf(listed: Instrument, wanted: Interval, resolved: ResolvedSeries, range: TimeRange): BacktestSeries {
  const { info } = resolved;
  const instrument = withPriceScale(listed, info.priceScale);
  async function* bars(): AsyncGenerator<BarColumns, void> {
    for await (const chunk of resolved.read(range)) {
      rescaleInPlace(chunk, info.priceScale, instrument.priceScale);
      yield chunk;
    }
  }
  return { instrument, wanted, interval: info.interval, source: info.source, fingerprint: info.fingerprint, notes: [], bars };
}
