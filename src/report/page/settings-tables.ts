import { displayDecimal, displayFraction, displayNumber, displayTime } from '../display.ts';
import type { BacktestResult } from '../result.ts';
import { html, type Markup } from './markup.ts';

type Pair = readonly [name: string, value: string];

/** Everything that was set, so that the run can be repeated from the page. */
export function settingsTables({ settings, engine, hash }: BacktestResult): Markup {
  const { strategy, fees } = settings;
  const run: readonly Pair[] = [
    ['From', `${displayTime(settings.from)} UTC`],
    ['To', `${displayTime(settings.to)} UTC`],
    ['Cash', `${displayDecimal(settings.cash)} ${settings.currency}`],
    ['Account', settings.account],
    ['Fees', `${displayFraction(Number(fees.maker))} maker, ${displayFraction(Number(fees.taker))} taker`],
    ['Slippage', settings.slippage],
    ['Market orders fill at', settings.fill === 'next-open' ? 'the next open' : 'the same close'],
    ['A limit fills when', settings.limitFill === 'through' ? 'the price goes through it' : 'the price touches it'],
    ['Seed', String(settings.seed)],
    ['Ballast', engine.version],
    ['Result hash', hash],
  ];
  const params = Object.entries(strategy.params).map(([name, value]): Pair => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const identity: readonly Pair[] = [
    ['Strategy', strategy.id],
    ['Version', strategy.version],
    ['Code', strategy.hash],
  ];
  const data = settings.instruments.map((instrument) =>
    pairs(instrument.id, [
      ['Interval', instrument.interval],
      ['Bars', `${displayNumber(instrument.rows, 0)} (${instrument.source})`],
      ['From', `${displayTime(instrument.from)} UTC`],
      ['To', `${displayTime(instrument.to)} UTC`],
      ['Calendar', instrument.calendar],
      ['Tick, lot', `${displayDecimal(instrument.tick)} ${instrument.quote}, ${displayDecimal(instrument.lot)}`],
      ['Fingerprint', instrument.fingerprint],
      ...instrument.notes.map((note): Pair => ['Data check', note]),
    ]),
  );
  return html`<section aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    <div class="columns">
      ${pairs('Strategy', [...identity, ...params.map(([name, value]): Pair => [`param ${name}`, value])])}${pairs('Run', run)}${data}
    </div>
  </section>`;
}

function pairs(caption: string, rows: readonly Pair[]): Markup {
  return html`<table class="pairs">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="long">${value}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}
