import { enter, exit, order } from '../../../src/strategy/index.ts';
import type { Candle } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const FLAT: Candle = [100, 101, 99, 100];
const buy = enter('long', { quantity: 1 });

/** Slippage, fees and rounding. */
export const COSTS: Chapter = {
  title: 'Costs',
  rules: [
    {
      says: 'Slippage is added against the order, to market orders and stops: in basis points of the price, rounded up to a tick, or in ticks. A limit has none.',
      cases: [
        {
          shows: '50 bps of 100 are half a tick, and a tick is charged',
          bars: [FLAT, FLAT, FLAT],
          rules: { slippage: 5_000 },
          does: { 0: buy, 1: exit() },
          tells: ['00:01 entry buy 1 @ 101 taker', '00:02 exit sell 1 @ 99 taker'],
        },
        {
          shows: '5 bps at a tick of 0.01',
          bars: [FLAT, FLAT, FLAT],
          instrument: { tick: '0.01' },
          rules: { slippage: 500 },
          does: { 0: buy, 1: exit() },
          tells: ['00:01 entry buy 1 @ 1.01 taker', '00:02 exit sell 1 @ 0.99 taker'],
        },
        {
          shows: 'two ticks',
          bars: [FLAT, FLAT, FLAT],
          rules: { slippageTicks: 2 },
          does: { 0: buy, 1: exit() },
          tells: ['00:01 entry buy 1 @ 102 taker', '00:02 exit sell 1 @ 98 taker'],
        },
        {
          shows: 'a stop',
          bars: [FLAT, FLAT, [99, 100, 94, 96]],
          rules: { slippageTicks: 2 },
          does: { 0: enter('long', { quantity: 1, stop: 95 }) },
          tells: ['00:01 entry buy 1 @ 102 taker', '00:03 stop sell 1 @ 93 taker'],
        },
        {
          shows: 'a limit, resting or taking',
          bars: [FLAT, [100, 101, 90, 95]],
          rules: { slippageTicks: 2 },
          does: {
            0: [
              order({ side: 'buy', type: 'limit', limit: 95, quantity: 1 }),
              order({ side: 'buy', type: 'limit', limit: 103, quantity: 2 }),
            ],
          },
          tells: ['00:01 order buy 2 @ 100 taker', '00:02 order buy 1 @ 95 maker'],
        },
        {
          shows: 'a stop-limit slips to its limit and no further',
          bars: [FLAT, [101, 106, 100, 103]],
          rules: { slippageTicks: 5 },
          does: { 0: order({ side: 'buy', type: 'stop-limit', stop: 105, limit: 107, quantity: 1 }) },
          tells: ['00:02 order buy 1 @ 107 taker'],
        },
      ],
    },
    {
      says: 'Fees are a share of what the fill is worth, maker or taker, rounded up to the smallest unit of the currency that is booked.',
      cases: [
        {
          shows: 'taker and maker',
          bars: [FLAT, [100, 101, 94, 96]],
          rules: { makerFee: 200, takerFee: 1_000 },
          does: { 0: [buy, order({ side: 'buy', type: 'limit', limit: 95, quantity: 2 })] },
          tells: ['00:01 entry buy 1 @ 100 taker fee 0.1', '00:02 order buy 2 @ 95 maker fee 0.038'],
        },
        {
          shows: 'a thousandth of 0.00000007 is a whole unit',
          bars: [
            [7, 7, 7, 7],
            [7, 7, 7, 7],
          ],
          instrument: { tick: '0.00000001' },
          rules: { takerFee: 1_000 },
          does: { 0: buy },
          tells: ['00:01 entry buy 1 @ 0.00000007 taker fee 0.00000001'],
        },
        {
          shows: 'a rebate is rounded down',
          bars: [FLAT, [15, 15, 13, 14]],
          instrument: { tick: '0.00000001' },
          rules: { makerFee: -100_000 },
          does: { 0: order({ side: 'buy', type: 'limit', limit: 0.00000014, quantity: 1 }) },
          tells: ['00:02 order buy 1 @ 0.00000014 maker fee -0.00000001'],
        },
      ],
    },
    {
      says: 'What a fill is worth is exact; where it falls between two units of the currency, a purchase costs the upper and a sale brings the lower one.',
      cases: [
        {
          shows: '0.1 of 0.00000015, in a fee of the whole value',
          bars: [
            [15, 15, 15, 15],
            [15, 15, 15, 15],
            [15, 15, 15, 15],
          ],
          instrument: { tick: '0.00000001', lot: '0.1' },
          rules: { takerFee: 1_000_000 },
          does: { 0: enter('long', { quantity: 0.1 }), 1: exit() },
          tells: ['00:01 entry buy 0.1 @ 0.00000015 taker fee 0.00000002', '00:02 exit sell 0.1 @ 0.00000015 taker fee 0.00000001'],
        },
      ],
    },
  ],
};
