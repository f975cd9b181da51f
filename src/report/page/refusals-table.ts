import { displayNumber, displayTime } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { html, type Markup } from './markup.ts';

/** Refusals that the table lists. */
const REFUSALS_SHOWN = 100;

/** What was refused and why, counted by code, with the first ones in full. */
export function refusalsTable({ refusals }: BacktestResult): Markup {
  if (refusals.total === 0)
    return html`<section aria-labelledby="refusals">
      <h2 id="refusals">Refusals</h2>
      <p class="small">No order was refused.</p>
    </section>`;
  const shown = refusals.first.slice(0, REFUSALS_SHOWN);
  const codes = Object.entries(refusals.byCode).map(([code, times]) => html`<li><code>${code}</code> ${displayNumber(times, 0)}</li>`);
  const rows = shown.map(
    ({ time, instrument, code, message }) =>
      html`<tr>
        <td>${displayTime(time)}</td>
        <td>${instrument}</td>
        <td><code>${code}</code></td>
        <td class="message">${message}</td>
      </tr> `,
  );
  return html`<section aria-labelledby="refusals">
    <h2 id="refusals">Refusals <small>${displayNumber(refusals.total, 0)}</small></h2>
    <ul class="codes">
      ${codes}
    </ul>
    <details>
      <summary>The first ${displayNumber(shown.length, 0)}</summary>
      <div class="scroll tall" role="region" aria-labelledby="refusals" tabindex="0">
        <table class="refusals">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Instrument</th>
              <th scope="col">Code</th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}
