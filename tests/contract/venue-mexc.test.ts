import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue('MEXC through ccxt', () => openTestnetBench(BENCH_VENUES.MEXC), {
  tellsPermissions: false,
  streamsFills: true,
  linksOrders: false,
});
