import { formatDecimal, MILLION } from '../kernel/exact.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { AllocationShare } from '../domain/allocation-share.ts';
import type { Money } from '../domain/instrument.ts';
import { ALLOCATIONS_KEPT, type ResultAllocation } from './result.ts';

/** What a strategy did in one of its instruments. Money is in units. */
interface Line {
  readonly strategyId: string;
  readonly instrumentId: string;
  /** The share of now, and since when; the sum of shares times their lengths before that. */
  share: number;
  since: Micros;
  weighted: number;
  fills: number;
  refused: number;
  turnover: Money;
  fees: Money;
  profit: Money;
}

/** Gathers what allocation gave each strategy in each instrument, and what came of it. */
export class AllocationLog {
  /** How it was set, in words. */
  settings: readonly string[] = [];
  readonly #lines = new Map<string, Line>();
  readonly #changes: ResultAllocation['changes'] = [];
  #begin: Micros | undefined = undefined;
  #total = 0;

  /** Takes the shares of now on. */
  change(ts: Micros, reason: string, shares: readonly AllocationShare[]): void {
    this.#begin ??= ts;
    this.#total += 1;
    for (const { strategyId, instrumentId, share } of shares) {
      const line = this.#line(strategyId, instrumentId, ts);
      line.weighted += line.share * (ts - line.since);
      line.share = share;
      line.since = ts;
    }
    if (this.#changes.length >= ALLOCATIONS_KEPT) return;
    this.#changes.push({ time: formatTime(ts), reason, shares: shares.map(({ share }) => share / MILLION) });
  }

  /** Takes a fill, of which `profit` was realised, its fee taken off. */
  fill(strategyId: string, instrumentId: string, { turnover, fee, profit }: { turnover: Money; fee: Money; profit: Money }): void {
    const line = this.#lines.get(`${strategyId} ${instrumentId}`);
    if (line === undefined) return;
    line.fills += 1;
    line.turnover += turnover;
    line.fees += fee;
    line.profit += profit;
  }

  /** Takes an order that was refused for lack of a share. */
  refusal(strategyId: string, instrumentId: string, code: string): void {
    const line = this.#lines.get(`${strategyId} ${instrumentId}`);
    if (line !== undefined && code.startsWith('ALLOCATION_')) line.refused += 1;
  }

  /** What a result tells of it; undefined where nothing was ever allocated. */
  summary(end: Micros, moneyScale: number): ResultAllocation | undefined {
    const begin = this.#begin;
    if (begin === undefined) return undefined;
    const money = (units: Money): string => formatDecimal(units, moneyScale);
    return {
      settings: [...this.settings],
      lines: [...this.#lines.values()].map(
        ({ strategyId, instrumentId, share, since, weighted, fills, refused, turnover, fees, profit }) => ({
          ...{ strategyId, instrument: instrumentId, fills, refused },
          meanShare: end <= begin ? share / MILLION : (weighted + share * (end - since)) / (end - begin) / MILLION,
          ...{ turnover: money(turnover), fees: money(fees), profit: money(profit) },
        }),
      ),
      total: this.#total,
      changes: this.#changes,
    };
  }

  #line(strategyId: string, instrumentId: string, ts: Micros): Line {
    const key = `${strategyId} ${instrumentId}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const amounts = { fills: 0, refused: 0, turnover: 0, fees: 0, profit: 0 };
    const line: Line = { strategyId, instrumentId, share: 0, since: ts, weighted: 0, ...amounts };
    this.#lines.set(key, line);
    return line;
  }
}
