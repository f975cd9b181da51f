import { z } from 'zod';

import { LIMIT_FORMS, UNLIMITED } from '../../domain/read-limit.ts';
import type { LimitName } from '../../domain/risk-limits.ts';
import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';

const id = (example: string): z.ZodType<string> => field.text(`an id such as ${example}`);

/** A limit that is left out: there is none on this level. */
const own = (name: LimitName, doc: string, example: string) => field.limit(name).optional().register(keyDocs, { doc, example });

/** A limit with a default. */
const limit = (name: LimitName, preset: string, doc: string) => field.limit(name).default(preset).register(keyDocs, { doc });

/** The limits that strategies and instruments may have of their own; the tightest of all levels holds. */
const ownLimits = {
  maxOrderValue: own('maxOrderValue', 'Largest value of one order.', '1000'),
  maxPositionValue: own('maxPositionValue', 'Largest value of one position, open orders counted.', '20%'),
  maxExposure: own('maxExposure', 'Largest value of its positions together, open orders counted.', '30%'),
  dailyLoss: own('dailyLoss', 'Loss of a day at which it is stopped.', '0.5%'),
  weeklyLoss: own('weeklyLoss', 'Loss of a week at which it is stopped.', '2%'),
  maxDrawdown: own('maxDrawdown', 'Loss from its best moment at which it is stopped.', '10%'),
  maxLosingStreak: own('maxLosingStreak', 'Losing round trips in a row at which it is stopped.', '5'),
  maxMessages: own('maxMessages', 'Orders and cancels within a minute.', '30'),
  maxRepeats: own('maxRepeats', 'Orders within an hour that may add exposure, at which it is stopped.', '20'),
  priceCollar: own('priceCollar', 'How far from the last price a limit may lie.', '2%'),
  referenceCollar: own('referenceCollar', 'How far from the median of the last five closes the price may lie that an order meets.', '5%'),
  duplicateWindow: own('duplicateWindow', 'Time within which the same order is a duplicate.', '10s'),
  maxDataAge: own('maxDataAge', 'How late the newest price may be.', '5s'),
  maxSpread: own('maxSpread', 'Widest spread of the newest quote.', '0.2%'),
  maxClockSkew: own('maxClockSkew', 'How far in our future a price may have happened.', '250ms'),
  sides: own('sides', 'Which positions may be opened: both, long, short or none.', 'long'),
  hours: own('hours', 'When orders leave, while the market trades or at any hour.', 'open'),
  selfMatch: own('selfMatch', 'Whether an order may meet one of our own.', 'refuse'),
};

const eachStrategy = z.strictObject({
  ...ownLimits,
  maxOpenPositions: own('maxOpenPositions', 'Positions that are open at a time.', '5'),
  maxMessages: limit(
    'maxMessages',
    '60',
    'Orders and cancels of one strategy within a minute. Cancels and exits count, and are never refused.',
  ),
  maxRepeats: limit('maxRepeats', '100', 'Orders of one strategy within an hour that may add exposure; who reaches it is stopped.'),
});

/** `limits`: an entry of it, the limits of one strategy or of one instrument. */
export const limits = z.strictObject({
  of: id('BTC/USDT.BINANCE').register(keyDocs, {
    doc: 'The instrument or the strategy that they are of.',
    example: 'BTC/USDT.BINANCE',
    sample: 'BTC/USDT.SYNTH',
  }),
  ...ownLimits,
  maxOpenPositions: own('maxOpenPositions', 'Positions that are open at a time.', '5'),
  maxOrderQuantity: own('maxOrderQuantity', 'Largest quantity of one order in the instrument, beside what its venue allows.', '0.5'),
});

const correlation = z.strictObject({
  maxExposure: limit('maxCorrelated', '100%', 'Largest value of positions that move together.'),
  above: field.rate('70%').prefault('70%').register(keyDocs, { doc: 'Correlation of daily returns from which on they do.' }),
  over: field
    .whole(20, 1000)
    .default(60)
    .register(keyDocs, { doc: 'Days over which it is measured; until 20 are known two count as one.' }),
  instruments: z.array(id('BTC/USDT.BINANCE')).optional().register(keyDocs, {
    doc: 'The instruments of a matrix that is set rather than measured.',
    example: '[BTC/USDT.BINANCE, ETH/USDT.BINANCE]',
  }),
  matrix: field.matrix().optional().register(keyDocs, { doc: 'Their correlations, row by row.', example: '[[1, 0.8], [0.8, 1]]' }),
});

