import { KRAKEN_RULES, KrakenFace } from '../../src/testnet/kraken/kraken-face.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue(
  'Kraken through ccxt',
  () => openTestnetBench({ id: 'KRAKEN', symbol: 'BTC/USD', rules: KRAKEN_RULES, face: (terms) => new KrakenFace(terms) }),
  { tellsPermissions: true, streamsFills: true },
);
