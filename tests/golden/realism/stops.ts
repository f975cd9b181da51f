import { enter, order } from '../../../src/strategy/index.ts';
import type { Candle } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const FLAT: Candle = [100, 101, 99, 100];
const margin = { type: 'margin' } as const;
const buyStop = order({ side: 'buy', type: 'stop', stop: 105, quantity: 1 });
const sellStop = order({ side: 'sell', type: 'stop', stop: 95, quantity: 1 });
const guard = order({ side: 'sell', type: 'trailing-stop', trail: 5, quantity: 1, reduceOnly: true });
const trail = (side: 'buy' | 'sell') => order({ side, type: 'trailing-stop', trail: 5, quantity: 1 });

/** Stops, stop-limits and trailing stops. */
export const STOPS: Chapter = {
  title: 'Stops',
  rules: [
    {
      says: 'A stop acts when the market reaches it, and fills at its price, as a taker.',
      cases: [
        { shows: 'to buy', bars: [FLAT, FLAT, [101, 106, 100, 103]], does: { 0: buyStop }, tells: ['00:03 order buy 1 @ 105 taker'] },
        {
          shows: 'to buy, just reached',
          bars: [FLAT, [101, 105, 100, 103]],
          does: { 0: buyStop },
          tells: ['00:02 order buy 1 @ 105 taker'],
        },
        { shows: 'to buy, not reached', bars: [FLAT, [101, 104, 100, 103]], does: { 0: buyStop }, tells: [] },
        {
          shows: 'to sell',
          bars: [FLAT, FLAT, [99, 100, 94, 98]],
          terms: margin,
          does: { 0: sellStop },
          tells: ['00:03 order sell 1 @ 95 taker'],
        },
        { shows: 'to sell, not reached', bars: [FLAT, [99, 100, 96, 98]], terms: margin, does: { 0: sellStop }, tells: [] },
      ],
    },
    {
      says: 'A stop that the market gaps over fills at the open, which is worse than its price.',
      cases: [
        { shows: 'to buy', bars: [FLAT, [108, 110, 107, 109]], does: { 0: buyStop }, tells: ['00:01 order buy 1 @ 108 taker'] },
        {
          shows: 'to sell',
          bars: [FLAT, [92, 93, 90, 91]],
          terms: margin,
          does: { 0: sellStop },
          tells: ['00:01 order sell 1 @ 92 taker'],
        },
        {
          shows: 'to sell, over a minute without a bar',
          bars: [FLAT, 'none', [92, 96, 90, 91]],
          terms: margin,
          does: { 0: sellStop },
          tells: ['00:02 order sell 1 @ 92 taker'],
        },
      ],
    },
    {
      says: 'Of two stops that one bar reaches, the one nearer to its open acts first.',
      cases: [
        {
          shows: 'the sale is nearer',
          bars: [FLAT, [99, 106, 94, 100]],
          terms: margin,
          does: { 0: [buyStop, sellStop] },
          tells: ['00:02 order sell 1 @ 95 taker', '00:02 order buy 1 @ 105 taker'],
        },
        {
          shows: 'the purchase is nearer',
          bars: [FLAT, [101, 106, 94, 100]],
          terms: margin,
          does: { 0: [buyStop, sellStop] },
          tells: ['00:02 order buy 1 @ 105 taker', '00:02 order sell 1 @ 95 taker'],
        },
      ],
    },
    {
      says: 'A stop-limit that is reached within its limit fills at its stop, at the open when gapped over.',
      cases: [
        {
          shows: 'to buy, reached',
          bars: [FLAT, [101, 106, 100, 103]],
          does: { 0: order({ side: 'buy', type: 'stop-limit', stop: 105, limit: 107, quantity: 1 }) },
          tells: ['00:02 order buy 1 @ 105 taker'],
        },
        {
          shows: 'to buy, gapped over and still within the limit',
          bars: [FLAT, [107, 108, 106, 107]],
          does: { 0: order({ side: 'buy', type: 'stop-limit', stop: 105, limit: 107, quantity: 1 }) },
          tells: ['00:01 order buy 1 @ 107 taker'],
        },
        {
          shows: 'to sell, reached',
          bars: [FLAT, [99, 100, 94, 98]],
          terms: margin,
          does: { 0: order({ side: 'sell', type: 'stop-limit', stop: 95, limit: 93, quantity: 1 }) },
          tells: ['00:02 order sell 1 @ 95 taker'],
        },
      ],
    },
    {
      says: 'A stop-limit that is gapped beyond its limit rests as a limit from the next bar on; IOC and FOK expire instead.',
      cases: [
        {
          shows: 'the bar comes back through the limit, too early; the next one fills it, as a maker',
          bars: [FLAT, [110, 111, 100, 110], [109, 110, 106, 108]],
          does: { 0: order({ side: 'buy', type: 'stop-limit', stop: 105, limit: 107, quantity: 1 }) },
          tells: ['00:03 order buy 1 @ 107 maker'],
        },
        {
          shows: 'to sell; the next bar opens through the limit',
          bars: [FLAT, [90, 91, 89, 90], [96, 97, 95, 96]],
          terms: margin,
          does: { 0: order({ side: 'sell', type: 'stop-limit', stop: 95, limit: 93, quantity: 1 }) },
          tells: ['00:02 order sell 1 @ 96 maker'],
        },
        {
          shows: 'IOC',
          bars: [FLAT, [110, 111, 100, 110], [109, 110, 106, 108]],
          does: { 0: order({ side: 'buy', type: 'stop-limit', stop: 105, limit: 107, quantity: 1, timeInForce: 'IOC' }) },
          tells: ['00:01 order expired'],
        },
      ],
    },
    {
      says: 'A trailing stop follows the best price at its distance and never goes back; within a bar it stands where it stood at the open.',
      cases: [
        {
          shows: 'it starts from the last close',
          bars: [FLAT, [100, 102, 95, 101]],
          terms: margin,
          does: { 0: trail('sell') },
          tells: ['00:02 order sell 1 @ 95 taker'],
        },
        {
          shows: 'a high of 110 has moved it to 105, where it stays',
          bars: [FLAT, [100, 110, 99, 109], [109, 109, 106, 107], [107, 108, 104, 106]],
          terms: margin,
          does: { 0: trail('sell') },
          tells: ['00:04 order sell 1 @ 105 taker'],
        },
        {
          shows: 'to buy, below a falling market',
          bars: [FLAT, [100, 101, 90, 91], [91, 96, 90, 95]],
          does: { 0: trail('buy') },
          tells: ['00:03 order buy 1 @ 95 taker'],
        },
        {
          shows: 'the low of the bar that moves it may have come first: no fill',
          bars: [FLAT, [101, 110, 96, 109]],
          terms: margin,
          does: { 0: trail('sell') },
          tells: [],
        },
      ],
    },
    {
      says: 'A trailing stop that is gapped over fills at the open.',
      cases: [
        {
          shows: 'to sell',
          bars: [FLAT, [100, 110, 99, 109], [103, 104, 100, 101]],
          terms: margin,
          does: { 0: trail('sell') },
          tells: ['00:02 order sell 1 @ 103 taker'],
        },
        {
          shows: 'to buy',
          bars: [FLAT, [100, 101, 90, 91], [98, 99, 97, 98]],
          does: { 0: trail('buy') },
          tells: ['00:02 order buy 1 @ 98 taker'],
        },
      ],
    },
    {
      says: 'A bar that moves a trailing stop and closes beyond where it then stands has come back through it: it fills there.',
      cases: [
        {
          shows: 'to sell: up to 110 and down to 104',
          bars: [FLAT, [100, 110, 99, 104]],
          terms: margin,
          does: { 0: trail('sell') },
          tells: ['00:02 order sell 1 @ 105 taker'],
        },
        {
          shows: 'to buy: down to 90 and up to 96',
          bars: [FLAT, [100, 101, 90, 96]],
          does: { 0: trail('buy') },
          tells: ['00:02 order buy 1 @ 95 taker'],
        },
        {
          shows: 'another trailing stop, which the close does not reach, is left alone',
          bars: [FLAT, [100, 110, 99, 104], FLAT],
          terms: margin,
          does: { 0: [order({ side: 'sell', type: 'trailing-stop', trail: 9, quantity: 2 }), trail('sell')] },
          tells: ['00:02 order sell 1 @ 105 taker', '00:02 order sell 2 @ 100 taker'],
        },
      ],
    },
    {
      says: 'Of a bar in which a trailing stop arrived only the close is known to come after it, and moves it.',
      cases: [
        {
          shows: 'bought at 98 after the high of 110: the stop stands at 93 in this bar and 95 in the next',
          bars: [FLAT, [100, 110, 97, 100], [100, 100, 96, 97], [97, 98, 94, 95]],
          scripts: {
            one: {
              onBar: (minute) => (minute === 0 ? enter('long', { quantity: 1, limit: 98 }) : undefined),
              onFill: (_minute, { position }) => (position.isLong ? guard : undefined),
            },
          },
          tells: ['00:02 entry buy 1 @ 98 maker', '00:04 order sell 1 @ 95 taker'],
        },
        {
          shows: 'bought at 98, and the bar falls further: it acts in this very bar',
          bars: [FLAT, [100, 110, 92, 100], FLAT],
          scripts: {
            one: {
              onBar: (minute) => (minute === 0 ? enter('long', { quantity: 1, limit: 98 }) : undefined),
              onFill: (_minute, { position }) => (position.isLong ? guard : undefined),
            },
          },
          tells: ['00:02 entry buy 1 @ 98 maker', '00:02 order sell 1 @ 93 taker'],
        },
      ],
    },
  ],
};
