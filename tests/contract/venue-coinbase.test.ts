import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue('Coinbase through ccxt', () => openTestnetBench(BENCH_VENUES.COINBASE), {
  tellsPermissions: true,
  streamsFills: false,
  linksOrders: false,
});
