import { MICROS_PER_SECOND, parseTime } from '../../kernel/time.ts';
import { displayDecimal, displayDuration, displayFraction, displayNumber, displayTime, moneyStyle } from '../display.ts';
import type { BacktestResult, ResultRoundTrip } from '../result.ts';
import { html, type Markup } from './markup.ts';
import { tone } from './overview.ts';

/** Round trips that the table lists. */
export const ROUND_TRIPS_SHOWN = 1_000;

/** Columns after the number and, where there are several, the instrument. */
const COLUMNS: readonly (readonly [label: string, kind: 'text' | 'number'])[] = [
  ['Side', 'text'],
  ['Entry', 'text'],
  ['Exit', 'text'],
  ['Held', 'number'],
  ['Quantity', 'number'],
  ['Entry price', 'number'],
  ['Exit price', 'number'],
  ['Fees', 'number'],
  ['Profit', 'number'],
  ['Return', 'number'],
];

/** The round trips, sortable by every column. */
export function tradesTable(result: BacktestResult): Markup {
  const { roundTrips, settings } = result;
  const shown = roundTrips.first.slice(0, ROUND_TRIPS_SHOWN);
  const { decimals, currency } = moneyStyle(result);
  const scales = new Map(settings.instruments.map((instrument) => [instrument.id, instrument.priceScale]));
  const total = displayNumber(roundTrips.total, 0);
  if (shown.length === 0) {
    return html`<section aria-labelledby="trades">
      <h2 id="trades">Round trips</h2>
      <p class="small">None was closed.</p>
    </section>`;
  }
  const caption = shown.length < roundTrips.total ? `The first ${displayNumber(shown.length, 0)} of ${total} by exit time` : `All ${total}`;
  const several = settings.instruments.length > 1;
  const columns: typeof COLUMNS = [['#', 'number'], ...(several ? ([['Instrument', 'text']] as const) : []), ...COLUMNS];
  const rows = shown.map((trip, index) => {
    const first = html`<td class="number">${index + 1}</td>
      ${several ? html`<td>${trip.instrument}</td>` : ''}`;
    return html`<tr>
      ${first}${tradeCells(trip, decimals, scales.get(trip.instrument) ?? 2)}
    </tr> `;
  });
  return html`<section aria-labelledby="trades">
    <h2 id="trades">Round trips <small>${caption}; profit in ${currency} after fees</small></h2>
    <div class="scroll tall" role="region" aria-labelledby="trades" tabindex="0">
      <table class="trades sortable">
        <thead>
          <tr>
            ${columns.map(([label, kind]) => html`<th scope="col" class="${kind}" data-kind="${kind}"><button type="button">${label}</button></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="small print-only">Printed: the first 40. The page on screen has all ${displayNumber(shown.length, 0)}.</p>
  </section>`;
}

function tradeCells(trip: ResultRoundTrip, decimals: number, priceScale: number): Markup {
  const seconds = (parseTime(trip.exitTime) - parseTime(trip.entryTime)) / MICROS_PER_SECOND;
  const price = (value: number): string => displayNumber(value, Math.min(priceScale, 8));
  const cell = (sort: number | string | null, text: string, colour = ''): Markup =>
    html`<td class="number ${colour}" data-sort="${sort ?? ''}">${text}</td>`;
  return html`<td>${trip.side}</td>
    <td>${displayTime(trip.entryTime)}</td>
    <td>${displayTime(trip.exitTime)}</td>
    ${[
      cell(seconds, displayDuration(seconds)),
      cell(trip.quantity, displayDecimal(trip.quantity)),
      cell(trip.entryPrice, price(trip.entryPrice)),
      cell(trip.exitPrice, price(trip.exitPrice)),
      cell(trip.fees, displayNumber(trip.fees, decimals)),
      cell(trip.profit, displayNumber(trip.profit, decimals), tone(trip.profit)),
      cell(trip.return, displayFraction(trip.return, 'signed'), tone(trip.return)),
    ]}`;
}
