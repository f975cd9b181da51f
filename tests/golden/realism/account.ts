import { enter, exit, order, target } from '../../../src/strategy/index.ts';
import type { Candle, Script } from '../../tools/scripted-session.ts';
import type { Chapter } from './rule.ts';

const FLAT: Candle = [100, 101, 99, 100];
const margin = { type: 'margin' } as const;
const cash = (units: number) => ({ cash: units * 1e8 });
const [A, B] = ['A/USDT.TEST', 'B/USDT.TEST'];
const first = (intents: ReturnType<typeof enter>): Script => ({ onBar: (minute) => (minute === 0 ? intents : undefined) });

/** What an account can pay for, and what an instrument takes. */
export const ACCOUNT: Chapter = {
  title: 'Account and instrument',
  rules: [
    {
      says: 'An order that the free cash does not cover, its fee and all open orders included, is denied when it is placed.',
      cases: [
        {
          shows: 'to the last unit',
          bars: [FLAT, FLAT],
          terms: cash(1_000),
          does: { 0: enter('long', { quantity: 10 }) },
          tells: ['00:01 entry buy 10 @ 100 taker'],
        },
        {
          shows: 'one unit beyond',
          bars: [FLAT, FLAT],
          terms: { cash: 1_000e8 - 1 },
          does: { 0: enter('long', { quantity: 10 }) },
          tells: ['00:01 denied RISK_FREE_BALANCE'],
        },
        {
          shows: 'the fee counts',
          bars: [FLAT, FLAT],
          terms: { cash: 1_000e8, takerFee: 1_000 },
          rules: { takerFee: 1_000 },
          does: { 0: enter('long', { quantity: 10 }) },
          tells: ['00:01 denied RISK_FREE_BALANCE'],
        },
        {
          shows: 'so does what rests',
          bars: [FLAT, FLAT],
          terms: cash(1_000),
          does: { 0: [enter('long', { quantity: 5, limit: 90 }), enter('long', { quantity: 6 })] },
          tells: ['00:01 denied RISK_FREE_BALANCE'],
        },
      ],
    },
    {
      says: 'An order that the cash does not cover at the price that it meets is canceled by the venue.',
      cases: [
        {
          shows: 'the market opens higher',
          bars: [FLAT, [101, 102, 100, 101]],
          terms: cash(1_000),
          does: { 0: enter('long', { quantity: 10 }) },
          tells: ['00:01 entry canceled VENUE_INSUFFICIENT'],
        },
      ],
    },
    {
      says: 'A cash account cannot be short, whatever the order of fills; a margin account can.',
      cases: [
        { shows: 'cash', bars: [FLAT, FLAT], does: { 0: enter('short', { quantity: 1 }) }, tells: ['00:01 denied RISK_SHORT_FORBIDDEN'] },
        {
          shows: 'cash, more than is held',
          bars: [FLAT, FLAT, FLAT],
          does: { 0: enter('long', { quantity: 1 }), 1: order({ side: 'sell', type: 'market', quantity: 2 }) },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 denied RISK_SHORT_FORBIDDEN'],
        },
        {
          shows: 'cash: the stop, gapped over, sells first what a plain sale was to sell',
          bars: [FLAT, FLAT, [90, 91, 89, 90]],
          does: { 0: enter('long', { quantity: 1, stop: 95 }), 1: order({ side: 'sell', type: 'market', quantity: 1 }) },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 stop sell 1 @ 90 taker', '00:02 order canceled VENUE_INSUFFICIENT'],
        },
        {
          shows: 'margin',
          bars: [FLAT, FLAT, [90, 91, 89, 90]],
          terms: margin,
          does: { 0: enter('short', { quantity: 1 }), 1: exit() },
          tells: ['00:01 entry sell 1 @ 100 taker', '00:02 exit buy 1 @ 90 taker'],
        },
      ],
    },
    {
      says: 'The equity of a margin account covers all its positions, longs and shorts alike, and what open orders may add to them; turning a position around needs cover for the new one only.',
      cases: [
        {
          shows: 'a short of all the equity, and one unit more',
          bars: [FLAT, FLAT, FLAT],
          terms: { ...margin, ...cash(1_000) },
          does: { 0: enter('short', { quantity: 10 }), 1: enter('short', { quantity: 1 }) },
          tells: ['00:01 entry sell 10 @ 100 taker', '00:02 denied RISK_FREE_BALANCE'],
        },
        {
          shows: 'orders of one moment are added up',
          bars: [FLAT, FLAT],
          terms: { ...margin, ...cash(1_000) },
          does: { 0: [enter('long', { quantity: 6 }), enter('long', { quantity: 6 })] },
          tells: ['00:01 denied RISK_FREE_BALANCE', '00:01 entry buy 6 @ 100 taker'],
        },
        {
          shows: 'from all long to all short',
          bars: [FLAT, FLAT, FLAT],
          terms: { ...margin, ...cash(1_000) },
          does: { 0: target(1), 1: target(-1) },
          tells: ['00:01 entry buy 10 @ 100 taker', '00:02 entry sell 20 @ 100 taker'],
        },
        {
          shows: 'a position in another instrument takes its share',
          bars: { [A]: [FLAT, FLAT, FLAT], [B]: [FLAT, FLAT, FLAT] },
          terms: { ...margin, ...cash(1_000) },
          scripts: {
            one: {
              onBar: (minute, { instrument }) =>
                instrument === A && minute === 0
                  ? enter('short', { quantity: 6 })
                  : instrument === B && minute === 1
                    ? enter('long', { quantity: 6 })
                    : undefined,
            },
          },
          tells: ['00:01 entry sell 6 @ 100 taker', '00:02 denied RISK_FREE_BALANCE'],
        },
      ],
    },
    {
      says: 'Prices are moved to the tick on the passive side and quantities down to the lot; what is then smaller than one lot is denied.',
      cases: [
        {
          shows: 'a limit to buy moves down, a stop to sell moves down',
          bars: [FLAT, [100, 101, 90, 95], [95, 96, 84, 85]],
          does: { 0: enter('long', { quantity: 2.9, limit: 95.9, stop: 85.9 }) },
          tells: ['00:02 entry buy 2 @ 95 maker', '00:03 stop sell 2 @ 85 taker'],
        },
        {
          shows: 'a limit to sell moves up, a stop to buy moves up',
          bars: [FLAT, [100, 110, 99, 105], [105, 116, 104, 110]],
          terms: margin,
          does: { 0: enter('short', { quantity: 1, limit: 104.1, stop: 114.1 }) },
          tells: ['00:02 entry sell 1 @ 105 maker', '00:03 stop buy 1 @ 115 taker'],
        },
        {
          shows: 'less than a lot',
          bars: [FLAT, FLAT],
          does: { 0: enter('long', { quantity: 0.9 }) },
          tells: ['00:01 denied ORDER_TOO_SMALL'],
        },
        {
          shows: 'money for less than a lot',
          bars: [FLAT, FLAT],
          does: { 0: enter('long', { notional: 99 }) },
          tells: ['00:01 denied ORDER_TOO_SMALL'],
        },
      ],
    },
    {
      says: "An order below the instrument's smallest or above its largest quantity or value is denied; only an exit may be worth less.",
      cases: [
        {
          shows: 'the smallest value, and one unit less',
          bars: [FLAT, FLAT],
          instrument: { minNotional: '200' },
          does: { 0: [enter('long', { quantity: 2 }), enter('long', { quantity: 1 })] },
          tells: ['00:01 denied RISK_INSTRUMENT_FILTER', '00:01 entry buy 2 @ 100 taker'],
        },
        {
          shows: 'the largest value, and one unit more',
          bars: [FLAT, FLAT],
          instrument: { maxNotional: '200' },
          does: { 0: [enter('long', { quantity: 2 }), enter('long', { quantity: 3 })] },
          tells: ['00:01 denied RISK_INSTRUMENT_FILTER', '00:01 entry buy 2 @ 100 taker'],
        },
        {
          shows: 'the smallest and the largest quantity',
          bars: [FLAT, FLAT],
          instrument: { minQuantity: '2', maxQuantity: '3' },
          does: { 0: [1, 2, 3, 4].map((quantity) => enter('long', { quantity })) },
          tells: [
            '00:01 denied RISK_INSTRUMENT_FILTER',
            '00:01 denied RISK_INSTRUMENT_FILTER',
            '00:01 entry buy 2 @ 100 taker',
            '00:01 entry buy 3 @ 100 taker',
          ],
        },
        {
          shows: 'an exit that is worth less than an entry may be',
          bars: [FLAT, FLAT, [50, 51, 49, 50], FLAT],
          instrument: { minNotional: '100' },
          does: { 0: enter('long', { quantity: 1 }), 2: exit() },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:03 exit sell 1 @ 100 taker'],
        },
      ],
    },
    {
      says: 'Without a price of the instrument nothing is ordered.',
      cases: [
        {
          shows: 'a quantity, a share of the equity and a target',
          bars: { [A]: [FLAT], [B]: ['none', FLAT] },
          scripts: {
            one: {
              onBar: (minute, { instrument }) =>
                instrument === A && minute === 0
                  ? [
                      enter('long', { quantity: 1, instrument: B }),
                      enter('long', { weight: 0.5, instrument: B }),
                      target(0.5, { instrument: B }),
                    ]
                  : undefined,
            },
          },
          tells: ['00:01 denied RISK_NO_MARKET', '00:01 denied RISK_NO_MARKET', '00:01 denied RISK_NO_MARKET'],
        },
      ],
    },
    {
      says: 'Several strategies on one instrument keep their positions apart: none can sell what another has bought, or cancel what another has placed. They share the cash.',
      cases: [
        {
          shows: 'one buys; the exit of the other does nothing, and its sale is denied',
          bars: [FLAT, FLAT, FLAT],
          scripts: {
            buyer: first(enter('long', { quantity: 1, stop: 50 })),
            seller: { onBar: (minute) => (minute === 1 ? [exit(), order({ side: 'sell', type: 'market', quantity: 1 })] : undefined) },
          },
          tells: ['00:01 entry buy 1 @ 100 taker', '00:02 denied RISK_SHORT_FORBIDDEN'],
        },
        {
          shows: 'one cannot cancel the order of the other',
          bars: [FLAT, FLAT, [100, 101, 94, 95]],
          scripts: {
            buyer: first(enter('long', { quantity: 1, limit: 95 })),
            other: { onBar: () => ({ action: 'cancel', orderId: 1 }) },
          },
          tells: ['00:03 entry buy 1 @ 95 maker'],
        },
        {
          shows: 'one is long and the other short, on margin; each closes its own',
          bars: [FLAT, FLAT, FLAT],
          terms: margin,
          scripts: {
            long: { onBar: (minute) => (minute === 0 ? enter('long', { quantity: 3 }) : minute === 1 ? exit() : undefined) },
            short: { onBar: (minute) => (minute === 0 ? enter('short', { quantity: 2 }) : minute === 1 ? exit() : undefined) },
          },
          tells: [
            '00:01 entry buy 3 @ 100 taker',
            '00:01 entry sell 2 @ 100 taker',
            '00:02 exit sell 3 @ 100 taker',
            '00:02 exit buy 2 @ 100 taker',
          ],
        },
        {
          shows: 'the first one spends the cash',
          bars: [FLAT, FLAT],
          terms: cash(1_000),
          scripts: { first: first(enter('long', { quantity: 6 })), second: first(enter('long', { quantity: 6 })) },
          tells: ['00:01 denied RISK_FREE_BALANCE', '00:01 entry buy 6 @ 100 taker'],
        },
      ],
    },
  ],
};
