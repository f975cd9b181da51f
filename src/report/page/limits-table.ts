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
  const worst = dailyLoss
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, SHOWN)
    .filter(([, share]) => share > 0)
    .map(([day, share]) => [day, displayFraction(share)]);
  const first = hits.first.slice(0, SHOWN).map(({ time, name, limit, value, most }) => [displayTime(time), name, limit, value, most]);
  return html`<section aria-labelledby="limits">
    <h2 id="limits">Limits <small>${displayNumber(hits.total, 0)} hit</small></h2>
    <ul class="codes">
      ${codes}
    </ul>
    ${folded(`The first ${first.length} hits`, ['Time', 'Of', 'Limit', 'Value', 'Allowed'], first)}
    ${folded(`The ${worst.length} days that used most of the daily loss`, ['Day', 'Used at its close'], worst)}
  </section>`;
}

/** A table under a line that opens it. */
function folded(summary: string, heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const cells = (row: readonly string[]): readonly Markup[] => row.map((cell) => html`<td>${cell}</td> `);
  return html`<details>
    <summary>${summary}</summary>
    <div class="scroll tall" role="region" aria-labelledby="limits" tabindex="0">
      <table class="limits">
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th> `)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${cells(row)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
