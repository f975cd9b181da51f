import { z } from 'zod';

import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';

/** `strategies[].sizing`: how large the orders of a deployment are that open a position. */
export const sizing = z.strictObject({
  method: field.choice('fixed', 'notional', 'equity', 'volatility', 'risk', 'kelly').register(keyDocs, {
    doc: 'What the size comes from: a quantity, an amount of money, a share of the capital, a volatility, the risk to the stop, or the measured edge.',
    example: 'risk',
  }),
  value: field.size().register(keyDocs, {
    doc: 'For fixed units of the base (0.01), for notional money (1000), for equity a share of the capital (10%), for volatility what it is to be in a year (20%), for risk what reaching the stop costs (1% of the capital), for kelly the part of its share that is bet (50%).',
    example: '1%',
  }),
  most: field.rate('25%').optional().register(keyDocs, {
    doc: 'For volatility and kelly: largest share of the capital; left out, 100% and 25%.',
    example: '25%',
  }),
  trips: field
    .whole(2, 100_000)
    .default(30)
    .register(keyDocs, { doc: 'For kelly: round trips that must have closed before the edge is believed.' }),
  before: field.rate('1%').prefault('1%').register(keyDocs, { doc: 'For kelly: share of the capital until then.' }),
});

const regimeShare = (): z.ZodType<string> => field.rate('10%');

/** `strategies[].budgets`: a budget for each regime of the instrument. */
export const budgets = z.strictObject({
  trend: regimeShare().register(keyDocs, { doc: 'Budget while the instrument trends.', example: '30%' }),
  range: regimeShare().register(keyDocs, { doc: 'Budget while it moves within bounds.', example: '10%' }),
  highVolatility: regimeShare().register(keyDocs, { doc: 'Budget while it moves far more than it used to.', example: '2%' }),
  crisis: regimeShare().register(keyDocs, { doc: 'Budget while it falls apart.', example: '0%' }),
});

const weight = z.strictObject({
  instrument: field.instrumentId().register(keyDocs, { doc: 'Symbol and venue.', example: 'BTC/USDT.BINANCE' }),
  share: field.rate('40%').register(keyDocs, { doc: 'Its share of each budget of a strategy that trades it.', example: '40%' }),
});

/** `allocation`: how the equity is shared out among the strategies and their instruments. */
export const allocation = z.strictObject({
  method: field.choice('none', 'equal', 'fixed', 'inverse-volatility', 'risk-parity', 'momentum').default('none').register(keyDocs, {
    doc: "How a strategy's budget is spread over its instruments; none leaves it to the strategy.",
  }),
  weights: z.array(weight).default([]).register(keyDocs, { doc: 'For fixed: the share of each instrument; what is over stays in cash.' }),
  top: field
    .whole(1, 1_000)
    .default(3)
    .register(keyDocs, { doc: 'For momentum: how many of the strongest instruments are held, of those that rose.' }),
  interval: field
    .choice('1h', '4h', '1d')
    .default('1d')
    .register(keyDocs, { doc: 'Prices for volatility, correlation and momentum are taken at its UTC boundaries.' }),
  lookback: field
    .whole(20, 2_000)
    .default(60)
    .register(keyDocs, { doc: 'Returns that these are measured over; no new risk before there are as many.' }),
  rebalance: field.choice('1h', '4h', '1d', '1w').default('1d').register(keyDocs, { doc: 'Weights are found anew at its UTC boundaries.' }),
  band: field
    .rate('20%')
    .prefault('20%')
    .register(keyDocs, { doc: 'Weights stay as they are while each is within this share of itself of what it should be.' }),
  trim: field
    .flag()
    .default(true)
    .register(keyDocs, { doc: 'Whether positions that have outgrown their share by more than the band are cut back at a rebalancing.' }),
  maxWeight: field.rate('100%').prefault('100%').register(keyDocs, { doc: "Largest weight of one instrument in a strategy's budget." }),
  correlatedAbove: field
    .rate('70%')
    .prefault('70%')
    .register(keyDocs, { doc: 'Instruments whose returns correlate by more than this count together.' }),
  correlatedMost: field.rate('100%').prefault('100%').register(keyDocs, { doc: 'Largest weight of all that count together.' }),
  readyFills: field
    .whole(0, 1_000_000)
    .default(30)
    .register(keyDocs, { doc: 'Fills that a strategy must have before it gets its budget.' }),
  readyDays: field.whole(0, 10_000).default(7).register(keyDocs, { doc: 'Days that it must have run before.' }),
  readyBefore: field.rate('2%').prefault('2%').register(keyDocs, { doc: 'Its largest budget until then.' }),
  aboveMedian: field.flag().default(false).register(keyDocs, {
    doc: 'Whether a strategy whose round trips return less than the median of all that are ready is given no more than readyBefore.',
  }),
  cooldown: field.duration('72h').prefault('72h').register(keyDocs, { doc: 'For how long a budget that fell to nothing stays there.' }),
  maxAge: field.duration('7d').prefault('8d').register(keyDocs, { doc: 'Weights older than this take on no new risk.' }),
  approval: field
    .flag()
    .default(false)
    .register(keyDocs, { doc: 'Whether a named person must have approved a budget (strategies[].approvedBy) before it counts.' }),
  netting: field.choice('apart', 'net').default('apart').register(keyDocs, {
    doc: 'net crosses market orders of strategies that stand against each other at one moment, instead of sending both; apart sends both.',
  }),
});
