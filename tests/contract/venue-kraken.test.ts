import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue('Kraken through ccxt', () => openTestnetBench(BENCH_VENUES.KRAKEN), {
  tellsPermissions: true,
  streamsFills: true,
  linksOrders: false,
});
