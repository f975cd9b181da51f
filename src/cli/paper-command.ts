import { systemClock } from '../adapters/clock/system-clock.ts';
import { createControlServer, type ControlServer } from '../adapters/control/control-server.ts';
import { readKillFile, removeKillFile } from '../adapters/control/kill-file.ts';
import { healthChecks } from '../api/health-checks.ts';
import { createStatusServer, type StatusServer } from '../api/status-server.ts';
import type { HomeFolder } from '../config/home.ts';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { fail } from '../kernel/errors.ts';
import { PaperSupervisor } from '../modes/supervise-paper.ts';
import type { HealthCheck, StatusSource } from '../ports/status-source.ts';
import type { CliContext } from './context.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { openNotifiers } from './open-notifiers.ts';
import { StatusScreen } from './status-screen.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast paper`. */
export interface PaperFlags {
  readonly demo?: boolean;
  readonly session?: string;
  readonly port?: string;
  readonly speed?: string;
  readonly bars?: string;
  readonly handlerLimit?: string;
}

/** An orderly end may take this long; then the thread is ended, with all that it had decided stored. */
const STOP_MS = 4_500;
const STORE_TIMEOUT_MS = 2_000;
const MOST_UNCOMMITTED = 10_000_000;

/** Runs a paper session in the foreground until it is stopped: engine, status server, command socket, status screen. */
export async function paperCommand(context: CliContext, flags: PaperFlags): Promise<void> {
  const { config, folder } = paperConfig(context, flags);
  const home = context.openHome({ create: true });
  const notifiers = openNotifiers(config, folder, home);
  let server: StatusServer | undefined;
  const supervisor = new PaperSupervisor(
    {
      home: home.root,
      folder,
      config,
      sessionId: flags.session ?? config.account.id,
      startedAt: systemClock.now(),
      ...(flags.bars !== undefined && { bars: wholeFlag('--bars', flags.bars, 1, 1_000_000_000) }),
    },
    {
      onNotice: (notice) => void notifiers.notify(notice),
      onCommit: (seconds) => server?.observeCommit(seconds),
      ...(flags.handlerLimit !== undefined && { handlerLimitMs: wholeFlag('--handler-limit', flags.handlerLimit, 100, 600_000) }),
    },
  );
  const source = statusSource(supervisor, config);
  const stop = (): void => stopInOrder(supervisor);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let control: ControlServer | undefined;
  const screen = new StatusScreen(source, context.stdout);
  try {
    // The port is taken first: one that is in use is found before anything is traded.
    server = await createStatusServer({ source, ...config.server });
    const running = server;
    await supervisor.run(() => {
      void openControl(home, config, supervisor, source, stop).then(
        (opened) => {
          control = opened;
        },
        (error: unknown) => context.err(String(error)),
      );
      context.err(`status on ${running.url}; stop with Ctrl-C or \`ballast stop\``);
      screen.start();
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    screen.close();
    await Promise.allSettled([server?.close(), control?.close(), notifiers.close()]);
  }
  context.err('stopped; all is stored');
}

function paperConfig(context: CliContext, flags: PaperFlags): { readonly config: Config; readonly folder: string } {
  const loaded = flags.demo === true ? { ...parseConfig(DEMO_CONFIG, 'the demo'), folder: context.cwd } : loadConfig(context.configFile);
  const { config } = loaded;
  return {
    folder: loaded.folder,
    config: {
      ...config,
      server: { ...config.server, ...(flags.port !== undefined && { port: wholeFlag('--port', flags.port, 0, 65_535) }) },
      feed: { ...config.feed, ...(flags.speed !== undefined && { speed: wholeFlag('--speed', flags.speed, 1, 100_000_000) }) },
    },
  };
}

function statusSource(supervisor: PaperSupervisor, config: Config): StatusSource {
  const store = { engine: config.store.kind, ping: () => supervisor.ask({ kind: 'ping' }) };
  const limits = { maxFeedAge: config.feed.maxAge, maxUncommittedAge: MOST_UNCOMMITTED, storeTimeoutMs: STORE_TIMEOUT_MS };
  return {
    snapshot: () => supervisor.status ?? fail('RUN_NOT_RUNNING', 'the session is still coming back'),
    checks: async (): Promise<readonly HealthCheck[]> => {
      const { status } = supervisor;
      if (status === undefined) return [{ name: 'session', ok: false, detail: 'the session is still coming back' }];
      const trading = {
        name: 'trading',
        ok: true,
        detail: status.trading.state === 'ACTIVE' ? 'ACTIVE' : `${status.trading.state}: ${status.trading.reason}`,
      };
      return [...(await healthChecks(status, store, limits)), trading];
    },
  };
}

function stopInOrder(supervisor: PaperSupervisor): void {
  setTimeout(() => void supervisor.terminate(), STOP_MS).unref();
  supervisor.ask({ kind: 'stop' }).catch(() => supervisor.terminate());
}

/** The command socket: what a person can ask of the running session. */
function openControl(
  home: HomeFolder,
  config: Config,
  supervisor: PaperSupervisor,
  source: StatusSource,
  stop: () => void,
): Promise<ControlServer> {
  const killFiles = [...new Set([home.killFile, config.risk.killFile ?? home.killFile])];
  const words = (value: unknown, fallback: string): string => (typeof value === 'string' && value !== '' ? value : fallback);
  const order =
    (state: 'ACTIVE' | 'HALTED') =>
    async ({ by, reason }: Readonly<Record<string, unknown>>): Promise<void> => {
      if (state === 'ACTIVE') killFiles.filter((file) => readKillFile(file) !== undefined).forEach(removeKillFile);
      await supervisor.ask({
        kind: 'trading-state',
        state,
        by: `operator:${words(by, 'unnamed')}`,
        reason: words(reason, 'no reason given'),
      });
    };
  return createControlServer(home.controlSocket, {
    status: () => source.snapshot(),
    stop: () => stop(),
    kill: order('HALTED'),
    resume: order('ACTIVE'),
  });
}
