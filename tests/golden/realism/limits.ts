import { order } from '../../../src/strategy/index.ts';
import type { Candle } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const FLAT: Candle = [100, 101, 99, 100];
const margin = { type: 'margin' } as const;
const touch = { limitFill: 'touch' } as const;
type Options = { readonly timeInForce?: 'IOC' | 'FOK'; readonly postOnly?: true };
const buyAt = (limit: number, options: Options = {}) => order({ side: 'buy', type: 'limit', limit, quantity: 1, ...options });
const sellAt = (limit: number, options: Options = {}) => order({ side: 'sell', type: 'limit', limit, quantity: 1, ...options });

/** Limits, and how long they live. */
export const LIMITS: Chapter = {
  title: 'Limits',
  rules: [
    {
      says: 'A limit fills at its price, as a maker, when the market goes through it; a touch is not enough, because others were in the queue before.',
      cases: [
        { shows: 'to buy', bars: [FLAT, FLAT, [100, 101, 94, 98]], does: { 0: buyAt(95) }, tells: ['00:03 order buy 1 @ 95 maker'] },
        { shows: 'to buy, only touched', bars: [FLAT, [100, 101, 95, 98]], does: { 0: buyAt(95) }, tells: [] },
        {
          shows: 'to sell',
          bars: [FLAT, [100, 106, 99, 101]],
          terms: margin,
          does: { 0: sellAt(105) },
          tells: ['00:02 order sell 1 @ 105 maker'],
        },
        { shows: 'to sell, only touched', bars: [FLAT, [100, 105, 99, 101]], terms: margin, does: { 0: sellAt(105) }, tells: [] },
      ],
    },
    {
      says: 'With `--limit-fill touch` a touch fills it.',
      cases: [
        {
          shows: 'to buy',
          bars: [FLAT, [100, 101, 95, 98]],
          rules: touch,
          does: { 0: buyAt(95) },
          tells: ['00:02 order buy 1 @ 95 maker'],
        },
        {
          shows: 'to sell',
          bars: [FLAT, [100, 105, 99, 101]],
          rules: touch,
          terms: margin,
          does: { 0: sellAt(105) },
          tells: ['00:02 order sell 1 @ 105 maker'],
        },
        { shows: 'one tick short of it does not', bars: [FLAT, [100, 101, 96, 98]], rules: touch, does: { 0: buyAt(95) }, tells: [] },
      ],
    },
    {
      says: 'A resting limit through which the market opens fills at the open, which is better than its price, as a maker.',
      cases: [
        { shows: 'to buy', bars: [FLAT, FLAT, [90, 92, 89, 91]], does: { 0: buyAt(95) }, tells: ['00:02 order buy 1 @ 90 maker'] },
        {
          shows: 'to sell',
          bars: [FLAT, FLAT, [110, 112, 109, 111]],
          terms: margin,
          does: { 0: sellAt(105) },
          tells: ['00:02 order sell 1 @ 110 maker'],
        },
      ],
    },
    {
      says: 'A limit through which the first bar after it opens has taken that price: it fills at the open, as a taker.',
      cases: [
        { shows: 'to buy above the market', bars: [FLAT, FLAT], does: { 0: buyAt(103) }, tells: ['00:01 order buy 1 @ 100 taker'] },
        {
          shows: 'to sell below the market',
          bars: [FLAT, FLAT],
          terms: margin,
          does: { 0: sellAt(97) },
          tells: ['00:01 order sell 1 @ 100 taker'],
        },
        {
          shows: 'other instruments count their own first bars',
          bars: { 'A/USDT.TEST': [FLAT, FLAT, FLAT, FLAT], 'B/USDT.TEST': [FLAT, FLAT, 'none', [90, 91, 89, 90]] },
          scripts: {
            one: {
              onBar: (minute, { instrument }) => {
                if (minute !== 1 || instrument !== 'A/USDT.TEST') return undefined;
                return [
                  order({ side: 'buy', type: 'limit', limit: 50, quantity: 1 }),
                  order({ side: 'buy', type: 'limit', limit: 95, quantity: 1, instrument: 'B/USDT.TEST' }),
                ];
              },
            },
          },
          tells: ['00:03 order buy 1 @ 90 taker'],
        },
      ],
    },
    {
      says: 'IOC and FOK limits fill at the next open when that goes through them, or expire there. Bars tell no depth: an order fills whole or not at all.',
      cases: [
        {
          shows: 'IOC, filled',
          bars: [FLAT, FLAT],
          does: { 0: buyAt(103, { timeInForce: 'IOC' }) },
          tells: ['00:01 order buy 1 @ 100 taker'],
        },
        {
          shows: 'IOC, expired, though the bar goes through it later',
          bars: [FLAT, [100, 101, 90, 95]],
          does: { 0: buyAt(95, { timeInForce: 'IOC' }) },
          tells: ['00:01 order expired'],
        },
        {
          shows: 'FOK, filled',
          bars: [FLAT, FLAT],
          does: { 0: buyAt(103, { timeInForce: 'FOK' }) },
          tells: ['00:01 order buy 1 @ 100 taker'],
        },
        {
          shows: 'FOK to sell, expired',
          bars: [FLAT, [100, 110, 99, 105]],
          terms: margin,
          does: { 0: sellAt(105, { timeInForce: 'FOK' }) },
          tells: ['00:01 order expired'],
        },
      ],
    },
    {
      says: 'A post-only limit is rejected when it would take: at or through the last price, or when the first open goes through it. It rests otherwise, and pays the maker fee.',
      cases: [
        {
          shows: 'at the last close',
          bars: [FLAT, FLAT],
          does: { 0: buyAt(100, { postOnly: true }) },
          tells: ['00:01 order rejected VENUE_POST_ONLY'],
        },
        {
          shows: 'to sell, through the last close',
          bars: [FLAT, FLAT],
          terms: margin,
          does: { 0: sellAt(98, { postOnly: true }) },
          tells: ['00:01 order rejected VENUE_POST_ONLY'],
        },
        {
          shows: 'the first open goes through it',
          bars: [FLAT, [90, 92, 89, 91]],
          does: { 0: buyAt(95, { postOnly: true }) },
          tells: ['00:01 order rejected VENUE_POST_ONLY'],
        },
        {
          shows: 'it rests',
          bars: [FLAT, [100, 101, 94, 96]],
          rules: { makerFee: 1_000, takerFee: 5_000 },
          does: { 0: buyAt(95, { postOnly: true }) },
          tells: ['00:02 order buy 1 @ 95 maker fee 0.095'],
        },
        {
          shows: 'it rests, and a later bar opens through it',
          bars: [FLAT, FLAT, [90, 92, 89, 91]],
          rules: { makerFee: 1_000, takerFee: 5_000 },
          does: { 0: buyAt(95, { postOnly: true }) },
          tells: ['00:02 order buy 1 @ 90 maker fee 0.09'],
        },
      ],
    },
    {
      says: 'Orders of one price fill in the order in which they arrived.',
      cases: [
        {
          shows: 'two limits to buy',
          bars: [FLAT, FLAT, [100, 101, 90, 96]],
          does: {
            0: order({ side: 'buy', type: 'limit', limit: 95, quantity: 1 }),
            1: [
              order({ side: 'buy', type: 'limit', limit: 95, quantity: 2 }),
              order({ side: 'buy', type: 'limit', limit: 96, quantity: 3 }),
            ],
          },
          tells: ['00:03 order buy 3 @ 96 maker', '00:03 order buy 1 @ 95 maker', '00:03 order buy 2 @ 95 maker'],
        },
      ],
    },
  ],
};