/** `risk`: what every order is held to. docs/risk-controls.md tells what each control is for. */
export const risk = z.strictObject({
  dailyLoss: limit(
    'dailyLoss',
    '1%',
    'Loss of a day (realised, open and fees) at which nothing adds exposure any more until a person lets it go on.',
  ),
  weeklyLoss: limit('weeklyLoss', '3%', 'The same of a week, which begins on Monday.'),
  maxDrawdown: limit('maxDrawdown', '20%', 'The same from the best moment so far.'),
  maxLosingStreak: limit(
    'maxLosingStreak',
    'unlimited',
    'Losing round trips in a row at which the same happens; those who follow trends have ten as a matter of course.',
  ),
  lossAction: field
    .choice('REDUCING', 'HALTED')
    .default('REDUCING')
    .register(keyDocs, { doc: 'What trading is when one of these is hit; exits pass either way.' }),
  dayZone: field
    .dayZone()
    .default('UTC')
    .register(keyDocs, { doc: 'By whose clock days and weeks begin: UTC, New York, or a fixed distance such as "+01:00".' }),
  maxOrderValue: limit(
    'maxOrderValue',
    '200%',
    'Largest value of one order, a sum or a share of the equity; what turns a whole position around is twice the equity.',
  ),
  maxPositionValue: limit('maxPositionValue', '100%', 'Largest value of one position of one strategy, open orders counted.'),
  maxExposure: limit('maxExposure', '100%', 'Largest value of all positions together, at all venues, open orders counted.'),
  maxLeverage: limit('maxLeverage', '1', 'The same as a multiple of the equity.'),
  maxOpenPositions: limit('maxOpenPositions', '20', 'Positions that are open at a time.'),
  correlation: correlation.prefault({}).register(keyDocs, { doc: 'Positions that move together.' }),
  priceCollar: limit('priceCollar', '10%', 'How far from the last price a limit may lie.'),
  referenceCollar: limit(
    'referenceCollar',
    '20%',
    'How far from the median of the last five closes the price may lie that an order meets.',
  ),
  maxMessages: limit(
    'maxMessages',
    '300',
    'Orders and cancels of the account within a minute. Cancels and exits count, and are never refused.',
  ),
  duplicateWindow: limit('duplicateWindow', '1s', 'Time within which the same order is a duplicate.'),
  maxDataAge: limit('maxDataAge', '60s', 'How late the newest price may be, beyond the length of a bar.'),
  maxSpread: limit('maxSpread', '1%', 'Widest spread of the newest quote, where quotes come.'),
  maxClockSkew: limit('maxClockSkew', '1s', 'How far in our future a price may have happened.'),
  sides: limit('sides', 'both', 'Which positions may be opened: both, long, short or none.'),
  hours: limit('hours', 'open', 'When orders leave, while the market trades (its close included) or at any hour.'),
  selfMatch: limit('selfMatch', 'refuse', 'Whether an order may meet one of our own.'),
  instruments: z.array(id('BTC/USDT.BINANCE')).optional().register(keyDocs, {
    doc: 'The instruments that may be traded; all where left out.',
    example: '[BTC/USDT.BINANCE]',
    sample: '[BTC/USDT.SYNTH]',
  }),
  strategies: z
    .array(id('my-strategy'))
    .optional()
    .register(keyDocs, { doc: 'The strategies that may trade; all where left out.', example: '[my-strategy]' }),
  eachStrategy: eachStrategy.prefault({}).register(keyDocs, { doc: 'Limits of every strategy, but for what `limits` says.' }),
  killFile: field.text('the path of a file, such as /run/ballast/KILL').optional().register(keyDocs, {
    doc: 'One more kill file, such as on another volume, besides KILL in the home folder and the one beside that folder; while one exists, what it kills adds no exposure.',
    example: '/run/ballast/KILL',
  }),
});

/** The same with every limit off that can be: what a strategy does by itself. */
export const UNLIMITED_RISK = {
  ...Object.fromEntries(Object.keys(LIMIT_FORMS).flatMap((name) => (name in risk.shape ? [[name, loosest(name as LimitName)]] : []))),
  correlation: { maxExposure: UNLIMITED },
  eachStrategy: { maxMessages: UNLIMITED, maxRepeats: UNLIMITED },
};

function loosest(name: LimitName): string {
  const form = LIMIT_FORMS[name];
  return form.kind === 'word' ? (form.words.at(-1) ?? '') : UNLIMITED;
}

/** What `ballast live` takes from no default: whoever trades has decided these. */
export const STATED_IN_LIVE = ['dailyLoss', 'maxOrderValue', 'maxPositionValue'] as const;
