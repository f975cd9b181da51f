import type { BacktestResult } from '../result.ts';
import { STATISTICS } from '../statistics-table.ts';
import { html, type Markup } from './markup.ts';
import { statisticValue } from './overview.ts';

/** All statistics in groups; each name leads to its formula, and shows it on hover. */
export function statisticsTables(result: BacktestResult): Markup {
  const group = ({ title, entries }: (typeof STATISTICS)[number]): Markup =>
    html`<table class="pairs">
      <caption>
        ${title}
      </caption>
      <tbody>
        ${entries.map(
          (entry) =>
            html`<tr>
              <th scope="row"><a href="#formula-${entry.id}" title="${entry.formula}">${entry.label}</a></th>
              <td>${statisticValue(entry, result, 'bare')}</td>
            </tr> `,
        )}
      </tbody>
    </table>`;
  return html`<section aria-labelledby="statistics">
    <h2 id="statistics">Statistics <small>money in ${result.settings.currency}</small></h2>
    <div class="columns four">${STATISTICS.map(group)}</div>
  </section>`;
}

/** The formula of every statistic, to which the tables lead. */
export function formulas(): Markup {
  const entries = STATISTICS.flatMap((group) => group.entries);
  return html`<section aria-labelledby="formulas">
    <details>
      <summary><h2 id="formulas">Formulas</h2></summary>
      <dl class="formulas">
        ${entries.map(
          ({ id, label, formula, nullWhen }) =>
            html`<div id="formula-${id}">
              <dt>${label}</dt>
              <dd>${formula}.${nullWhen === undefined ? '' : html` <span>Not defined when ${nullWhen}.</span>`}</dd>
            </div> `,
        )}
      </dl>
    </details>
  </section>`;
}
