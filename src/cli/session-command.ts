import { systemClock } from '../adapters/clock/system-clock.ts';
import type { ControlServer } from '../adapters/control/control-server.ts';
import { holdHome } from '../adapters/control/home-lock.ts';
import { healthChecks } from '../api/health-checks.ts';
import { createStatusServer, type StatusServer } from '../api/status-server.ts';
import type { HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import type { SessionPlan } from '../modes/session-plan.ts';
import { SessionSupervisor } from '../modes/supervise-session.ts';
import type { Notice, Notifier } from '../ports/notifier.ts';
import type { HealthCheck, StatusSnapshot, StatusSource } from '../ports/status-source.ts';
import type { CliContext } from './context.ts';
import { openControl } from './open-control.ts';
import { openNotifiers } from './open-notifiers.ts';
import { StatusScreen } from './status-screen.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of every command that runs a session. */
export interface SessionFlags {
  readonly session?: string;
  readonly port?: string;
  readonly handlerLimit?: string;
}

/** What a session is begun with, or taken up again. */
export type SessionStart = Omit<SessionPlan, 'home' | 'sessionId' | 'startedAt' | 'looped'>;

/** What goes on beside a session for as long as it trades. */
export interface SessionCompanion {
  /** Told how long each commit took, in seconds. */
  readonly onCommit: (seconds: number) => void;
  readonly beside: (session: {
    /** Nothing while it is coming back. */
    readonly status: () => StatusSnapshot | undefined;
    /** Tells people, on every way that the configuration names. */
    readonly notify: (notice: Notice) => Promise<void>;
    /** Ends the session in order. */
    readonly stop: () => void;
    readonly signal: AbortSignal;
  }) => Promise<void>;
}

const STORE_TIMEOUT_MS = 2_000;
const MOST_UNCOMMITTED = 10_000_000;

/** Runs a session in the foreground until it is stopped: engine, status server, command socket, status screen. */
export async function sessionCommand(
  context: CliContext,
  flags: SessionFlags,
  start: SessionStart,
  companion?: SessionCompanion,
): Promise<void> {
  const { config, folder } = start;
  const home = context.openHome({ create: true });
  const lock = await holdHome(home.lock);
  try {
    const notifiers = openNotifiers(config, folder, home);
    try {
      await trade(context, flags, { ...start, home, notifiers }, companion);
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

interface SessionParts extends SessionStart {
  readonly home: HomeFolder;
  readonly notifiers: Notifier;
}

async function trade(
  context: CliContext,
  flags: SessionFlags,
  { home, notifiers, ...start }: SessionParts,
  companion: SessionCompanion | undefined,
): Promise<void> {
  const { config } = start;
  let server: StatusServer | undefined;
  let control: ControlServer | undefined;
  const sessionId = flags.session ?? config.account.id;
  const supervisor = new SessionSupervisor(
    {
      ...start,
      home: home.root,
      sessionId,
      startedAt: systemClock.now(),
    },
    {
      clock: systemClock,
      onNotice: (notice) => {
        void notifiers.notify(notice);
        // Until there is a screen, this is where people look.
        if (supervisor.status === undefined && notice.severity !== 'info') context.err(`${notice.code}: ${notice.text}`);
      },
      onCommit: (seconds) => {
        server?.observeCommit(seconds);
        companion?.onCommit(seconds);
      },
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
    await accompany(supervisor, notifiers, companion, () =>
      supervisor.run(() => {
        context.err(footer);
        screen.start(footer);
      }),
    );
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

/** Runs a session with its companion beside it; what fails there ends the session. */
async function accompany(
  supervisor: SessionSupervisor,
  notifiers: Notifier,
  companion: SessionCompanion | undefined,
  run: () => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  const status = (): StatusSnapshot | undefined => (supervisor.absence === undefined ? supervisor.status : undefined);
  const stop = (): void => supervisor.stop();
  const beside = companion?.beside({ status, stop, notify: (notice) => notifiers.notify(notice), signal: ended.signal }).finally(stop);
  try {
    await run();
  } finally {
    ended.abort();
    await beside;
  }
}

/** Ctrl-C, SIGTERM and a closed terminal end the session in order; Ctrl-C for a second time, at once. The process ends with the session. */
function endOnSignals(supervisor: SessionSupervisor): void {
  let interrupts = 0;
  const interrupt = (): void => (++interrupts === 1 ? supervisor.stop() : supervisor.abandon());
  const stop = (): void => supervisor.stop();
  process.on('SIGINT', interrupt).on('SIGTERM', stop).on('SIGHUP', stop);
}

function statusSource(supervisor: SessionSupervisor, config: Config): StatusSource {
  const store = { engine: config.store.kind, ping: () => supervisor.ask({ kind: 'ping' }) };
  const limits = { maxFeedAge: config.feed.maxAge, maxUncommittedAge: MOST_UNCOMMITTED, storeTimeoutMs: STORE_TIMEOUT_MS };
  return {
    snapshot: () => (supervisor.absence === undefined ? supervisor.status : undefined) ?? fail('RUN_RECOVERING', supervisor.absence ?? ''),
    checks: async (): Promise<readonly HealthCheck[]> => {
      const { status, absence } = supervisor;
      if (status === undefined || absence !== undefined) return [{ name: 'session', ok: false, detail: absence ?? '' }];
      const { state, reason } = status.trading;
      const trading = { name: 'trading', ok: true, detail: state === 'ACTIVE' ? state : `${state}: ${reason}` };
      return [...(await healthChecks(status, store, limits)), trading, ...venueCheck(status)];
    },
  };
}

/** A live session is ready once its orders can leave. */
function venueCheck({ venue }: StatusSnapshot): readonly HealthCheck[] {
  if (venue === undefined) return [];
  const { name, gate } = venue;
  return [{ name: 'venue', ok: gate.state === 'open', detail: `${name}, gate ${gate.state}: ${gate.reason}` }];
}

/** The configuration with the port that the flag names. */
export function withPort(config: Config, { port }: SessionFlags): Config {
  return port === undefined ? config : { ...config, server: { ...config.server, port: wholeFlag('--port', port, 0, 65_535) } };
}
