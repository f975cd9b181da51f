import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseConfig } from '../load.ts';

const strategy = (regime: string): string =>
  `strategies: [{ id: a, strategy: watch, instruments: [BTC/USDT.BINANCE], interval: 1h, regime: { ${regime} } }]`;

/** What stands after `version: 1`, where the mistake is, and what must be said of it. */
const REFUSED: readonly { readonly mistake: string; readonly text: string; readonly at: string; readonly says: RegExp }[] = [
  {
    mistake: 'a model that there is not',
    text: 'regime: { model: rule }',
    at: '2:18',
    says: /one of none, rules, hmm.*did you mean rules/,
  },
  {
    mistake: 'a trend that ends above where it begins',
    text: 'regime:\n  trend: { above: 20, below: 25 }',
    at: '3:30',
    says: /trend\.below is above/,
  },
  { mistake: 'a volatility that does', text: 'regime:\n  volatility: { above: 1.2 }', at: '3:15', says: /volatility\.below is above/ },
  { mistake: 'a crisis that does', text: 'regime:\n  crisis: { below: 20% }', at: '3:20', says: /crisis\.below is above/ },
  {
    mistake: 'too short a past',
    text: 'regime:\n  volatility: { bars: 16, history: 79 }',
    at: '3:36',
    says: /too short a past for 16 bars.*at least 80/,
  },
  { mistake: 'a window that fits nothing', text: 'regime: { hmm: { window: 50 } }', at: '2:26', says: /whole number from 100/ },
  { mistake: 'a negative number of bars', text: 'regime: { dwell: -1 }', at: '2:18', says: /whole number from 0/ },
  {
    mistake: 'a share above all',
    text: 'regime: { effects: { range: 150% } }',
    at: '2:29',
    says: /a share above 0, such as 50%, or pause, or stop/,
  },
  { mistake: 'a share of nothing, which is a pause', text: 'regime: { effects: { range: 0% } }', at: '2:29', says: /or pause, or stop/ },
  { mistake: 'a market of no instruments', text: 'regime: { marketShare: 0 }', at: '2:24', says: /a share above 0/ },
  { mistake: 'an effect without a model', text: strategy('crisis: stop'), at: '2:95', says: /nothing to follow: set regime\.model/ },
  {
    mistake: 'a misspelled regime',
    text: `regime: { model: hmm }\n${strategy('crysis: stop')}`,
    at: '3:97',
    says: /crysis.*did you mean crisis/,
  },
];

suite('regimes in ballast.yaml', () => {
  for (const { mistake, text, at, says } of REFUSED) {
    test(`${mistake} is refused where it stands`, () => {
      assert.throws(
        () => parseConfig(`version: 1\n${text}`, 'ballast.yaml'),
        (error: Error & { readonly where?: string }) => {
          assert.equal(error.where, `ballast.yaml:${at}`, error.message);
          assert.match(error.message, says);
          return true;
        },
      );
    });
  }
});
