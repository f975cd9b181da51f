import { displayFraction, displayNumber, displayTime } from '../display.ts';
import type { BacktestResult, ResultAllocation } from '../result.ts';
import { html, type Markup } from './markup.ts';

/** Changes that the table lists. */
const CHANGES_SHOWN = 100;

/** The effect of allocation: what each strategy had in each instrument, what came of it, and when and why that changed. */
export function allocationTable({ allocation, settings: { currency } }: BacktestResult): Markup {
  if (allocation === undefined) return html``;
  const { lines, settings } = allocation;
  const strategies = [...new Set(lines.map(({ strategyId }) => strategyId))];
  const rows = strategies.flatMap((id) => {
    const own = lines.filter(({ strategyId }) => strategyId === id);
    return [...own.map((line) => row(line)), ...(own.length > 1 ? [row({ ...together(own), instrument: 'all of them' })] : [])];
  });
  return html`<section aria-labelledby="allocation">
    <h2 id="allocation">Effect of allocation</h2>
    <div class="scroll" role="region" aria-labelledby="allocation" tabindex="0">
      <table class="allocation">
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            <th scope="col">Instrument</th>
            <th scope="col">Mean share of the equity</th>
            <th scope="col">Fills</th>
            <th scope="col">Refused for want of a share</th>
            <th scope="col">Turnover</th>
            <th scope="col">Fees</th>
            <th scope="col">Profit closed, after fees</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="small">${settings.join(' ')}</p>
    <p class="small">Money in ${currency}. What is still open at the end is in the equity, and not in these profits.</p>
    ${changes(allocation)}
  </section>`;
}

type Told = Omit<ResultAllocation['lines'][number], 'turnover' | 'fees' | 'profit'> & {
  readonly turnover: number | string;
  readonly fees: number | string;
  readonly profit: number | string;
};

function row({ strategyId, instrument, meanShare, fills, refused, turnover, fees, profit }: Told): Markup {
  const money = (amount: number | string): string => displayNumber(Number(amount), 2);
  return html`<tr>
    <th scope="row">${strategyId}</th>
    <th scope="row">${instrument}</th>
    <td>${displayFraction(meanShare)}</td>
    <td>${displayNumber(fills, 0)}</td>
    <td>${displayNumber(refused, 0)}</td>
    <td>${money(turnover)}</td>
    <td>${money(fees)}</td>
    <td>${money(profit)}</td>
  </tr> `;
}

function together(lines: ResultAllocation['lines']): Told {
  const sum = (of: (line: ResultAllocation['lines'][number]) => number | string): number =>
    lines.reduce((total, line) => total + Number(of(line)), 0);
  return {
    strategyId: lines[0]?.strategyId ?? '',
    instrument: '',
    meanShare: sum(({ meanShare }) => meanShare),
    fills: sum(({ fills }) => fills),
    refused: sum(({ refused }) => refused),
    turnover: sum(({ turnover }) => turnover),
    fees: sum(({ fees }) => fees),
    profit: sum(({ profit }) => profit),
  };
}

function changes({ changes: all, total, lines }: ResultAllocation): Markup {
  const shown = all.slice(0, CHANGES_SHOWN).map(
    ({ time, reason, shares }) =>
      html`<tr>
        <td>${displayTime(time)}</td>
        <td class="message">${reason}</td>
        ${shares.map((share) => html`<td>${displayFraction(share)}</td>`)}
      </tr> `,
  );
  return html`<details>
    <summary>The first ${displayNumber(shown.length, 0)} of ${displayNumber(total, 0)} changes</summary>
    <div class="scroll tall" role="region" aria-labelledby="allocation" tabindex="0">
      <table class="allocation">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Why</th>
            ${lines.map(({ strategyId, instrument }) => html`<th scope="col">${strategyId} ${instrument}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown}
        </tbody>
      </table>
    </div>
  </details>`;
}
