import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { COINBASE_RULES, CoinbaseFace } from '../../src/testnet/coinbase/coinbase-face.ts';
import { KRAKEN_RULES, KrakenFace } from '../../src/testnet/kraken/kraken-face.ts';
import { MEXC_RULES, MexcFace } from '../../src/testnet/mexc/mexc-face.ts';
import type { TestnetVenue } from './testnet-bench.ts';

/** The four venues, as the test exchange plays them. */
export const BENCH_VENUES: Readonly<Record<'BINANCE' | 'MEXC' | 'KRAKEN' | 'COINBASE', TestnetVenue>> = {
  BINANCE: { id: 'BINANCE', symbol: 'BTC/USDT', rules: BINANCE_RULES, face: binanceFace() },
  MEXC: { id: 'MEXC', symbol: 'BTC/USDT', rules: MEXC_RULES, face: (terms) => new MexcFace(terms) },
  KRAKEN: { id: 'KRAKEN', symbol: 'BTC/USD', rules: KRAKEN_RULES, face: (terms) => new KrakenFace(terms) },
  COINBASE: { id: 'COINBASE', symbol: 'BTC/USD', rules: COINBASE_RULES, face: (terms) => new CoinbaseFace(terms) },
};
