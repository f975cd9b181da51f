import { z } from 'zod';

import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';
import type { KeyViolation } from '../violation.ts';

const effect = (): z.ZodType<string> => field.shareOr('50%', 'pause', 'stop');
const bars = (least: number, most = 50_000): z.ZodType<number> => field.whole(least, most);

const trend = z.strictObject({
  length: bars(2, 1000)
    .default(14)
    .register(keyDocs, { doc: 'Bars of the average directional index (ADX), which tells how far prices move one way.' }),
  above: bars(1, 100).default(25).register(keyDocs, { doc: 'A trend begins with an ADX of so much.' }),
  below: bars(1, 100).default(20).register(keyDocs, { doc: 'It ends with an ADX of less than this.' }),
});

const volatility = z.strictObject({
  bars: bars(2, 5000)
    .default(16)
    .register(keyDocs, { doc: 'Bars over which volatility and the range of bars are measured; 16 bars of 15m are 4 hours.' }),
  history: bars(20).default(672).register(keyDocs, {
    doc: 'Bars of the past whose median says what is usual of this instrument; 672 bars of 15m are a week.',
  }),
  above: field
    .decimal('above 0', '2')
    .default('2')
    .register(keyDocs, { doc: 'Volatility is high from so many times the usual on, of returns and of ranges both.' }),
  below: field.decimal('above 0', '1.5').default('1.5').register(keyDocs, { doc: 'It is high no more below this multiple.' }),
});

const crisis = z.strictObject({
  bars: bars(2).default(16).register(keyDocs, { doc: 'Bars whose highest price a fall is counted from.' }),
  above: field.shareOr('10%').prefault('10%').register(keyDocs, { doc: 'A crisis begins with a close so far below that price.' }),
  below: field.shareOr('5%').prefault('5%').register(keyDocs, { doc: 'It ends with a close less far below it.' }),
});

const hmm = z.strictObject({
  window: bars(100, 20_000).default(672).register(keyDocs, { doc: 'Newest bars that the hidden Markov model is fitted to.' }),
  refit: bars(1).default(96).register(keyDocs, { doc: 'Bars after which it is fitted anew.' }),
  certainty: field
    .shareOr('60%')
    .prefault('60%')
    .register(keyDocs, { doc: 'How probable another regime must be; until then the model says what it said before.' }),
});

const effects = z.strictObject({
  trend: effect().prefault('100%').register(keyDocs, { doc: 'In a trend.' }),
  range: effect().prefault('100%').register(keyDocs, { doc: 'In a range.' }),
  highVolatility: effect().prefault('100%').register(keyDocs, { doc: 'While volatility is high.' }),
  crisis: effect().prefault('pause').register(keyDocs, { doc: 'In a crisis.' }),
  unknown: effect().prefault('100%').register(keyDocs, { doc: 'Before enough bars have closed to tell.' }),
});

const follow = (): z.ZodType<'instrument' | 'market' | 'both'> => field.choice('instrument', 'market', 'both');

/** `regime`: how markets are told apart, and what that does to strategies. */
export const regime = z.strictObject({
  model: field
    .choice('none', 'rules', 'hmm')
    .default('none')
    .register(keyDocs, { doc: 'What tells regimes: nothing, rules that anyone can follow, or a hidden Markov model.' }),
  interval: field.interval().prefault('15m').register(keyDocs, { doc: 'The bars that it looks at.' }),
  confirm: bars(1, 1000).default(3).register(keyDocs, { doc: 'Bars in a row that must say the same before it counts.' }),
  dwell: bars(0, 10_000)
    .default(4)
    .register(keyDocs, { doc: 'Bars that a regime stays at least; a crisis comes without waiting for that.' }),
  trend: trend.prefault({}).register(keyDocs, { doc: 'From when on prices trend.' }),
  volatility: volatility.prefault({}).register(keyDocs, { doc: "From when on volatility is high, by the instrument's own past." }),
  crisis: crisis.prefault({}).register(keyDocs, { doc: 'From when on a fall is a crisis, whatever the model.' }),
  hmm: hmm.prefault({}).register(keyDocs, { doc: 'The hidden Markov model.' }),
  marketShare: field
    .shareOr('50%')
    .prefault('50%')
    .register(keyDocs, { doc: 'Share of the instruments that makes their crisis or high volatility one of the market.' }),
  follow: follow()
    .default('instrument')
    .register(keyDocs, { doc: 'Which regime strategies follow: of what they trade, of the market, or the stricter of both.' }),
  effects: effects.prefault({}).register(keyDocs, {
    doc: 'What a regime does to strategies: the share of its size that an entry has, pause (exits pass, nothing is added), or stop (for good).',
  }),
});

/** `strategies[].regime`: the same for one deployment. */
export const deploymentRegime = z.strictObject({
  follow: follow().optional().register(keyDocs, { doc: 'Which regime it follows, instead of regime.follow.', example: 'both' }),
  trend: effect().optional().register(keyDocs, { doc: 'Its size in a trend, or pause, or stop.', example: '100%' }),
  range: effect().optional().register(keyDocs, { doc: 'The same in a range.', example: '50%' }),
  highVolatility: effect().optional().register(keyDocs, { doc: 'The same while volatility is high.', example: 'pause' }),
  crisis: effect().optional().register(keyDocs, { doc: 'The same in a crisis.', example: 'stop' }),
  unknown: effect().optional().register(keyDocs, { doc: 'The same before enough bars have closed to tell.', example: 'pause' }),
});

/** The least past that says what is usual, in multiples of the bars over which it is measured. */
const LEAST_HISTORY = 5;

/** What is wrong between keys of regimes that are right by themselves. */
export function checkRegime(config: {
  readonly regime: z.output<typeof regime>;
  readonly strategies: readonly { readonly regime?: unknown }[];
}): KeyViolation[] {
  const { model, trend: trending, volatility: lively, crisis: falling } = config.regime;
  const least = LEAST_HISTORY * lively.bars;
  return [
    ...Object.entries({ trend: trending, volatility: lively, crisis: falling }).flatMap(([name, { above, below }]) =>
      Number(below) <= Number(above)
        ? []
        : [{ path: ['regime', name, 'below'], problem: `is above regime.${name}.above: what begins there would end before it began` }],
    ),
    ...(lively.history >= least
      ? []
      : [{ path: ['regime', 'volatility', 'history'], problem: `is too short a past for ${lively.bars} bars: give at least ${least}` }]),
    ...config.strategies.flatMap((strategy, index) =>
      strategy.regime === undefined || model !== 'none'
        ? []
        : [{ path: ['strategies', index, 'regime'], problem: 'has nothing to follow: set regime.model to rules or hmm, or leave it out' }],
    ),
  ];
}
