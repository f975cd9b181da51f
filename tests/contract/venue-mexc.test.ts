import { MEXC_RULES, MexcFace } from '../../src/testnet/mexc/mexc-face.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue(
  'MEXC through ccxt',
  () => openTestnetBench({ id: 'MEXC', symbol: 'BTC/USDT', rules: MEXC_RULES, face: (terms) => new MexcFace(terms) }),
  { tellsPermissions: false, streamsFills: true },
);
