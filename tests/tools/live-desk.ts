import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { findInstrument } from '../../src/data/instruments/find-instrument.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { binanceFace } from '../../src/testnet/binance/binance-face.ts';
import { BINANCE_RULES } from '../../src/testnet/binance/binance-rules.ts';
import { Exchange } from '../../src/testnet/exchange/exchange.ts';
import { MarketMaker } from '../../src/testnet/exchange/market-maker.ts';
import type { PathPoint } from '../../src/testnet/exchange/price-path.ts';
import { startTestnet, type Testnet } from '../../src/testnet/server/testnet-server.ts';
import { runBallast, type CliResult } from '../e2e/run-cli.ts';
import { startPaper, type PaperProcess } from './paper-process.ts';
import { tempFolder } from './temp-folder.ts';

/** Watches trades, so that there is a price soon, and leaves all orders to people. */
const STRATEGY = `import { defineStrategy, z } from 'ballast';
export default defineStrategy({
  id: 'watcher', version: '1.0.0', params: z.object({}), data: { ticks: 'trades' }, init: () => ({}), onTick: () => undefined,
});
`;
/** The account at the exchange. */
export const ACCOUNT = 'main';
/** What is traded there; it stands near this price. */
export const TRADED = 'BTC/USDT.BINANCE';
const PRICE = 42_000;
const TRADES_EVERY = 250_000;

/** A test exchange as Binance, in this process and by the clock of this machine, and `ballast live` in a process of its own upon it. */
export interface LiveDesk {
  readonly home: string;
  readonly folder: string;
  readonly instrument: Instrument;
  readonly testnet: Testnet;
  /** Starts the session, and waits until its gate is open and it knows a price. */
  readonly start: () => Promise<PaperProcess>;
  /** Starts it only. */
  readonly launch: () => PaperProcess;
  /** Writes the configuration anew: these lines instead of those of the same key. */
  readonly configure: (lines: Readonly<Record<string, string>>) => void;
  /** Lets another key act for the account, and has the configuration name it. */
  readonly useKey: (permissions: { readonly withdraw: boolean }) => void;
  readonly ballast: (...args: readonly string[]) => Promise<CliResult>;
  /** Runs a command that must succeed, and reads its JSON. */
  readonly json: <Value>(...args: readonly string[]) => Promise<Value>;
}

/** Opens such a desk with 50,000 USDT and 1 BTC at the exchange, of which 10,000 USDT are to be traded with. */
export async function openLiveDesk(context: TestContext): Promise<LiveDesk> {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  const instrument = findInstrument(TRADED);
  const testnet = await openTestnet(instrument);
  context.after(() => testnet.close());
  writeFileSync(join(folder, 'watcher.ts'), STRATEGY);
  let config: Readonly<Record<string, string>> = {
    version: '1',
    account: '{ id: main, cash: 10000 }',
    risk: '{ dailyLoss: 1%, maxOrderValue: 200%, maxPositionValue: 100% }',
    strategies: `[{ id: watcher, strategy: ./watcher.ts, instruments: [${TRADED}], interval: 1m }]`,
    venue: `{ id: BINANCE, restUrl: "${testnet.url}", streamUrl: "${testnet.streamUrl}", keyFile: ./key, secretFile: ./secret }`,
  };
  const configure = (lines: Readonly<Record<string, string>>): void => {
    config = { ...config, ...lines };
    const text = Object.entries(config).map(([key, value]) => `${key}: ${value}\n`);
    writeFileSync(join(folder, 'ballast.yaml'), text.join(''));
  };
  const useKey = ({ withdraw }: { readonly withdraw: boolean }): void => {
    const { id, secret } = testnet.face.makeKey((count) => crypto.getRandomValues(new Uint8Array(count)));
    testnet.exchange.addKey(ACCOUNT, { id, secret, permissions: { trade: true, withdraw } });
    writeFileSync(join(folder, 'key'), id, { mode: 0o600 });
    writeFileSync(join(folder, 'secret'), secret, { mode: 0o600 });
  };
  configure({});
  useKey({ withdraw: false });
  const ballast = (...args: readonly string[]) => runBallast(['--home', home, ...args], folder);
  const launch = (): PaperProcess => {
    const live = startPaper(home, ['--config', join(folder, 'ballast.yaml')], { command: 'live' });
    context.after(() => live.child.kill('SIGKILL'));
    return live;
  };
  return {
    home,
    folder,
    instrument,
    testnet,
    configure,
    useKey,
    ballast,
    launch,
    async start() {
      const live = launch();
      await live.until('an open gate and a price', ({ venue, feed }) => venue?.gate.state === 'open' && feed.ageSeconds !== null);
      return live;
    },
    json: async <Value>(...args: readonly string[]): Promise<Value> => {
      const { code, stdout, stderr } = await ballast(...args, '--json');
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Value;
    },
  };
}

async function openTestnet(instrument: Instrument): Promise<Testnet> {
  const exchange = new Exchange({ rules: BINANCE_RULES, now: systemClock.now() });
  exchange.list(instrument);
  exchange.openAccount(ACCOUNT);
  exchange.transfer(ACCOUNT, instrument.quote, 50_000 * 10 ** instrument.quote.scale);
  exchange.transfer(ACCOUNT, instrument.base, 10 ** instrument.base.scale);
  const maker = new MarketMaker(exchange, instrument, quietMarket(instrument), { seed: 1 });
  return startTestnet({
    face: binanceFace(),
    exchange,
    makers: [maker],
    clock: systemClock,
    seed: 1,
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    adminToken: 'admin',
  });
}

/** A market that stands still, and trades. */
function* quietMarket({ priceScale, quantityScale }: Instrument): Generator<PathPoint, void> {
  const start = systemClock.now();
  const [price, quantity] = [PRICE * 10 ** priceScale, 10 ** quantityScale];
  for (let step = 0; ; step += 1) yield { ts: start + step * TRADES_EVERY, price, quantity };
}
