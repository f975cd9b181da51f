import { displayNumber } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { zoom } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { regimeKeys } from './regime-table.ts';

/** The figure of a price with the regimes behind it, and of nothing else. */
export function regimeChart(result: BacktestResult): Markup {
  const { equity, settings } = result;
  const [first, ...others] = settings.instruments;
  const instrument = first?.id ?? '';
  const rest = others.length > 0 ? ' Of the other instruments the table tells.' : '';
  const sampling = equity.stride === 1 ? 'Every bar is drawn.' : `A point covers ${displayNumber(equity.stride, 0)} bars.`;
  return html`<section aria-labelledby="charts">
    <div class="bar">
      <h2 id="charts">${instrument}</h2>
      ${zoom()}
    </div>
    <figure>
      <figcaption><span class="key price">price</span> ${regimeKeys(result)} <output data-readout="price"></output></figcaption>
      <div class="chart tall" id="price-chart" role="img" aria-label="Price of ${instrument} with its regimes over time"></div>
    </figure>
    <p class="small">
      ${sampling} A point in which volatility was high or a crisis held shows that, however shortly; the table counts by time.${rest}
    </p>
    <noscript><p>The chart needs JavaScript; all numbers are in the table.</p></noscript>
  </section>`;
}
