import type { Instrument } from '../../domain/instrument.ts';
import { buildInstrument, type InstrumentSpec } from '../../domain/instrument-spec.ts';
import { parseTime } from '../../kernel/time.ts';

/** Rules of spot trading as the venues published them in 2024 and 2025; where they changed in between, the stricter. */
const AS_OF_2024 = parseTime('2024-01-01');

type Row = readonly [
  symbol: string,
  tick: string,
  lot: string,
  limits: Pick<InstrumentSpec, 'minQuantity' | 'maxQuantity' | 'minNotional' | 'maxNotional'>,
];

const BINANCE: readonly Row[] = [
  ['BTC/USDT', '0.01', '0.00001', { maxQuantity: '9000', minNotional: '5', maxNotional: '9000000' }],
  ['ETH/USDT', '0.01', '0.0001', { maxQuantity: '9000', minNotional: '5', maxNotional: '9000000' }],
  ['SOL/USDT', '0.01', '0.001', { maxQuantity: '90000', minNotional: '5', maxNotional: '9000000' }],
  ['DOGE/USDT', '0.00001', '1', { maxQuantity: '9000000', minNotional: '5', maxNotional: '9000000' }],
  ['XRP/USDT', '0.0001', '1', { maxQuantity: '9000000', minNotional: '5', maxNotional: '9000000' }],
  ['LTC/USDT', '0.01', '0.001', { maxQuantity: '90000', minNotional: '5', maxNotional: '9000000' }],
];

const MEXC: readonly Row[] = [
  ['BTC/USDT', '0.01', '0.000001', { minNotional: '1', maxNotional: '2000000' }],
  ['ETH/USDT', '0.01', '0.00001', { minNotional: '1', maxNotional: '2000000' }],
];

const KRAKEN: readonly Row[] = [
  ['BTC/USD', '0.1', '0.00000001', { minQuantity: '0.0001', minNotional: '0.5' }],
  ['BTC/EUR', '0.1', '0.00000001', { minQuantity: '0.0001', minNotional: '0.5' }],
  ['ETH/USD', '0.01', '0.00000001', { minQuantity: '0.01', minNotional: '0.5' }],
  ['ETH/EUR', '0.01', '0.00000001', { minQuantity: '0.01', minNotional: '0.5' }],
];

const COINBASE: readonly Row[] = [
  ['BTC/USD', '0.01', '0.00000001', { minNotional: '1' }],
  ['ETH/USD', '0.01', '0.00000001', { minNotional: '1' }],
  ['LTC/USD', '0.01', '0.00000001', { minNotional: '1' }],
  ['BTC/EUR', '0.01', '0.00000001', { minNotional: '1' }],
];

const SYNTH: readonly Row[] = [
  ['BTC/USDT', '0.01', '0.00001', { maxQuantity: '9000', minNotional: '5', maxNotional: '9000000' }],
  ['ETH/USDT', '0.01', '0.0001', { maxQuantity: '9000', minNotional: '5', maxNotional: '9000000' }],
];

const US_SYMBOLS = ['AAPL', 'AIG', 'BAC', 'EEM', 'GOOG', 'IBM', 'IWM', 'QQQ', 'SPY', 'WM'] as const;

const spot = (venue: string, rows: readonly Row[]): readonly Instrument[] =>
  rows.map(([symbol, tick, lot, limits]) =>
    buildInstrument({ id: `${symbol}.${venue}`, kind: 'spot', calendar: '24/7', tick, lot, ...limits, effectiveFrom: AS_OF_2024 }),
  );

/**
 * The instruments that Ballast knows by itself, as a snapshot of the venues' rules. An id may come more than once with a later
 * `effectiveFrom`. Every result names the fingerprint of the instruments that it used.
 */
export const builtInInstruments: readonly Instrument[] = [
  ...spot('BINANCE', BINANCE),
  ...spot('MEXC', MEXC),
  ...spot('KRAKEN', KRAKEN),
  ...spot('COINBASE', COINBASE),
  buildInstrument({
    id: 'EUR/USD.OANDA',
    kind: 'forex',
    calendar: 'forex',
    tick: '0.00001',
    lot: '1',
    maxQuantity: '100000000',
    effectiveFrom: AS_OF_2024,
  }),
  ...US_SYMBOLS.map((symbol) =>
    buildInstrument({ id: `${symbol}.US`, kind: 'equity', calendar: 'us-equities', tick: '0.01', lot: '1', effectiveFrom: AS_OF_2024 }),
  ),
  ...spot('SYNTH', SYNTH),
];
