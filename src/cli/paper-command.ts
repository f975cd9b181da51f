import { systemClock } from '../adapters/clock/system-clock.ts';
import type { ControlServer } from '../adapters/control/control-server.ts';
import { holdHome } from '../adapters/control/home-lock.ts';
import { healthChecks } from '../api/health-checks.ts';
import { createStatusServer, type StatusServer } from '../api/status-server.ts';
import type { HomeFolder } from '../config/home.ts';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import { PaperSupervisor } from '../modes/supervise-paper.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { HealthCheck, StatusSource } from '../ports/status-source.ts';
import type { CliContext } from './context.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { openControl } from './open-control.ts';
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

const STORE_TIMEOUT_MS = 2_000;
const MOST_UNCOMMITTED = 10_000_000;

/** Runs a paper session in the foreground until it is stopped: engine, status server, command socket, status screen. */
export async function paperCommand(context: CliContext, flags: PaperFlags): Promise<void> {
  const { config, folder } = paperConfig(context, flags);
  const home = context.openHome({ create: true });
  const lock = await holdHome(home.lock);
  try {
    const notifiers = openNotifiers(config, folder, home);
    try {
      await trade(context, flags, { config, folder, home, notifiers });
    } catch (error) {
      const { code, message } = isBallastError(error) ? error : { code: 'INTERNAL_ERROR', message: String(error) };
      void notifiers.notify({ ts: systemClock.now(), severity: 'critical', code, text: `the session has ended: ${message}` });
      throw error;
    } finally {
      await notifiers.close();
    }
  } finally {
    lock.release();
  }
  context.err('stopped; all is stored');
}

interface PaperParts {
  readonly config: Config;
  readonly folder: string;
  readonly home: HomeFolder;
  readonly notifiers: Notifier;
}

async function trade(context: CliContext, flags: PaperFlags, { config, folder, home, notifiers }: PaperParts): Promise<void> {
  let server: StatusServer | undefined;
  let control: ControlServer | undefined;
  const sessionId = flags.session ?? config.account.id;
  const supervisor = new PaperSupervisor(
    {
      home: home.root,
      folder,
      config,
      sessionId,
      startedAt: systemClock.now(),
      ...(flags.bars !== undefined && { bars: wholeFlag('--bars', flags.bars, 1, 1_000_000_000) }),
    },
    {
      clock: systemClock,
      onNotice: (notice) => void notifiers.notify(notice),
      onCommit: (seconds) => server?.observeCommit(seconds),
      ...(flags.handlerLimit !== undefined && { handlerLimitMs: wholeFlag('--handler-limit', flags.handlerLimit, 100, 600_000) }),
    },
  );
  const source = statusSource(supervisor, config);
  endOnSignals(supervisor);
  const screen = new StatusScreen(source, context.stdout);
  try {
    // Port and socket are taken first: what is in use is found before anything is traded.
    server = await createStatusServer({ source, ...config.server });
    control = await openControl(home, config, supervisor, source);
    const footer = `status on ${server.url}; stop with Ctrl-C or \`ballast stop\``;
    await supervisor.run(() => {
      context.err(footer);
      screen.start(footer);
    });
  } finally {
    screen.close();
    await Promise.allSettled([server?.close(), control?.close()]);
  }
  void notifiers.notify({
    ts: systemClock.now(),
    severity: 'info',
    code: 'SESSION_STOPPED',
    text: `session ${sessionId} has ended in order`,
  });
}

/** Ctrl-C, SIGTERM and a closed terminal end the session in order; Ctrl-C for a second time, at once. The process ends with the session. */
function endOnSignals(supervisor: PaperSupervisor): void {
  let interrupts = 0;
  const interrupt = (): void => (++interrupts === 1 ? supervisor.stop() : supervisor.abandon());
  const stop = (): void => supervisor.stop();
  process.on('SIGINT', interrupt).on('SIGTERM', stop).on('SIGHUP', stop);
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
    snapshot: () => (supervisor.absence === undefined ? supervisor.status : undefined) ?? fail('RUN_RECOVERING', supervisor.absence ?? ''),
    checks: async (): Promise<readonly HealthCheck[]> => {
      const { status, absence } = supervisor;
      if (status === undefined || absence !== undefined) return [{ name: 'session', ok: false, detail: absence ?? '' }];
      const { state, reason } = status.trading;
      const trading = { name: 'trading', ok: true, detail: state === 'ACTIVE' ? state : `${state}: ${reason}` };
      return [...(await healthChecks(status, store, limits)), trading];
    },
  };
}
