import { parseTime, MICROS_PER_DAY } from '../../kernel/time.ts';
import { displayDecimal, displayDuration, displayFraction, displayNumber, displayStatistic, displayTime, moneyStyle } from '../display.ts';
import { resultNotes } from '../result-notes.ts';
import type { BacktestResult, BacktestStatistics } from '../result.ts';
import { STATISTICS, type StatisticEntry } from '../statistics-table.ts';
import { html, type Markup } from './markup.ts';

const ENTRIES = new Map(STATISTICS.flatMap(({ entries }) => entries).map((entry) => [entry.id, entry]));

/** What ran, on what, when, and the six numbers that are looked at first. */
export function overview(result: BacktestResult): Markup {
  const { settings, hash } = result;
  const markets = settings.instruments.map(({ id, interval }) => `${id} ${interval}`).join(', ');
  return html`<header>
      <p class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 3v11M7 6h10" />
          <path d="M3 13a9 9 0 0 0 18 0z" /></svg
        >Ballast backtest
      </p>
      <h1>${settings.strategy.id} <small>${settings.strategy.version}</small></h1>
      <p class="where">
        ${markets} <span>${displayTime(settings.from)} to ${displayTime(settings.to)} UTC</span>
        <span title="Result hash, over integers only: ${hash}">result <code>${hash.slice(0, 12)}</code></span>
      </p>
      <p class="verdict">${verdict(result)}</p>
    </header>
    <section class="tiles" aria-label="Key figures">
      ${tile(result, 'return', ['Buy & hold', 'buyAndHoldReturn'])} ${tile(result, 'cagr', ['Volatility', 'volatility'])}
      ${tile(result, 'sharpe', ['Sortino', 'sortino'])} ${tile(result, 'maxDrawdown', ['Longest', 'longestDrawdownSeconds'])}
      ${tile(result, 'winRate', ['Round trips', 'roundTrips'])} ${tile(result, 'profitFactor', ['Expectancy', 'expectancy'])}
    </section>
    ${notes(result)}`;
}

/** A statistic with its exact value beside what is shown; `bare` leaves the currency out. */
export function statisticValue(entry: StatisticEntry, result: BacktestResult, style: 'full' | 'bare' = 'full'): Markup {
  const text = displayStatistic(entry, result);
  const shown = style === 'bare' && entry.unit === 'money' ? text.replace(/ \S+$/, '') : text;
  return html`<data value="${String(result.statistics[entry.id])}" data-statistic="${entry.id}">${shown}</data>`;
}

/** `gain`, `loss` or nothing, for a number's colour. */
export function tone(value: number | string | null): 'gain' | 'loss' | '' {
  const number = Number(value);
  return number > 0 ? 'gain' : number < 0 ? 'loss' : '';
}

const TONED: ReadonlySet<string> = new Set(['return', 'cagr']);

function tile(
  result: BacktestResult,
  id: keyof BacktestStatistics,
  [label, under]: readonly [label: string, id: keyof BacktestStatistics],
): Markup {
  const main = ENTRIES.get(id);
  const second = ENTRIES.get(under);
  if (main === undefined || second === undefined) return html``;
  return html`<div class="tile">
    <h2>${main.label}</h2>
    <p class="figure ${TONED.has(id) ? tone(result.statistics[id]) : ''}">${statisticValue(main, result)}</p>
    <p class="under">${label} ${statisticValue(second, result, 'bare')}</p>
  </div>`;
}

function verdict(result: BacktestResult): Markup {
  const { settings, statistics } = result;
  const { decimals, currency } = moneyStyle(result);
  const days = (parseTime(settings.to) - parseTime(settings.from)) / MICROS_PER_DAY;
  const hold = statistics.buyAndHoldReturn;
  const held = hold === null ? '' : hold < 0 ? `lost ${displayFraction(-hold)}` : `made ${displayFraction(hold)}`;
  const span = days >= 1 ? `${displayNumber(days, 0)} days` : displayDuration(days * 86_400);
  return html`${displayDecimal(settings.cash)} ${currency} became
    <strong>${displayNumber(statistics.finalEquity, decimals)} ${currency}</strong> in
    ${span}${held === '' ? '' : `; buy and hold ${held}`}.`;
}

function notes(result: BacktestResult): Markup {
  const found = resultNotes(result);
  if (found.length === 0) return html``;
  return html`<section class="notes" aria-labelledby="notes">
    <h2 id="notes">Before you believe it</h2>
    <ul>
      ${found.map((note) => html`<li>${note}</li>`)}
    </ul>
  </section>`;
}
