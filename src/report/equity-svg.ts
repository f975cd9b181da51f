import { displayFraction } from './display.ts';
import { html, trustedHtml, type Markup } from './page/markup.ts';
import type { BacktestResult, EquityPoint } from './result.ts';

const WIDTH = 800;
const HEIGHT = 260;
const MARGIN = { top: 34, right: 12, bottom: 26, left: 12 };
/** Points that a line of this width can show. */
const POINTS = 400;

const STYLE = trustedHtml(`<style>
text { font: 13px system-ui, sans-serif; fill: #59636f }
text.equity { fill: #2257c9 }
polyline { fill: none; stroke: #8b95a3; stroke-width: 1.5; stroke-linejoin: round }
polyline.equity { stroke: #2257c9; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #98a3b1 } text.equity { fill: #79a6ff } polyline.equity { stroke: #79a6ff } }
</style>`);

/** Equity against buy and hold as one small SVG file, for a page that runs no script, such as a README; it follows light and dark. */
export function equitySvg(result: BacktestResult): string {
  const { equity, settings, statistics } = result;
  const step = Math.max(1, Math.ceil(equity.points.length / POINTS));
  const points = equity.points.filter((_, row) => row % step === 0 || row === equity.points.length - 1);
  const values = points.flatMap((point) => [Number(point.equity), Number(point.benchmark)]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const line = (of: (point: EquityPoint) => string): string =>
    points.map((point, row) => `${x(row, points.length)},${y(Number(of(point)), low, high)}`).join(' ');
  const title = `${settings.strategy.id} on ${settings.instruments[0]?.id ?? ''}`;
  const label = (at: number, kind: string, text: string): Markup => html`<text x="${at}" y="20" class="${kind}">${text}</text>`;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${title}: equity against buy and hold"
  >
    ${STYLE} ${label(MARGIN.left, 'equity', `${title} ${displayFraction(statistics.return, 'signed')}`)}
    ${label(WIDTH / 2, 'hold', `Buy and hold ${displayFraction(statistics.buyAndHoldReturn, 'signed')}`)}
    <polyline class="hold" points="${line((point) => point.benchmark)}" />
    <polyline class="equity" points="${line((point) => point.equity)}" />
    <text x="${MARGIN.left}" y="${HEIGHT - 8}">${settings.from.slice(0, 10)}</text>
    <text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 8}" text-anchor="end">${settings.to.slice(0, 10)}</text>
  </svg> `.text;
}

function x(row: number, rows: number): string {
  return (MARGIN.left + (row / Math.max(1, rows - 1)) * (WIDTH - MARGIN.left - MARGIN.right)).toFixed(1);
}

function y(value: number, low: number, high: number): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return (HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1);
}
