import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue(
  'Binance through ccxt',
  () => openTestnetBench({ id: 'BINANCE', symbol: 'BTC/USDT', rules: BINANCE_RULES, face: binanceFace() }),
  { tellsPermissions: true, streamsFills: true },
);
