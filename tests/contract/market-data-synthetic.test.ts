import { MICROS_PER_DAY, MICROS_PER_MINUTE } from '../../src/kernel/time.ts';
import { SyntheticFeed } from '../../src/testnet/synthetic-feed.ts';
import { spotInstrument, START } from '../tools/ccxt-bench.ts';
import { ManualClock } from '../tools/manual-clock.ts';
import { marketDataContract, type MarketDataBench } from './market-data-contract.ts';

/** Its past when a test begins. */
const AGE = 60 * MICROS_PER_MINUTE;

marketDataContract('the synthetic exchange', async (): Promise<MarketDataBench> => {
  const [instrument, interval] = [spotInstrument('BTC/USDT'), '1m'] as const;
  const start = START - (START % MICROS_PER_MINUTE);
  const feed = new SyntheticFeed({
    seed: 1,
    start,
    age: AGE,
    speed: Infinity,
    instruments: [instrument],
    clock: new ManualClock(START + MICROS_PER_DAY),
  });
  return {
    feed,
    instrument,
    interval,
    unknownInstrument: spotInstrument('NOPE/USDT'),
    now: () => feed.time,
    // Nothing to do: it trades as fast as it is read.
    closeBar: async () => undefined,
    dispose: async () => undefined,
  };
});
