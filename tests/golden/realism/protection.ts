import { enter, exit, order } from '../../../src/strategy/index.ts';
import type { Candle, Script } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const FLAT: Candle = [100, 101, 99, 100];
const guarded = enter('long', { quantity: 2, stop: 95, target: 110 });
const short = enter('short', { quantity: 2, stop: 105, target: 90 });
const margin = { type: 'margin' } as const;
const BOUGHT = '00:01 entry buy 2 @ 100 taker';
const SOLD = '00:01 entry sell 2 @ 100 taker';

/** Buys, and guards what it has bought when it hears of it. */
function guarding(on?: string): Script {
  return {
    onBar: (minute, { instrument }) => (minute === 0 && instrument === (on ?? instrument) ? enter('long', { quantity: 2 }) : undefined),
    onFill: (_minute, { position }) =>
      position.isLong ? order({ side: 'sell', type: 'stop', stop: 95, quantity: 2, reduceOnly: true }) : undefined,
  };
}

/** Brackets, reduce-only orders and exits. */
export const PROTECTION: Chapter = {
  title: 'Protection',
  rules: [
    {
      says: 'The stop and the target of an entry are placed when it fills, for what has filled; when one fills, the other is canceled.',
      cases: [
        {
          shows: 'the stop',
          bars: [FLAT, FLAT, [99, 100, 94, 96]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:03 stop sell 2 @ 95 taker', '00:03 target canceled'],
        },
        {
          shows: 'the target',
          bars: [FLAT, FLAT, [100, 112, 99, 111]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:03 target sell 2 @ 110 maker', '00:03 stop canceled'],
        },
        {
          shows: 'the stop of a short',
          bars: [FLAT, FLAT, [100, 106, 99, 104]],
          terms: margin,
          does: { 0: short },
          tells: [SOLD, '00:03 stop buy 2 @ 105 taker', '00:03 target canceled'],
        },
        {
          shows: 'the target of a short, at a gap; it has rested since the entry',
          bars: [FLAT, FLAT, [88, 89, 87, 88]],
          terms: margin,
          does: { 0: short },
          tells: [SOLD, '00:02 target buy 2 @ 88 maker', '00:02 stop canceled'],
        },
        {
          shows: 'what an entry closes of the opposite position is not guarded',
          bars: [FLAT, FLAT, FLAT, [99, 100, 94, 96]],
          terms: margin,
          does: { 0: enter('short', { quantity: 1 }), 1: guarded },
          tells: [
            '00:01 entry sell 1 @ 100 taker',
            '00:02 entry buy 2 @ 100 taker',
            '00:04 stop sell 1 @ 95 taker',
            '00:04 target canceled',
          ],
        },
      ],
    },
    {
      says: 'In a bar that reaches both, the stop comes first; only an open beyond the target is known to come before it.',
      cases: [
        {
          shows: 'the bar holds both',
          bars: [FLAT, FLAT, [100, 112, 94, 100]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:03 stop sell 2 @ 95 taker', '00:03 target canceled'],
        },
        {
          shows: 'the market was through the target already when the bar of the entry closed: the open takes',
          bars: [FLAT, [100, 112, 99, 111], [112, 113, 111, 112]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:02 target sell 2 @ 112 taker', '00:02 stop canceled'],
        },
        {
          shows: 'of a short',
          bars: [FLAT, FLAT, [100, 106, 88, 100]],
          terms: margin,
          does: { 0: short },
          tells: [SOLD, '00:03 stop buy 2 @ 105 taker', '00:03 target canceled'],
        },
        {
          shows: 'the open lies beyond the target',
          bars: [FLAT, FLAT, [111, 112, 94, 100]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:02 target sell 2 @ 111 maker', '00:02 stop canceled'],
        },
      ],
    },
    {
      says: 'In the bar of the entry the stop may fill, the target may not.',
      cases: [
        {
          shows: 'the bar that fills the entry reaches the stop',
          bars: [FLAT, [100, 101, 94, 96]],
          does: { 0: guarded },
          tells: [BOUGHT, '00:02 stop sell 2 @ 95 taker', '00:02 target canceled'],
        },
        {
          shows: 'it reaches the target, which the next bar does not: no fill',
          bars: [FLAT, [100, 112, 99, 105], [105, 109, 104, 108]],
          does: { 0: guarded },
          tells: [BOUGHT],
        },
        {
          shows: 'a limit entry inside the bar: its stop may fill in the rest of it',
          bars: [FLAT, [100, 115, 94, 112]],
          does: { 0: enter('long', { quantity: 2, limit: 97, stop: 95, target: 110 }) },
          tells: ['00:02 entry buy 2 @ 97 maker', '00:02 stop sell 2 @ 95 taker', '00:02 target canceled'],
        },
        {
          shows: 'a short',
          bars: [FLAT, [100, 106, 89, 96]],
          terms: margin,
          does: { 0: short },
          tells: [SOLD, '00:02 stop buy 2 @ 105 taker', '00:02 target canceled'],
        },
      ],
    },
    {
      says: 'A stop that the market has passed when it is placed fills where the market stands, never better.',
      cases: [
        {
          shows: 'the market opens below the stop of the entry',
          bars: [FLAT, [93, 97, 92, 96]],
          does: { 0: guarded },
          tells: ['00:01 entry buy 2 @ 93 taker', '00:01 stop sell 2 @ 93 taker', '00:01 target canceled'],
        },
        {
          shows: 'a limit entry fills inside the bar, below a stop that makes no sense',
          bars: [FLAT, [100, 101, 94, 96]],
          does: { 0: enter('long', { quantity: 2, limit: 97, stop: 99 }) },
          tells: ['00:02 entry buy 2 @ 97 maker', '00:02 stop sell 2 @ 97 taker'],
        },
      ],
    },
    {
      says: 'A reduce-only stop that a strategy places when a fill is told guards the rest of that bar as well.',
      cases: [
        {
          shows: 'one instrument',
          bars: [FLAT, [100, 101, 94, 100], [100, 101, 94, 100]],
          scripts: { one: guarding() },
          tells: ['00:01 entry buy 2 @ 100 taker', '00:02 order sell 2 @ 95 taker'],
        },
        {
          shows: 'the second of two instruments',
          bars: { 'A/USDT.TEST': [FLAT, FLAT, FLAT], 'B/USDT.TEST': [FLAT, [100, 101, 94, 100], [100, 101, 94, 100]] },
          scripts: { one: guarding('B/USDT.TEST') },
          tells: ['00:01 entry buy 2 @ 100 taker', '00:02 order sell 2 @ 95 taker'],
        },
        {
          shows: 'the stop of a bracket was priced with its entry, and guards it from the start',
          bars: { 'A/USDT.TEST': [FLAT, FLAT, FLAT], 'B/USDT.TEST': [FLAT, [100, 101, 94, 100], FLAT] },
          scripts: {
            one: { onBar: (minute, { instrument }) => (minute === 0 && instrument === 'B/USDT.TEST' ? guarded : undefined) },
          },
          tells: ['00:01 entry buy 2 @ 100 taker', '00:02 stop sell 2 @ 95 taker', '00:02 target canceled'],
        },
      ],
    },
    {
      says: 'Protection dies with its position, however that is closed, and when it turns into the opposite one.',
      cases: [
        {
          shows: 'a plain sale closes the position',
          bars: [FLAT, FLAT, FLAT, [99, 100, 94, 96]],
          does: { 0: guarded, 1: order({ side: 'sell', type: 'market', quantity: 2 }) },
          tells: [BOUGHT, '00:02 order sell 2 @ 100 taker', '00:02 stop canceled', '00:02 target canceled'],
        },
        {
          shows: 'a plain sale turns it around; the old stop does not guard the next long position',
          bars: [FLAT, FLAT, FLAT, FLAT, [99, 100, 94, 96]],
          terms: margin,
          does: {
            0: guarded,
            1: order({ side: 'sell', type: 'market', quantity: 3 }),
            2: order({ side: 'buy', type: 'market', quantity: 3 }),
          },
          tells: [
            BOUGHT,
            '00:02 order sell 3 @ 100 taker',
            '00:02 stop canceled',
            '00:02 target canceled',
            '00:03 order buy 3 @ 100 taker',
          ],
        },
      ],
    },
    {
      says: 'exit() cancels what is open in the instrument first, then closes the position; a stop that is gapped over meanwhile does not fill twice.',
      cases: [
        {
          shows: 'the next bar opens below the stop',
          bars: [FLAT, FLAT, [90, 91, 89, 90]],
          does: { 0: guarded, 1: exit() },
          tells: [BOUGHT, '00:02 stop canceled', '00:02 target canceled', '00:02 exit sell 2 @ 90 taker'],
        },
        {
          shows: 'a limit that rests is canceled too',
          bars: [FLAT, FLAT, FLAT],
          does: { 0: [enter('long', { quantity: 1 }), enter('long', { quantity: 1, limit: 90 })], 1: exit() },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 entry canceled', '00:02 exit sell 1 @ 100 taker'],
        },
        {
          shows: 'without a position it only cancels',
          bars: [FLAT, FLAT],
          does: { 0: [enter('long', { quantity: 1, limit: 90 }), exit()] },
          tells: ['00:01 entry canceled'],
        },
        {
          shows: 'a position larger than one order may be is closed in several',
          bars: [FLAT, FLAT, FLAT, FLAT],
          instrument: { maxQuantity: '4' },
          does: { 0: enter('long', { quantity: 4 }), 1: enter('long', { quantity: 3 }), 2: exit() },
          tells: [
            '00:01 entry buy 4 @ 100 taker',
            '00:02 entry buy 3 @ 100 taker',
            '00:03 exit sell 4 @ 100 taker',
            '00:03 exit sell 3 @ 100 taker',
          ],
        },
        {
          shows: 'a position worth more than one order may be is closed in several',
          bars: [FLAT, FLAT, FLAT, FLAT],
          instrument: { maxNotional: '450' },
          does: { 0: enter('long', { quantity: 4 }), 1: enter('long', { quantity: 3 }), 2: exit() },
          tells: [
            '00:01 entry buy 4 @ 100 taker',
            '00:02 entry buy 3 @ 100 taker',
            '00:03 exit sell 4 @ 100 taker',
            '00:03 exit sell 3 @ 100 taker',
          ],
        },
      ],
    },
    {
      says: 'A reduce-only order never opens or enlarges a position: it is denied beyond the position, cut to what is left of it, and canceled when nothing is.',
      cases: [
        {
          shows: 'without a position',
          bars: [FLAT, FLAT],
          does: { 0: order({ side: 'sell', type: 'market', quantity: 1, reduceOnly: true }) },
          tells: ['00:01 denied RISK_REDUCE_ONLY'],
        },
        {
          shows: 'on the side of the position',
          bars: [FLAT, FLAT, FLAT],
          does: { 0: enter('long', { quantity: 1 }), 1: order({ side: 'buy', type: 'market', quantity: 1, reduceOnly: true }) },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 denied RISK_REDUCE_ONLY'],
        },
        {
          shows: 'larger than the position',
          bars: [FLAT, FLAT, FLAT],
          does: { 0: enter('long', { quantity: 1 }), 1: order({ side: 'sell', type: 'market', quantity: 2, reduceOnly: true }) },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 denied RISK_REDUCE_ONLY'],
        },
        {
          shows: 'another sale comes first: it is cut to what is left',
          bars: [FLAT, FLAT, FLAT],
          does: {
            0: enter('long', { quantity: 3 }),
            1: [
              order({ side: 'sell', type: 'market', quantity: 2 }),
              order({ side: 'sell', type: 'market', quantity: 3, reduceOnly: true }),
            ],
          },
          tells: [
            '00:01 entry buy 3 @ 100 taker',
            '00:02 order sell 2 @ 100 taker',
            '00:02 order sell 1 @ 100 taker',
            '00:02 order canceled VENUE_REDUCE_ONLY',
          ],
        },
        {
          shows: 'another sale closes the position first',
          bars: [FLAT, FLAT, FLAT],
          does: {
            0: enter('long', { quantity: 2 }),
            1: [
              order({ side: 'sell', type: 'market', quantity: 2 }),
              order({ side: 'sell', type: 'market', quantity: 2, reduceOnly: true }),
            ],
          },
          tells: ['00:01 entry buy 2 @ 100 taker', '00:02 order sell 2 @ 100 taker', '00:02 order canceled'],
        },
      ],
    },
  ],
};
