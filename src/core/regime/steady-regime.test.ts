import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { REGIMES, type Regime } from '../../domain/regime.ts';
import { SteadyRegime } from './steady-regime.ts';

const WORDS: Readonly<Record<string, Regime>> = { t: 'trend', r: 'range', v: 'high-volatility', c: 'crisis' };

/** What is said bar by bar, and the regime after each; a dot is none. */
const STORIES: readonly { readonly rule: string; readonly said: string; readonly is: string }[] = [
  { rule: 'what is said three times in a row counts', said: 'tttttt', is: '..tttt' },
  { rule: 'a bar that says something else begins the count anew', said: 'tttrrtrrrr', is: '..ttttttrr' },
  { rule: 'a third word begins the count anew as well', said: 'ttttttrrvvv', is: '..ttttttttv' },
  { rule: 'a regime stays for its dwell, then what is still said counts', said: 'tttrrrrrr', is: '..tttttrr' },
  { rule: 'a crisis need not wait for the end of a dwell', said: 'tttccc', is: '..tttc' },
  { rule: 'a crisis stays for its dwell', said: 'cccrrrrrrr', is: '..cccccrrr' },
];

suite('a steady regime, confirmed by 3 bars and held for 5', () => {
  for (const { rule, said, is } of STORIES) {
    test(rule, () => {
      const steady = new SteadyRegime({ confirm: 3, dwell: 5 });
      const told = said.split('').map((letter) => {
        steady.take(WORDS[letter] as Regime);
        return Object.keys(WORDS).find((each) => WORDS[each] === steady.regime) ?? '.';
      });
      assert.equal(told.join(''), is);
    });
  }
});

const said = fc.array(fc.constantFrom(...REGIMES), { maxLength: 60 });
const limits = fc.record({ confirm: fc.integer({ min: 1, max: 5 }), dwell: fc.integer({ min: 1, max: 12 }) });

test('whatever is said, a change was confirmed, came after the dwell or is a crisis, and is told', () => {
  fc.assert(
    fc.property(said, limits, (words, { confirm, dwell }) => {
      const steady = new SteadyRegime({ confirm, dwell });
      let changedAt: number | undefined;
      for (const [at, word] of words.entries()) {
        const before = steady.regime;
        const isTold = steady.take(word);
        assert.equal(isTold, steady.regime !== before);
        if (!isTold) continue;
        assert.ok(at + 1 >= confirm && words.slice(at + 1 - confirm, at + 1).every((each) => each === steady.regime));
        assert.ok(changedAt === undefined || steady.regime === 'crisis' || at - changedAt >= dwell);
        changedAt = at;
      }
    }),
  );
});

test('what is said often enough comes to count, however it began', () => {
  fc.assert(
    fc.property(said, limits, fc.constantFrom(...REGIMES), (words, { confirm, dwell }, last) => {
      const steady = new SteadyRegime({ confirm, dwell });
      for (const word of words) steady.take(word);
      for (let bar = 0; bar < Math.max(confirm, dwell); bar += 1) steady.take(last);
      assert.equal(steady.regime, last);
    }),
  );
});
