import { displayFraction, displayNumber, displayTime } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { html, type Markup } from './markup.ts';

/** Hits and days that the tables list. */
const SHOWN = 50;

/** Which limits were hit, and on which days most of the daily loss was used; nothing where none was limited. */
export function limitsTable({ limits }: BacktestResult): Markup {
  if (limits === undefined) return html``;
  const { hits, dailyLoss } = limits;
  const codes = Object.entries(hits.byLimit).map(([limit, times]) => html`<li><code>${limit}</code> ${displayNumber(times, 0)}</li>`);
  const rows = hits.first.slice(0, SHOWN).map(
    ({ time, name, limit, value, most }) =>
      html`<tr>
        <td>${displayTime(time)}</td>
        <td>${name}</td>
        <td><code>${limit}</code></td>
        <td>${value}</td>
        <td>${most}</td>
      </tr> `,
  );
  const worst = dailyLoss
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, SHOWN)
    .filter(([, share]) => share > 0);
  const days = worst.map(
    ([date, share]) =>
      html`<tr>
        <td>${date}</td>
        <td>${displayFraction(share)}</td>
      </tr> `,
  );
  return html`<section aria-labelledby="limits">
    <h2 id="limits">Limits <small>${displayNumber(hits.total, 0)} hit</small></h2>
    <ul class="codes">
      ${codes}
    </ul>
    <details>
      <summary>The first ${displayNumber(rows.length, 0)} hits</summary>
      <div class="scroll tall" role="region" aria-labelledby="limits" tabindex="0">
        <table class="limits">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Of</th>
              <th scope="col">Limit</th>
              <th scope="col">Value</th>
              <th scope="col">Allowed</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
    </details>
    <details>
      <summary>The ${displayNumber(days.length, 0)} days that used most of the daily loss</summary>
      <div class="scroll tall" role="region" aria-labelledby="limits" tabindex="0">
        <table class="limits">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Used at its close</th>
            </tr>
          </thead>
          <tbody>
            ${days}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}
