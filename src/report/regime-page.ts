import { displayTime } from './display.ts';
import { htmlDocument } from './page/document.ts';
import { html } from './page/markup.ts';
import { regimeChart } from './page/regime-chart.ts';
import { regimeTable } from './page/regime-table.ts';
import type { BacktestResult } from './result.ts';

/** The regimes of a run as one HTML file: the price with the regimes behind it, and their shares of the time. */
export function renderRegimePage(result: BacktestResult): string {
  const { instruments, from, to } = result.settings;
  const markets = instruments.map(({ id }) => id).join(', ');
  const body = html`<header>
      <p class="brand">Ballast regimes</p>
      <h1>${markets}</h1>
      <p class="where">${displayTime(from)} to ${displayTime(to)} UTC</p>
    </header>
    ${result.equity.points.length > 0 ? regimeChart(result) : ''} ${regimeTable(result)}`;
  return htmlDocument(result, `Regimes of ${markets} - Ballast`, body);
}
