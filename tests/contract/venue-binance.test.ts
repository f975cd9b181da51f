import { BENCH_VENUES } from '../tools/bench-venues.ts';
import { openTestnetBench } from '../tools/testnet-bench.ts';
import { testVenue } from './venue-contract.ts';

testVenue('Binance through ccxt', () => openTestnetBench(BENCH_VENUES.BINANCE), {
  tellsPermissions: true,
  streamsFills: true,
  linksOrders: true,
});
