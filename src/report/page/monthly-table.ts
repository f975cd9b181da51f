import { displayNumber } from '../display.ts';
import { monthlyReturns } from '../monthly-returns.ts';
import type { BacktestResult } from '../result.ts';
import { html, type Markup } from './markup.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** Shades of gain and of loss; the deepest is for the largest month, and for no month below 5%. */
const SHADES = 5;
const DEEPEST = 0.05;

/** Returns by month and year as a heat map. */
export function monthlyTable(result: BacktestResult): Markup {
  const years = monthlyReturns(result);
  const largest = Math.max(0, ...years.flatMap(({ months }) => months.map((value) => Math.abs(value ?? 0))));
  const cell = (value: number | null, name: string): Markup => {
    if (value === null) return html`<td class="empty"></td>`;
    const shade = Math.ceil((Math.abs(value) / Math.max(largest, DEEPEST)) * SHADES);
    const heat = shade === 0 ? 'flat' : `${value > 0 ? 'gain' : 'loss'}-${shade}`;
    return html`<td class="heat ${heat}"><data value="${value}" data-month="${name}">${percent(value)}</data></td>`;
  };
  const row = ({ year, months, whole }: (typeof years)[number]): Markup =>
    html`<tr>
      <th scope="row">${year}</th>
      ${months.map((value, month) => cell(value, `${year}-${String(month + 1).padStart(2, '0')}`))}
      <td class="whole">${whole === null ? '' : percent(whole)}</td>
    </tr> `;
  return html`<section aria-labelledby="months">
    <h2 id="months">Monthly returns <small>in %</small></h2>
    <div class="scroll" role="region" aria-labelledby="months" tabindex="0">
      <table class="months">
        <thead>
          <tr>
            <th scope="col">Year</th>
            ${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}
            <th scope="col">Year</th>
          </tr>
        </thead>
        <tbody>
          ${years.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function percent(value: number): string {
  const text = displayNumber(value * 100, 1);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
