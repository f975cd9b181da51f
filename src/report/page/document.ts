import type { BacktestResult } from '../result.ts';
import { moneyStyle } from '../display.ts';
import { chartData } from './chart-data.ts';
import { inlined } from './inlined.ts';
import { embeddedJson, html, trustedHtml, type Markup } from './markup.ts';

/** The notice that the chart library's licence asks for, shown on the page with a link. */
const CHART_NOTICE = 'TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc., Apache License 2.0';

/**
 * A page about a result as one HTML file: nothing is loaded from anywhere, and its policy forbids it.
 * The chart library is inlined; its size is bounded by the points of the curve and the caps that the page states.
 */
export function htmlDocument(result: BacktestResult, title: string, body: Markup): string {
  const hasBars = result.equity.points.length > 0;
  const { policy, style, scripts } = inlined({ withCharts: hasBars });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${style}
      </head>
      <body>
        <div class="palette-print" hidden></div>
        <main>
          ${body}
          <footer>
            Made by Ballast ${result.engine.version}. Charts: ${CHART_NOTICE},
            <a href="https://www.tradingview.com/" rel="noopener noreferrer">tradingview.com</a>.
          </footer>
        </main>
        ${hasBars ? embedded(result) : ''} ${scripts}
      </body>
    </html> `;
  return page.text;
}

/** What the charts draw, for their script. */
function embedded(result: BacktestResult): Markup {
  const data = embeddedJson(chartData(result, moneyStyle(result)));
  return trustedHtml(`<script type="application/json" id="data">${data.text}</script>`);
}
