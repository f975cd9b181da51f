import { INTERVALS } from '../../domain/interval.ts';
import { feedOrder } from '../../indicators/feed-order.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import { findUnsafeState } from '../../strategy/find-unsafe-state.ts';
import type { AnyStrategy, DataNeeds, IndicatorSet } from '../../strategy/define-strategy.ts';

type Params = Readonly<Record<string, unknown>>;

/**
 * Tries what the strategy makes of its parameters, before anything runs: data, indicators and state.
 * Errors: `STRATEGY_INVALID`, and what its indicators raise, such as `INDICATOR_INVALID`.
 */
export function checkSetup(definition: AnyStrategy, params: Params, where: string): void {
  const { data, indicators, init } = definition;
  const needs = typeof data === 'function' ? attempt('data', where, () => data({ params })) : data;
  if (needs !== undefined) checkNeeds(needs, where);
  if (indicators !== undefined) {
    checkIndicators(
      attempt('indicators', where, () => indicators({ params })),
      needs,
      where,
    );
  }
  if (init !== undefined)
    checkState(
      attempt('init', where, () => init({ params })),
      where,
    );
}

function attempt<T>(field: string, where: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof BallastError)
      throw new BallastError(error.code, error.message, { where: `${where}, ${field}`, mend: error.mend, cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    return fail('STRATEGY_INVALID', `${field} throws: ${reason}`, { where, mend: `Correct ${field} of the strategy.`, cause: error });
  }
}

function checkNeeds(needs: DataNeeds, where: string): void {
  const wrong = (what: string, mend: string): never => fail('STRATEGY_INVALID', `data: ${what}`, { where, mend });
  const known = ['bars', 'ticks', 'warmUp', 'history', 'timers'];
  const checkInterval = (place: string, interval: unknown): void => {
    if (INTERVALS.some((each) => each === interval)) return;
    wrong(`${place} is "${String(interval)}", which is not an interval`, `Use one of ${INTERVALS.join(' ')}.`);
  };
  for (const key of Object.keys(needs)) {
    if (!known.includes(key)) wrong(`there is no "${key}"`, `Did you mean ${nearest(key, known) ?? known.join(', ')}?`);
  }
  for (const { interval } of needs.bars ?? []) if (interval !== undefined) checkInterval('an interval of bars', interval);
  for (const [name, interval] of Object.entries(needs.timers ?? {})) checkInterval(`timer ${name}`, interval);
  for (const key of ['warmUp', 'history'] as const) {
    const bars = needs[key] ?? 0;
    if (!Number.isSafeInteger(bars) || bars < 0) wrong(`${key} is ${bars}`, 'Give a whole number of bars, 0 or more.');
  }
  if (!['none', 'trades', 'quotes'].includes(needs.ticks ?? 'none')) wrong(`ticks is "${needs.ticks}"`, 'Use none, trades or quotes.');
}

function checkIndicators(indicators: IndicatorSet, needs: DataNeeds | undefined, where: string): void {
  const wrong = (name: string, what: string, mend: string): never =>
    fail('STRATEGY_INVALID', `indicators: ${name} ${what}`, { where, mend });
  for (const [name, indicator] of Object.entries<unknown>(indicators ?? {})) {
    if (!isIndicator(indicator)) wrong(name, 'is not an indicator', 'Make it with sma, ema, rsi and the others.');
  }
  for (const [name, indicator] of Object.entries(indicators ?? {})) {
    for (const { interval } of feedOrder([indicator])) {
      if (interval === undefined || needs?.bars?.some((bars) => bars.interval === interval)) continue;
      wrong(
        name,
        `wants bars of ${interval}, to which the strategy does not subscribe`,
        `Write data: { bars: [{}, { interval: '${interval}' }] }.`,
      );
    }
  }
}

function isIndicator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'feed' in value && 'isReady' in value;
}

function checkState(state: unknown, where: string): void {
  const unsafe = findUnsafeState(state);
  if (unsafe === undefined) return;
  fail('STRATEGY_INVALID', `init returns a state that JSON does not keep as it is: ${unsafe}`, {
    where,
    mend: 'Use finite numbers, texts, truth values, null, arrays and plain objects only; no Map, Set, Date, class or NaN.',
  });
}
