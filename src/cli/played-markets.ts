import { openCatalog } from '../data/catalog.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { parquetBarFiles } from '../adapters/columns/parquet-bar-files.ts';
import { allocateBars, sliceBars, type BarColumns } from '../domain/bars.ts';
import { compareIntervals } from '../domain/interval.ts';
import type { Instrument } from '../domain/instrument.ts';
import { venueOf } from '../domain/instrument.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import { MICROS_PER_MINUTE } from '../kernel/time.ts';
import { instrumentMarket } from '../sim/instrument-market.ts';
import type { PlayedMarket } from '../testnet/open-testnet.ts';
import { configuredInstruments } from './configured-instruments.ts';
import type { CliContext } from './context.ts';

/** What `--market synth` lists, by the quote currency that a venue has. */
const SYNTH_SYMBOLS: readonly string[] = ['BTC/USDT', 'ETH/USDT', 'BTC/USD', 'ETH/USD'];
const CHUNK = 1_440;

/**
 * The markets that `--market` names: `synth` (BTC and ETH), `synth:BTC/USDT`, or `catalog:BTC/USDT.BINANCE`, whose bars may be another venue's.
 * Errors: `USAGE_INVALID`, `INSTRUMENT_UNKNOWN`, `DATA_NOT_FOUND`.
 */
export async function playedMarkets(
  context: CliContext,
  venue: string,
  named: readonly string[],
  seed: number,
): Promise<readonly PlayedMarket[]> {
  const also = definedInstruments(context);
  const known = (symbol: string): Instrument => findInstrument(`${symbol}.${venue}`, { also });
  const markets: PlayedMarket[] = [];
  for (const name of named) {
    const [, kind, what] = /^(synth|catalog)(?::(.+))?$/.exec(name) ?? [];
    if (kind === 'synth' && what === undefined) markets.push(...synthSymbols(venue).map((symbol) => synthetic(known(symbol), seed)));
    else if (kind === 'synth' && what !== undefined) markets.push(synthetic(known(what), seed));
    else if (kind === 'catalog' && what !== undefined) {
      const symbol = what.slice(0, -venueOf(what).length - 1);
      markets.push({ instrument: known(symbol), bars: await catalogBars(context, what) });
    } else fail('USAGE_INVALID', `--market is "${name}", and must look like synth, synth:BTC/USDT or catalog:BTC/USDT.BINANCE`);
  }
  const twice = markets.find(({ instrument }, at) => markets.findIndex((other) => other.instrument.id === instrument.id) !== at);
  if (twice !== undefined) fail('USAGE_INVALID', `--market names ${twice.instrument.id} twice`);
  return markets;
}

/** The instruments that the configuration defines. One that is still being written keeps no test exchange from starting, unless it was named. */
function definedInstruments(context: CliContext): readonly Instrument[] {
  try {
    return configuredInstruments(context);
  } catch (error) {
    if (!isBallastError(error) || context.configNamed) throw error;
    context.err(`its instruments are left out, since ${context.configFile} is not right: ${error.code}`);
    return [];
  }
}

function synthSymbols(venue: string): readonly string[] {
  const quote = venue === 'KRAKEN' || venue === 'COINBASE' ? '/USD' : '/USDT';
  return SYNTH_SYMBOLS.filter((symbol) => symbol.endsWith(quote));
}

/** A market that is made of a seed, minute by minute, without an end. */
function synthetic(instrument: Instrument, seed: number): PlayedMarket {
  function* chunks(): Generator<BarColumns, never> {
    const market = instrumentMarket(instrument, { seed, startTime: 0, interval: MICROS_PER_MINUTE });
    for (;;) {
      const bars = allocateBars(CHUNK);
      market.fill(bars, CHUNK);
      yield bars;
    }
  }
  return { instrument, bars: { chunks: chunks(), priceScale: instrument.priceScale } };
}

/** The shortest series of trades that the catalog has of an instrument, whole. */
async function catalogBars(context: CliContext, instrumentId: string): Promise<PlayedMarket['bars']> {
  const catalog = openCatalog(context.openHome({ create: false }).root, parquetBarFiles());
  const series = (await catalog.list()).filter((info) => info.instrumentId === instrumentId && info.source === 'trade');
  const [shortest] = series.toSorted((left, right) => compareIntervals(left.interval, right.interval));
  if (shortest === undefined) return fail('DATA_NOT_FOUND', `the catalog has no bars of ${instrumentId}`, { where: instrumentId });
  const chunks: BarColumns[] = [];
  for await (const chunk of catalog.read(shortest)) chunks.push(sliceBars(chunk, 0, chunk.length));
  return { chunks, priceScale: shortest.priceScale };
}
