import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layoutOf } from './layout.ts';

/** A layout in short: name, the column of times, and for each bar its five columns. */
function told(line: string, base = 'BTC'): string {
  const layout = layoutOf(line, base);
  if (layout === undefined) return 'nothing';
  const bars = layout.bars.map(({ source, open, high, low, close, volume }) => `${source} ${[open, high, low, close, volume].join(' ')}`);
  return [`${layout.name}${layout.header ? '' : ' without header'}`, `time ${layout.time}`, ...bars].join(', ');
}

for (const [line, expected] of [
  ['timestamp,open,high,low,close,volume', 'ohlcv, time 0, trade 1 2 3 4 5'],
  ['Date,Open,High,Low,Close,Adj Close,Volume', 'ohlcv, time 0, trade 1 2 3 4 6'],
  ['timestamp,date,open,high,low,close,volume', 'ohlcv, time 0, trade 2 3 4 5 6'],
  ['date;open;high;low;close', 'ohlcv, time 0, trade 1 2 3 4 -1'],
  ['"time"\t"open"\t"high"\t"low"\t"close"\t"Volume"', 'ohlcv, time 0, trade 1 2 3 4 5'],
  ['close,low,high,open,ts,vol', 'ohlcv, time 4, trade 3 2 1 0 5'],
  ['Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume', 'ohlcv, time 0, trade 1 2 3 4 5'],
  ['date,symbol,open,high,low,close,volume_btc,volume', 'cryptodatadownload, time 0, trade 2 3 4 5 6'],
  ['unix,date,symbol,open,high,low,close,Volume BTC,Volume USD', 'cryptodatadownload, time 0, trade 3 4 5 6 7'],
  ['unix,date,symbol,open,high,low,close,Volume USD,Volume BTC', 'cryptodatadownload, time 0, trade 3 4 5 6 8'],
  [
    'timestamp,open,high,low,close,volume,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size',
    'trades-and-quotes, time 0, trade 1 2 3 4 5, bid 6 7 8 9 10, ask 11 12 13 14 15',
  ],
  ['timestamp,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close', 'quotes, time 0, bid 1 2 3 4 -1, ask 5 6 7 8 -1'],
  ['1502942400000,4261.48,4261.48,4261.48,4261.48,1.775183', 'ohlcv without header, time 0, trade 1 2 3 4 5'],
  ['2020-01-01 00:00:00,1,2,0.5,1.5', 'ohlcv without header, time 0, trade 1 2 3 4 -1'],
  ['1504656000000,1,2,1,2,0.3,1504656059999,1424.7,9,0.1,803.5,0', 'binance-klines without header, time 0, trade 1 2 3 4 5'],
  ['Timestamps are UTC timezone,https://www.CryptoDataDownload.com', 'nothing'],
  ['timestamp,price,qty,side,trade_id', 'nothing'],
  ['last_date_inclusive,price_factor,split_factor,reference_price', 'nothing'],
  ['a,b,c,d,e,f', 'nothing'],
  ['', 'nothing'],
] as const) {
  test(`"${line}" tells ${expected}`, () => assert.equal(told(line), expected));
}
