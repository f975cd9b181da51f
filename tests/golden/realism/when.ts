import { cancel, enter, exit, order } from '../../../src/strategy/index.ts';
import type { Candle } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const RISING: readonly Candle[] = [
  [100, 104, 99, 103],
  [105, 109, 104, 108],
  [110, 114, 109, 113],
];
const buy = (quantity: number) => enter('long', { quantity });
const [A, B] = ['A/USDT.TEST', 'B/USDT.TEST'];
const FLAT: Candle = [100, 101, 99, 100];
const MINUTES = Array.from({ length: 6 }, () => FLAT);

/** When an order meets the market, and in which order things happen. */
export const WHEN: Chapter = {
  title: 'When orders fill',
  rules: [
    {
      says: 'A market order fills at the open of the next bar, as a taker: never inside the bar that caused it.',
      cases: [
        { shows: 'a purchase', bars: RISING, does: { 0: buy(1) }, tells: ['00:01 entry buy 1 @ 105 taker'] },
        {
          shows: 'a sale',
          bars: RISING,
          does: { 0: buy(2), 1: exit() },
          tells: ['00:01 entry buy 2 @ 105 taker', '00:02 exit sell 2 @ 110 taker'],
        },
        {
          shows: 'the next bar is the next that there is',
          bars: [FLAT, 'none', 'none', [120, 121, 119, 120]],
          does: { 0: buy(1) },
          tells: ['00:03 entry buy 1 @ 120 taker'],
        },
        { shows: 'after the last bar nothing fills', bars: RISING, does: { 2: buy(1) }, tells: [] },
      ],
    },
    {
      says: 'An order that is placed when a fill is told waits for the next bar too, a protective stop excepted (below).',
      cases: [
        {
          shows: 'a market order and a limit from onFill',
          bars: RISING,
          scripts: {
            one: {
              onBar: (minute) => (minute === 0 ? buy(1) : undefined),
              onFill: (minute) => (minute === 1 ? [buy(2), order({ side: 'buy', type: 'limit', limit: 112, quantity: 3 })] : undefined),
            },
          },
          tells: ['00:01 entry buy 1 @ 105 taker', '00:02 entry buy 2 @ 110 taker', '00:02 order buy 3 @ 110 taker'],
        },
      ],
    },
    {
      says: 'With `--fill same-close` a market order fills at the close that caused it, which no live order can: for comparison with other programs only.',
      cases: [
        {
          shows: 'a purchase and a sale',
          bars: RISING,
          rules: { fill: 'same-close' },
          does: { 0: buy(1), 1: exit() },
          tells: ['00:01 entry buy 1 @ 103 taker', '00:02 exit sell 1 @ 108 taker'],
        },
        {
          shows: 'an order that is canceled at once does not fill',
          bars: RISING,
          rules: { fill: 'same-close' },
          does: { 0: [buy(1), exit()] },
          tells: ['00:01 entry canceled'],
        },
        {
          shows: 'where the bar of the instrument has not closed at that moment, the order waits for the next open',
          bars: { [A]: [FLAT, FLAT, FLAT], [B]: [[50, 51, 49, 50], 'none', [60, 61, 59, 60]] },
          rules: { fill: 'same-close' },
          scripts: {
            one: {
              onBar: (minute, { instrument }) =>
                minute === 1 && instrument === A ? enter('long', { quantity: 1, instrument: B }) : undefined,
            },
          },
          tells: ['00:02 entry buy 1 @ 60 taker'],
        },
      ],
    },
    {
      says: 'An order placed at a moment never fills in a bar that closes at it, whichever instrument it is for.',
      cases: [
        {
          shows: 'A decides first; the bar of B that closes at the same moment comes after it and is left out',
          bars: {
            [A]: [FLAT, FLAT, FLAT],
            [B]: [
              [50, 58, 42, 51],
              [52, 53, 40, 50],
              [54, 55, 53, 54],
            ],
          },
          scripts: {
            one: {
              onBar: (minute, { instrument }) =>
                minute === 1 && instrument === A
                  ? [
                      order({ side: 'buy', type: 'limit', limit: 45, quantity: 1, instrument: B }),
                      enter('long', { quantity: 2, instrument: B }),
                    ]
                  : undefined,
            },
          },
          tells: ['00:02 entry buy 2 @ 54 taker'],
        },
      ],
    },
    {
      says: 'All bars that close at one moment are matched, first their opens and then the rest, before a strategy sees any of them: an order that one of them has filled cannot be canceled by what another shows.',
      cases: [
        {
          shows: 'A falls, and the strategy cancels its order for B, which has filled in the same minute',
          bars: { [A]: [FLAT, FLAT, [100, 100, 50, 50], FLAT], [B]: [FLAT, FLAT, [100, 100, 50, 50], FLAT] },
          scripts: {
            one: {
              onBar: (minute, { instrument, openOrders }) => {
                if (minute === 1 && instrument === B) return order({ side: 'buy', type: 'limit', limit: 90, quantity: 1 });
                return minute === 2 && instrument === A ? openOrders.map(({ id }) => cancel(id)) : undefined;
              },
            },
          },
          tells: ['00:03 order buy 1 @ 90 maker'],
        },
        {
          shows: 'the open of B comes before the rest of the bar of A',
          bars: { [A]: [FLAT, [100, 101, 90, 95]], [B]: [FLAT, FLAT] },
          scripts: {
            one: {
              onBar: (minute, { instrument }) => {
                if (minute > 0) return undefined;
                return instrument === A ? order({ side: 'buy', type: 'limit', limit: 95, quantity: 1 }) : buy(2);
              },
            },
          },
          tells: ['00:01 entry buy 2 @ 100 taker', '00:02 order buy 1 @ 95 maker'],
        },
      ],
    },
    {
      says: 'Bars are delivered by closing time, the shorter interval first, then by instrument id; bars of higher intervals once all that close at that moment are in; timers last.',
      cases: [
        {
          shows: 'two instruments, three intervals, two timers',
          bars: { [B]: MINUTES, [A]: MINUTES },
          scripts: { one: { data: { bars: [{ interval: '5m' }, { interval: '3m' }], timers: { five: '5m', three: '3m' } } } },
          tells: [],
          hears: [
            ...['3: A 3m since 0', '3: B 3m since 0', '3: three'],
            ...['5: A 5m since 0', '5: B 5m since 0', '5: five'],
            ...['6: A 3m since 3', '6: B 3m since 3', '6: three'],
          ],
        },
        {
          shows: 'the bars themselves come before those that they complete',
          bars: { [B]: MINUTES.slice(0, 3), [A]: MINUTES.slice(0, 3) },
          scripts: { one: { data: { bars: [{}, { interval: '3m' }] } } },
          tells: [],
          hears: [
            ...['1: A 1m since 0', '1: B 1m since 0', '2: A 1m since 1', '2: B 1m since 1'],
            ...['3: A 1m since 2', '3: B 1m since 2', '3: A 3m since 0', '3: B 3m since 0'],
          ],
        },
      ],
    },
    {
      says: 'Bars of higher intervals close, and timers fire, by the clock: in a gap they come at their own time, and their orders fill at the open after it.',
      cases: [
        {
          shows: 'a five-minute bar without its last minutes, and a timer',
          bars: [FLAT, FLAT, FLAT, 'none', 'none', 'none', 'none', [120, 121, 119, 120], FLAT],
          scripts: {
            one: {
              data: { bars: [{ interval: '5m' }] },
              onBar: () => buy(1),
            },
          },
          tells: ['00:07 entry buy 1 @ 120 taker'],
          hears: ['5: ONE 5m since 0'],
        },
        {
          shows: 'a timer in a gap does not know the bar after it, which fills its order at the open',
          bars: [FLAT, FLAT, FLAT, FLAT, 'none', 'none', [120, 121, 119, 120], FLAT],
          scripts: { one: { data: { timers: { five: '5m' } }, onTimer: () => buy(1) } },
          tells: ['00:06 entry buy 1 @ 120 taker'],
        },
      ],
    },
  ],
};
