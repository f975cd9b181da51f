/** The thread of a venue on this machine that sends so many public trades a second; see soak.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { steadyTape } from '../tests/tools/ccxt-bench.ts';
import { streamName, VenueServer } from '../tests/tools/venue-server.ts';
import { binanceTradeMessage } from '../tests/tools/venue-server-binance.ts';

const { rate } = workerData as { readonly rate: number };
const MARKET = 'BTC/USDT';
/** Milliseconds between two sendings. */
const BEAT = 10;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const say = (message: unknown): void => parentPort?.postMessage(message);

const server = await VenueServer.start({ clock: systemClock, markets: [MARKET], tape: steadyTape });
const stream = streamName(MARKET, 'trade');
say({ urls: server.urls });
await server.subscribed(stream);

const began = performance.now();
let sent = 0;
const sending = setInterval(() => {
  const due = Math.floor(((performance.now() - began) / 1000) * rate);
  for (; sent < due; sent += 1) {
    const price = `${60_000 + (sent % 100)}.00000000`;
    server.push(
      stream,
      binanceTradeMessage(MARKET, systemClock.now(), { id: sent + 1, price, quantity: '0.01000000', sell: sent % 2 === 0 }),
    );
  }
}, BEAT);
parentPort?.on('message', () => {
  clearInterval(sending);
  say({ sent });
});
