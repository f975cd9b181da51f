import { REGIMES, type Regime } from '../../domain/regime.ts';
import { displayFraction, displayNumber } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { html, type Markup } from './markup.ts';

/** What the colours behind the price mean; nothing where no regimes were told. */
export function regimeKeys({ regimes }: BacktestResult): readonly Markup[] {
  return regimes === undefined ? [] : REGIMES.map((regime) => html`<span class="key band ${regime}">${regimeWords(regime)}</span> `);
}

/** How much of the time each instrument, and the market, was in each regime. */
export function regimeTable({ regimes }: BacktestResult): Markup {
  if (regimes === undefined) return html``;
  // One instrument is its market.
  const told = regimes.series.length > 2 ? regimes.series : regimes.series.slice(0, 1);
  const rows = told.map(
    ({ instrument, shares, changes }) =>
      html`<tr>
        <th scope="row">${instrument ?? 'All together'}</th>
        ${REGIMES.map((regime) => html`<td>${changes.length === 0 ? '–' : displayFraction(shares[regime])}</td>`)}
        <td>${displayNumber(changes.length, 0)}</td>
      </tr> `,
  );
  const model = regimes.model === 'hmm' ? 'A hidden Markov model' : 'Rules';
  return html`<section aria-labelledby="regimes">
    <h2 id="regimes">Regimes</h2>
    <div class="scroll" role="region" aria-labelledby="regimes" tabindex="0">
      <table class="regimes">
        <thead>
          <tr>
            <th scope="col">Of the time since known</th>
            ${REGIMES.map((regime) => html`<th scope="col"><span class="key band ${regime}">${regimeWords(regime)}</span></th>`)}
            <th scope="col">Changes</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="small">
      ${model} over closed ${regimes.interval} bars; a change counts from the bar that confirms it, so nothing is known before its time.
    </p>
  </section>`;
}

function regimeWords(regime: Regime): string {
  return regime.replace('-', ' ');
}
