import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { regimeSettingsOf } from '../../../tests/tools/regime-cases.ts';
import type { Regime } from '../../domain/regime.ts';
import { MarketRegime } from './market-regime.ts';

const [trend, range, volatile, crisis] = ['trend', 'range', 'high-volatility', 'crisis'] as const;

const VOTES: readonly { readonly rule: string; readonly votes: readonly (Regime | undefined)[]; readonly is: Regime | undefined }[] = [
  { rule: 'one instrument is its market', votes: [trend], is: trend },
  { rule: 'half of the instruments make a crisis', votes: [crisis, crisis, trend, trend], is: crisis },
  { rule: 'fewer do not', votes: [crisis, trend, trend], is: trend },
  { rule: 'an instrument in a crisis is a lively one too', votes: [crisis, volatile, range, trend], is: volatile },
  { rule: 'else what more of them do', votes: [volatile, trend, trend, range, range, range], is: range },
  { rule: 'as many trends as ranges are a range', votes: [trend, range], is: range },
  { rule: 'what is not known has no vote', votes: [undefined, undefined, crisis, undefined], is: crisis },
  { rule: 'nothing is known', votes: [undefined, undefined], is: undefined },
];

suite('the regime of the market', () => {
  for (const { rule, votes, is } of VOTES) {
    test(rule, () => {
      const market = new MarketRegime(regimeSettingsOf(), votes.length);
      for (const _ of votes) {
        market.begin(1, votes);
        market.end(votes);
      }
      assert.equal(market.regime, is);
    });
  }

  test('is counted once for each closing time, with the last bar of it', () => {
    const market = new MarketRegime(regimeSettingsOf({ dwell: 1 }), 2);
    const votes: (Regime | undefined)[] = [trend, trend];
    const bar = (time: number): boolean => market.begin(time, votes) || market.end(votes);
    assert.deepEqual([bar(1), bar(1), market.regime], [false, true, trend]);
    votes[0] = crisis;
    assert.deepEqual([bar(2), market.regime], [false, trend]);
    votes[1] = crisis;
    assert.deepEqual([bar(2), market.regime], [true, crisis]);
  });

  test('where an instrument has no bar it is counted before the first bar of the next time', () => {
    const market = new MarketRegime(regimeSettingsOf({ dwell: 1 }), 2);
    const votes: (Regime | undefined)[] = [trend, trend];
    market.begin(1, votes);
    market.end(votes);
    assert.equal(market.regime, undefined);
    assert.equal(market.begin(2, votes), true);
    assert.equal(market.regime, trend);
  });
});
