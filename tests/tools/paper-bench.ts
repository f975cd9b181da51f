import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { bucketClose, bucketOpen } from '../../src/domain/interval.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from '../../src/kernel/time.ts';
import { sharedBeacon } from '../../src/modes/beacon-watch.ts';
import { SessionEngine } from '../../src/modes/session-engine.ts';
import { decodeInput, type SessionInput } from '../../src/modes/session-input.ts';
import type { Notice } from '../../src/ports/notifier.ts';
import type { StatusSnapshot } from '../../src/ports/status-source.ts';
import { START, steadyTape } from './ccxt-bench.ts';
import { ManualClock } from './manual-clock.ts';
import { withStore } from './stored-session.ts';
import { tempFolder } from './temp-folder.ts';
import { streamName, VenueServer, type Tape } from './venue-server.ts';

const PATIENCE_MS = 20_000;

/** What to trade on the bench, and how. */
export interface PaperBenchOptions {
  readonly markets: readonly string[];
  /** The code of strategies by file name; each may import from `ballast`. */
  readonly files: Readonly<Record<string, string>>;
  /** The list under `strategies` in ballast.yaml. */
  readonly strategies: string;
  readonly tape?: Tape;
}

/** A paper engine with the real ccxt adapter against a venue on loopback, and a real store, all on one clock that the test moves. */
export interface PaperBench {
  readonly home: string;
  readonly venue: VenueServer;
  readonly clock: ManualClock;
  readonly notices: Notice[];
  /** Opening time of the minute that is `offset` minutes after the one in which the test began. */
  readonly bar: (offset: number) => Micros;
  /** Opens the engine and lets it run. */
  readonly start: () => Promise<void>;
  readonly status: () => StatusSnapshot;
  /** Waits, in real time, until the status is so. */
  readonly until: (what: string, condition: (status: StatusSnapshot) => boolean) => Promise<StatusSnapshot>;
  /** Lets all markets trade on until the minute in progress has closed; those that are named last say nothing of it. */
  readonly closeMinute: (...silent: readonly string[]) => void;
  /** Ends the engine in order. */
  readonly stop: () => Promise<void>;
  /** The journal of the session, once the engine has ended. */
  readonly journal: () => Promise<readonly SessionInput[]>;
}

/** Sets the bench up; nothing runs yet. */
export async function openPaperBench(context: TestContext, options: PaperBenchOptions): Promise<PaperBench> {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  const clock = new ManualClock(START);
  const venue = await VenueServer.start({ clock, markets: options.markets, tape: options.tape ?? steadyTape });
  for (const [name, code] of Object.entries(options.files)) writeFileSync(join(folder, name), code);
  writeFileSync(
    join(folder, 'ballast.yaml'),
    `version: 1
account: { id: main, cash: 100000 }
feed: { kind: ccxt, exchange: binance, restUrl: "${venue.urls.rest}", streamUrl: "${venue.urls.stream}" }
strategies:
${options.strategies}
`,
  );
  const { config } = loadConfig(join(folder, 'ballast.yaml'));
  const notices: Notice[] = [];
  let stopping = new AbortController();
  let engine: SessionEngine | undefined;
  let running: Promise<void> = Promise.resolve();
  const current = (): SessionEngine => engine ?? fail('the engine is not open');
  const bench: PaperBench = {
    home,
    venue,
    clock,
    notices,
    bar: (offset) => bucketOpen('1m', START) + offset * MICROS_PER_MINUTE,
    async start() {
      stopping = new AbortController();
      engine = await SessionEngine.open(
        { home, folder, config, sessionId: 'main', startedAt: clock.now() },
        {
          clock,
          beacon: sharedBeacon(),
          onNotice: (notice) => notices.push(notice),
          onCommit: () => undefined,
          isLatched: () => false,
          onLoading: () => undefined,
          breathe: () => Promise.resolve(),
          signal: stopping.signal,
        },
      );
      running = engine.run();
      running.catch(() => undefined);
    },
    status: () => current().status(),
    async until(what, condition) {
      for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(5)) {
        const status = current().status();
        if (condition(status)) return status;
      }
      return fail(`waited in vain for ${what}; last: ${JSON.stringify(current().status())}`);
    },
    closeMinute(...silent) {
      const open = bucketOpen('1m', clock.now());
      clock.set(bucketClose('1m', open) + MICROS_PER_SECOND / 10);
      for (const market of options.markets) {
        if (silent.includes(market)) continue;
        venue.pushBar(market, '1m', open);
        venue.pushBar(market, '1m', bucketClose('1m', open));
      }
    },
    async stop() {
      stopping.abort();
      await running;
    },
    journal: () =>
      withStore({ home }, async (store) => {
        const inputs: SessionInput[] = [];
        for await (const entry of store.journal('main', 0)) inputs.push(decodeInput(entry));
        return inputs;
      }),
  };
  context.after(async () => {
    stopping.abort();
    await running.catch(() => undefined);
    await venue.close();
  });
  return bench;
}

/** The stream of a market's bars. */
export function barStream(market: string): string {
  return streamName(market, 'kline_1m');
}

function fail(message: string): never {
  throw new Error(message);
}
