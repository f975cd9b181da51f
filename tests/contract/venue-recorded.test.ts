import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { BINANCE_DIALECT } from '../../src/adapters/venues/ccxt/trading/binance/binance-dialect.ts';
import { COINBASE_DIALECT } from '../../src/adapters/venues/ccxt/trading/coinbase/coinbase-dialect.ts';
import type { Desk, VenueDialect } from '../../src/adapters/venues/ccxt/trading/dialect.ts';
import { KRAKEN_DIALECT } from '../../src/adapters/venues/ccxt/trading/kraken/kraken-dialect.ts';
import { MEXC_DIALECT } from '../../src/adapters/venues/ccxt/trading/mexc/mexc-dialect.ts';
import { buildInstrument } from '../../src/domain/instrument-spec.ts';
import { currency } from '../../src/domain/money.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderRef, VenueFill, VenueOrder } from '../../src/ports/venue.ts';
import { SHARED_DATA, testWithSharedData } from '../tools/shared-data.ts';

interface Recorded {
  readonly rest: readonly { readonly name: string; readonly response: unknown }[];
}

function instrumentOf(id: string): Instrument {
  return buildInstrument({ id, kind: 'spot', calendar: '24/7', tick: '0.0000000001', lot: '0.00000001', effectiveFrom: 0 });
}

/** A desk that answers with what a venue was recorded to say: the n-th question with the n-th of these, which are recordings by their names. */
function deskOf(venue: string, marketId: string, ...answers: readonly unknown[]): Desk {
  const { rest } = JSON.parse(readFileSync(join(SHARED_DATA, `wire/${venue}_fixtures.json`), 'utf8')) as Recorded;
  const recorded = (name: string): unknown =>
    rest.find((each) => each.name.endsWith(`/${name}`) && !each.name.includes('Futures'))?.response;
  const replies = answers.map((answer) => (typeof answer === 'string' ? recorded(answer) : answer));
  const next = (): Promise<unknown> => Promise.resolve(replies.shift());
  return {
    ask: next,
    askMaybe: next,
    askIfAllowed: next,
    marketId: () => marketId,
    marketInfo: () => ({ altname: 'XBTUSD' }),
    currency: (code) => currency(code.replace(/^X(?=XBT)|^Z/, '')),
    now: () => 1_800_000_000_000_000,
  };
}

function orderLine(order: VenueOrder | undefined): unknown {
  return order && [order.venueOrderId, order.side, order.quantity, order.filledQuantity, order.status];
}

function fillLine({ tradeId, side, quantity, fee, feeCurrency, liquidity }: VenueFill): unknown {
  return [tradeId, side, quantity, fee, feeCurrency.code, liquidity];
}

/** What is asked of a venue, what it answers, and what is read in that. */
interface Case {
  readonly dialect: VenueDialect;
  readonly instrument: Instrument;
  readonly order: { readonly market: string; readonly reply: string; readonly told: readonly unknown[] };
  readonly fills: { readonly market: string; readonly replies: readonly unknown[]; readonly told: readonly unknown[] };
  readonly balances: { readonly reply: string; readonly told: readonly unknown[] };
}

const CASES: Readonly<Record<string, Case>> = {
  binance: {
    dialect: BINANCE_DIALECT,
    instrument: instrumentOf('LTC/BTC.BINANCE'),
    order: { market: 'LTCBTC', reply: 'GetOrder', told: ['1', 'buy', 100_000_000, 0, 'open'] },
    fills: { market: 'BNBBTC', replies: ['GetUserTrades', []], told: [['28457', 'buy', 1_200_000_000, 1_010_000_000, 'BNB', 'taker']] },
    balances: {
      reply: 'GetAccountInfo',
      told: [
        ['BTC', 472_384_689_208_129, 0],
        ['LTC', 476_336_868_006_011, 0],
      ],
    },
  },
  mexc: {
    dialect: MEXC_DIALECT,
    instrument: instrumentOf('LTC/BTC.MEXC'),
    order: { market: 'LTCBTC', reply: 'GetOrder', told: ['1', 'buy', 100_000_000, 0, 'open'] },
    fills: {
      market: 'BNBBTC',
      replies: ['GetUserTrades'],
      told: [['fad2af9e942049b6adbda1a271f990c6', 'buy', 1_200_000_000, 1_010_000_000, 'BNB', 'taker']],
    },
    balances: {
      reply: 'GetAccountInfo',
      told: [
        ['NBNTEST', 111_111_100_000_000, 3_300_000_000],
        ['MAIN', 102_000_000_000_000, 0],
      ],
    },
  },
  kraken: {
    dialect: KRAKEN_DIALECT,
    instrument: instrumentOf('BTC/USD.KRAKEN'),
    order: { market: 'XXBTZUSD', reply: 'GetOrders', told: ['OBCMZD-JIEE7-77TH3F', 'buy', 125_000_000, 125_000_000, 'filled'] },
    fills: {
      market: 'XXBTZUSD',
      replies: ['GetUserTrades', { result: { trades: {} } }],
      told: [
        ['TCWJEG-FL4SZ-3FKGH6', 'buy', 1_000_000, 0, 'USD', 'maker'],
        ['THVRQM-33VKH-UCI7BS', 'buy', 2_000_000, 0, 'USD', 'maker'],
      ],
    },
    balances: {
      reply: 'GetAvailableBalances',
      told: [
        ['USD', 25_435_210_000, 8_249_760_000],
        ['XBT', 124_350_000, 84_230_000],
      ],
    },
  },
  coinbase: {
    dialect: COINBASE_DIALECT,
    instrument: instrumentOf('BTC/USD.COINBASE'),
    order: { market: 'BTC-USD', reply: 'GetOrder', told: ['0000-000000-000000', 'buy', 100_000, 100_000, 'open'] },
    fills: {
      market: 'BTC-USD',
      replies: ['GetUserTrades', { fills: [], cursor: '' }],
      told: [['1111-11111-111111', 'buy', 100_000, 1_250_000, 'USD', 'taker']],
    },
    balances: { reply: 'GetAccounts', told: [['BTC', 246_000_000, 123_000_000]] },
  },
};

for (const [venue, { dialect, instrument, order, fills, balances }] of Object.entries(CASES)) {
  testWithSharedData(`what ${venue} was recorded to say of an order`, async () => {
    const ref: OrderRef = { instrument, clientOrderId: 'any', venueOrderId: String(order.told[0]) };
    assert.deepEqual(orderLine(await dialect.order(ref, deskOf(venue, order.market, order.reply))), order.told);
  });
  testWithSharedData(`what ${venue} was recorded to say of fills`, async () => {
    const desk = deskOf(venue, fills.market, ...fills.replies);
    assert.deepEqual((await dialect.fills(instrument, 0, desk)).map(fillLine), fills.told);
  });
  testWithSharedData(`what ${venue} was recorded to say of balances`, async () => {
    const held = await dialect.balances(deskOf(venue, '', balances.reply));
    assert.deepEqual(
      held.map(({ currency: { code }, total, locked }) => [code, total, locked]),
      balances.told,
    );
  });
}
