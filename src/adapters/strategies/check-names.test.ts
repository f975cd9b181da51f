import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'acorn';
import { z } from 'zod';
import { bollinger, sma } from '../../strategy/index.ts';
import { checkNames } from './check-names.ts';

const PARAMS = { fast: 3 };
const definition = {
  id: 'my',
  version: '1.0.0',
  params: z.object({ fast: z.int().default(3), note: z.string().optional() }),
} as const;

/** What is refused in a strategy with a parameter `fast`, perhaps a `note`, and indicators `band` and `mean`. */
function refused(handlers: string, indicators = '() => ({ band: bollinger(2, 2), mean: sma(2) })'): readonly string[] {
  const code = `export default defineStrategy({ id: 'my', indicators: ${indicators}, ${handlers} });`;
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  const offences = checkNames(program, { definition, params: PARAMS, indicators: { band: bollinger(2, 2), mean: sma(2) } });
  return offences.map(({ what, instead }) => `${what}. ${instead}`);
}

describe('a name that a handler reads and that is not there is refused before anything runs', () => {
  for (const [name, handlers, ...told] of [
    ['an indicator', 'onBar({ indicators }) { return indicators.bnad.lower; }', 'there is no indicator bnad. Did you mean band?'],
    ['a field of one', 'onBar({ indicators }) { return indicators.band.lowr; }', 'there is no field of band: lowr. Did you mean lower?'],
    [
      'a field by its text',
      "onBar({ indicators }) { return indicators['mean']['vlaue']; }",
      'there is no field of mean: vlaue. Did you mean value?',
    ],
    ['a parameter', 'onTimer({ params }) { return params.fsat; }', 'there is no parameter fsat. Did you mean fast?'],
    [
      'through the whole context',
      'onBar(ctx) { return ctx.indicators.mean.vlaue; }',
      'there is no field of mean: vlaue. Did you mean value?',
    ],
    ['in an arrow function', 'onFill: ({ params }) => params.fsat', 'there is no parameter fsat. Did you mean fast?'],
    ['taken apart at once', 'onBar({ indicators: { mea } }) {}', 'there is no indicator mea. Did you mean mean?'],
    [
      'taken apart later',
      'onBar({ indicators }) { const { mean } = indicators; return mean.vlaue; }',
      'there is no field of mean: vlaue. Did you mean value?',
    ],
    [
      'under another name',
      'onBar({ indicators: all }) { const m = all.mean; return m.vlaue; }',
      'there is no field of mean: vlaue. Did you mean value?',
    ],
    [
      'with nothing near it',
      'onBar({ indicators }) { return indicators.xyzzy; }',
      'there is no indicator xyzzy. Declare it in the strategy, or correct its name.',
    ],
    [
      'all at once',
      'onBar({ indicators, params }) { return indicators.maen.value > params.fsat; }',
      'there is no indicator maen. Did you mean mean?',
      'there is no parameter fsat. Did you mean fast?',
    ],
  ] as const)
    test(name, () => assert.deepEqual(refused(handlers), told));
});

describe('what is there, or cannot be known here, is left alone', () => {
  for (const [name, handlers] of [
    [
      'values, methods and getters of indicators',
      'onBar({ indicators: { band, mean } }) { return band.isReady && mean.value > band.upper && mean.toString(); }',
    ],
    ['a parameter that was not given', 'onBar({ params }) { return params.note; }'],
    ['one that is asked for with ?.', 'onBar({ indicators }) { return indicators.mean?.vlaue ?? indicators?.other; }'],
    ['one that has a default', 'onBar({ params: { other = 3 } }) { return other; }'],
    ['a name that is computed', 'onBar({ indicators }, bar) { return indicators[bar.instrument]; }'],
    ['other things of the same name', 'onBar({ indicators }) { return [{}].map((indicators) => indicators.other); }'],
    ['a function elsewhere', 'onBar: (context, bar) => decide(context.indicators, bar)'],
    ['what is no handler', 'init: ({ params }) => ({ seen: params.other })'],
  ] as const)
    test(name, () => assert.deepEqual(refused(handlers), []));
});

describe('indicators that other parameters bring are left alone', () => {
  const onBar = 'onBar({ indicators, params }) { return params.fast > 5 ? indicators.slow.value : indicators.mean.upper; }';
  for (const [name, indicators] of [
    [
      'another set',
      '({ params }) => params.fast > 5 ? { slow: ema(9), mean: sma(2), band: bollinger(2, 2) } : { mean: sma(2), band: bollinger(2, 2) }',
    ],
    [
      'another kind under the same name',
      '({ params }) => ({ band: bollinger(2, 2), slow: sma(2), mean: params.fast > 5 ? sma(2) : bollinger(2, 2) })',
    ],
    ['what a function makes', '({ params }) => makeAll(params)'],
    ['what is spread', '({ params }) => ({ ...makeAll(params), band: bollinger(2, 2) })'],
  ] as const)
    test(name, () => {
      const reads = name === 'another set' ? onBar.replace('upper', 'value') : onBar;
      assert.deepEqual(refused(reads, indicators), []);
    });
});
