import { displayNumber } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { MARKERS_SHOWN } from './chart-data.ts';
import { regimeKeys } from './regime-table.ts';
import { html, type Markup } from './markup.ts';

/** The figures that the page's script fills, and what they leave out. */
export function charts(result: BacktestResult): Markup {
  const { equity, settings, statistics, fills } = result;
  const instrument = settings.instruments[0]?.id ?? '';
  const others = settings.instruments.length > 1 ? ' Fills of the other instruments are not drawn.' : '';
  const dropped =
    fills.length < statistics.fills ? ` Of ${displayNumber(statistics.fills, 0)} fills ${displayNumber(fills.length, 0)} were kept.` : '';
  return html`<section aria-labelledby="charts">
    <div class="bar">
      <h2 id="charts">Equity</h2>
      ${zoom()}
    </div>
    <figure>
      <figcaption>
        <span class="key equity">Equity</span> <span class="key benchmark">Buy and hold ${instrument}</span>
        <output data-readout="equity"></output>
      </figcaption>
      <div class="chart tall" id="equity-chart" role="img" aria-label="Equity against buy and hold over time"></div>
    </figure>
    <figure>
      <figcaption><span class="key drawdown">Drawdown</span> <output data-readout="drawdown"></output></figcaption>
      <div class="chart low" id="drawdown-chart" role="img" aria-label="Drawdown from the highest equity so far, over time"></div>
    </figure>
    <h2>Entries and exits</h2>
    <figure>
      <figcaption>
        <span class="key price">${instrument}</span> <span class="key bought">bought</span>
        <span class="key sold">sold</span> ${regimeKeys(result)}
        <output data-readout="price"></output>
      </figcaption>
      <div class="chart tall" id="price-chart" role="img" aria-label="Price of ${instrument} with entries and exits over time"></div>
    </figure>
    <p class="small">
      <span data-readout="markers"></span> ${sampling(equity.stride)} A marker stands for all fills on its side within a point; at most
      ${MARKERS_SHOWN} are drawn at once.${others}${dropped}
    </p>
    <noscript><p>The charts need JavaScript; all numbers are in the tables.</p></noscript>
  </section>`;
}

/** Buttons that change what all charts of the page show. */
export function zoom(): Markup {
  const buttons = [
    ['log', 'Log scale'],
    ['in', 'Zoom in'],
    ['out', 'Zoom out'],
    ['all', 'Whole period'],
  ] as const;
  return html`<div class="zoom" role="group" aria-label="Charts">
    ${buttons.map(([action, label]) => html`<button type="button" data-zoom="${action}" ${action === 'log' ? html` aria-pressed="false"` : ''}>${label}</button>`)}
  </div>`;
}

function sampling(stride: number): string {
  if (stride === 1) return 'Every bar is drawn.';
  const bars = displayNumber(stride, 0);
  return `Downsampled: a point covers ${bars} bars, with the open, high, low and close of the price and the equity at its end. The statistics are measured at every bar.`;
}
