import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { regimeSettingsOf, someRegimeBars, type RegimeBar } from '../../../tests/tools/regime-cases.ts';
import { REGIMES } from '../../domain/regime.ts';
import { SeededRandom } from '../../kernel/random.ts';
import type { RegimeSettings } from './regime-settings.ts';
import { Regimes, type RegimesState } from './regimes.ts';

const IDS = ['ONE', 'TWO'];
const models = fc.constantFrom('rules' as const, 'hmm' as const);

/** A watch over two instruments of which the second has the bars of the first in the opposite order, and all that it tells. */
function watch(settings: RegimeSettings): {
  readonly regimes: Regimes;
  readonly told: string[];
  readonly take: (bars: readonly RegimeBar[], from: number, to: number) => void;
} {
  const told: string[] = [];
  let bar = 0;
  const regimes = new Regimes(settings, IDS, (id, regime, reason) => told.push(`${bar} ${id ?? 'market'} ${regime}: ${reason}`));
  const take = (bars: readonly RegimeBar[], from: number, to: number): void => {
    for (bar = from; bar < to; bar += 1) {
      const pair = [bars[bar], bars[bars.length - 1 - bar]] as [RegimeBar, RegimeBar];
      for (const [place, { high, low, close }] of pair.entries()) regimes.take(place, bar + 1, high, low, close);
    }
  };
  return { regimes, told, take };
}

/** The regime of an instrument, and of a market of nothing else, after each of its bars. */
function regimesOver(bars: readonly RegimeBar[], settings: RegimeSettings): readonly (readonly unknown[])[] {
  const regimes = new Regimes(settings, ['ONE'], () => undefined);
  return bars.map(({ high, low, close }, bar) => {
    regimes.take(0, bar + 1, high, low, close);
    return [regimes.of('ONE'), regimes.market];
  });
}

for (const model of ['rules', 'hmm'] as const) {
  test(`${model}: every regime is visited by the bars of these properties`, () => {
    const seen = new Set<string>();
    for (const bars of fc.sample(someRegimeBars(), 200)) {
      const { told, take } = watch(regimeSettingsOf({ model }));
      take(bars, 0, bars.length);
      for (const line of told) seen.add(line.split(/ |:/)[2] ?? '');
    }
    assert.deepEqual([...seen].toSorted(), [...REGIMES].toSorted());
  });
}

test('a state that went through JSON goes on as if nothing had been', () => {
  fc.assert(
    fc.property(someRegimeBars(), models, fc.double({ min: 0, max: 1, noNaN: true }), (bars, model, share) => {
      const settings = regimeSettingsOf({ model });
      const cut = Math.floor(share * bars.length);
      const [unbroken, before, after] = [watch(settings), watch(settings), watch(settings)];
      unbroken.take(bars, 0, bars.length);
      before.take(bars, 0, cut);
      after.regimes.state = JSON.parse(JSON.stringify(before.regimes.state)) as RegimesState;
      after.take(bars, cut, bars.length);
      assert.deepEqual([...before.told, ...after.told], unbroken.told);
    }),
  );
});

test('nothing depends on later bars', () => {
  fc.assert(
    fc.property(someRegimeBars(), someRegimeBars(), models, (bars, later, model) => {
      const shared = Math.floor(bars.length / 2);
      const [one, other] = [bars, [...bars.slice(0, shared), ...later]].map((series) => regimesOver(series, regimeSettingsOf({ model })));
      assert.deepEqual(other?.slice(0, shared), one?.slice(0, shared));
    }),
  );
});

test('prices in other units have the same regimes', () => {
  fc.assert(
    fc.property(someRegimeBars(), models, fc.constantFrom(2, 3, 7, 1024, 1e-2, 1e5), (bars, model, unit) => {
      const scaled = bars.map(({ high, low, close }) => ({ high: high * unit, low: low * unit, close: close * unit }));
      const settings = regimeSettingsOf({ model });
      assert.deepEqual(regimesOver(scaled, settings), regimesOver(bars, settings));
    }),
  );
});

test('9: an instrument that has always moved twenty times as far as another has its regimes, not high volatility for ever', () => {
  const random = new SeededRandom(9);
  const moves = Array.from({ length: 2_000 }, (_, bar) => (random.next() - 0.5) * (bar % 400 > 360 ? 4 : 1));
  const regimesOf = (size: number): readonly string[] => {
    const regimes = new Regimes(
      regimeSettingsOf({ volatilityBars: 16, history: 200, drawdownBars: 2, crisis: { on: 0.9, off: 0.8 } }),
      ['ONE'],
      () => undefined,
    );
    let close = 1;
    return moves.map((move, bar) => {
      const open = close;
      close *= Math.exp(size * move);
      regimes.take(0, bar + 1, Math.max(open, close), Math.min(open, close), close);
      return regimes.of('ONE') ?? 'unknown';
    });
  };
  const [calm, lively] = [regimesOf(0.0005), regimesOf(0.01)];
  const differing = calm.filter((regime, bar) => regime !== lively[bar]).length;
  const volatile = lively.filter((regime) => regime === 'high-volatility').length;
  assert.ok(differing < 20, `${differing} bars differ`);
  assert.ok(volatile > 100 && volatile < 400, `${volatile} bars of high volatility`);
});

for (const model of ['rules', 'hmm'] as const) {
  test(`${model}: a market that stands still is a range, and whatever comes after it is told in numbers`, () => {
    fc.assert(
      fc.property(someRegimeBars(40), (bars) => {
        const { regimes, take } = watch(regimeSettingsOf({ model }));
        const still = Array.from({ length: 40 }, (): RegimeBar => ({ high: 1_000_000, low: 1_000_000, close: 1_000_000 }));
        take(still, 0, 40);
        assert.deepEqual([regimes.of('ONE'), regimes.market, regimes.of('ANOTHER')], ['range', 'range', undefined]);
        for (const [bar, { high, low, close }] of bars.entries()) regimes.take(0, 41 + bar, high, low, close);
        // JSON writes what is no number as null.
        assert.doesNotMatch(JSON.stringify(regimes.state), /\[null|null\]|"average":null|"sum":null/);
      }),
    );
  });
}

test('the first move of a market that stood still is a lively one', () => {
  const { regimes, take } = watch(regimeSettingsOf());
  const still = Array.from({ length: 40 }, (): RegimeBar => ({ high: 100, low: 100, close: 100 }));
  take(still, 0, 40);
  for (const bar of [41, 42]) regimes.take(0, bar, 101, 99, bar === 41 ? 101 : 99);
  assert.equal(regimes.of('ONE'), 'high-volatility');
});

test('a bar without a price above 0 is passed over', () => {
  const { regimes, take } = watch(regimeSettingsOf());
  take(
    Array.from({ length: 40 }, (): RegimeBar => ({ high: 100, low: 100, close: 100 })),
    0,
    40,
  );
  regimes.take(0, 41, 100, 0, 0);
  regimes.take(0, 42, 100, 100, 100);
  assert.equal(regimes.of('ONE'), 'range');
});
