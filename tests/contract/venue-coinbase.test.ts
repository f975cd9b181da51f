import { COINBASE_RULES, CoinbaseFace } from '../../src/testnet/coinbase/coinbase-face.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue(
  'Coinbase through ccxt',
  () => openTestnetBench({ id: 'COINBASE', symbol: 'BTC/USD', rules: COINBASE_RULES, face: (terms) => new CoinbaseFace(terms) }),
  { tellsPermissions: true, streamsFills: false },
);
