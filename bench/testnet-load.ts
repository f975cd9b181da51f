/** The test exchange in a process of its own, for `bench/testnet.ts`: it tells its address, then, whenever it is asked, how much processor time it took. */
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { buildInstrument } from '../src/domain/instrument-spec.ts';
import { binanceFace } from '../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../src/testnet/binance/binance-rules.ts';
import { Exchange } from '../src/testnet/exchange/exchange.ts';
import { startTestnet } from '../src/testnet/server/testnet-server.ts';

const instrument = buildInstrument({
  id: 'BTC/USDT.BINANCE',
  kind: 'spot',
  calendar: '24/7',
  tick: '0.01',
  lot: '0.00001',
  minNotional: '5',
  effectiveFrom: 0,
});
const exchange = new Exchange({ rules: BINANCE_RULES, now: systemClock.now() });
exchange.list(instrument);
const testnet = await startTestnet({
  face: binanceFace({ weight: Infinity, ordersShort: Infinity, ordersDay: Infinity }),
  exchange,
  makers: [],
  clock: systemClock,
  seed: 1,
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  adminToken: 'bench',
});
const keys = ['buyer', 'seller'].map((account, at) => {
  exchange.openAccount(account);
  for (const currency of [instrument.base, instrument.quote]) exchange.transfer(account, currency, 1e15);
  const key = testnet.face.makeKey((count) => new Uint8Array(count).fill(at));
  exchange.addKey(account, { ...key, permissions: { trade: true, withdraw: false } });
  return key;
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const fills = exchange.history('buyer').fills(exchange.now).length;
  process.send?.({ cpuSeconds: (user + system) / 1e6, fills });
});
process.send?.({ url: testnet.url, keys });
