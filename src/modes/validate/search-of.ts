import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Measured } from '../../domain/criteria.ts';
import { deflatedSharpe } from '../../report/evidence/deflated-sharpe.ts';
import { momentsOf } from '../../report/evidence/moments.ts';
import { overfittingOf } from '../../report/evidence/overfitting.ts';
import type { Store } from '../../ports/store.ts';
import { HOURS_PER_YEAR } from './measure-returns.ts';

/** Periods are cut into so many blocks, each of two days at least. */
const BLOCKS = 16;
const FEWEST_DAYS = 2 * BLOCKS;

const settings = z.looseObject({ strategy: z.looseObject({ id: z.string(), params: z.unknown() }) });
const statistics = z.looseObject({ sharpe: z.number().nullable() });
const result = z.looseObject({ equity: z.looseObject({ daily: z.array(z.looseObject({ equity: z.string() })) }) });

/** The search that a deployment came from, as far as it is on record: every kept backtest of its strategy, once for each set of parameters. */
export interface Search {
  readonly trials: number;
  /** Annualised Sharpe ratios of the trials that have one. */
  readonly sharpes: readonly number[];
  /** Daily returns of the trials that cover the same days as the newest of them. */
  readonly returns: readonly Float64Array[];
}

/** Reads it. `home` is the folder to which kept results are relative. */
export async function searchOf(store: Pick<Store, 'runs'>, home: string, strategy: string): Promise<Search> {
  const trials = new Map<string, { readonly sharpe: number | null; readonly file: string }>();
  for (const run of await store.runs()) {
    const read = settings.parse(JSON.parse(run.settings));
    if (read.strategy.id !== strategy) continue;
    trials.set(canonicalJson(read.strategy.params ?? {}), { sharpe: statistics.parse(JSON.parse(run.statistics)).sharpe, file: run.file });
  }
  const all = [...trials.values()].map(({ file }) => dailyReturns(join(home, file)));
  const days = all.at(-1)?.length ?? 0;
  return {
    trials: trials.size,
    sharpes: [...trials.values()].flatMap(({ sharpe }) => (sharpe === null ? [] : [sharpe])),
    returns: all.filter(({ length }) => length === days),
  };
}

/** What the search says of a run with these hourly returns; nothing where there was none. */
export function measureSearch({ trials, sharpes, returns }: Search, hourly: Float64Array): Measured {
  if (trials < 2 || hourly.length < 2) return {};
  const deviation = sharpes.length < 2 ? 0 : momentsOf(sharpes).deviation;
  const deflated = deflatedSharpe(momentsOf(hourly), { count: trials, sharpeVariance: deviation ** 2 / HOURS_PER_YEAR });
  const isLongEnough = returns.length > 1 && (returns[0]?.length ?? 0) >= FEWEST_DAYS;
  return {
    ...(deflated !== null && { deflatedSharpe: deflated }),
    ...(isLongEnough && { overfitting: overfittingOf(returns, BLOCKS).probability }),
  };
}

function dailyReturns(file: string): Float64Array {
  const { daily } = result.parse(JSON.parse(readFileSync(file, 'utf8'))).equity;
  const closes = daily.map(({ equity }) => Number(equity));
  return Float64Array.from(
    { length: Math.max(0, closes.length - 1) },
    (_, day) => (closes[day + 1] as number) / (closes[day] as number) - 1,
  );
}
