import { systemClock } from '../adapters/clock/system-clock.ts';
import { killFilesOf } from '../config/home.ts';
import { loadConfig } from '../config/load.ts';
import { configuredInstruments, openCancelOnly } from '../modes/kill/open-cancel-only.ts';
import { Watchdog } from '../modes/kill/watchdog.ts';
import type { CliContext } from './context.ts';
import { describeLeft } from './kill-command.ts';
import { openNotifiers } from './open-notifiers.ts';

/** Runs the watchdog in the foreground until it is stopped. It opens neither the store nor the engine's socket. */
export async function watchdogCommand(context: CliContext, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { config, folder } = loadConfig(context.configFile);
  const home = context.openHome({ create: true });
  const notifiers = openNotifiers(config, folder, home);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const { after } = config.watchdog;
  const watchdog = new Watchdog({
    heartbeat: home.heartbeat,
    killFiles: killFilesOf(home, config.risk.killFile),
    instruments: configuredInstruments(config),
    after,
    clock: systemClock,
    connect: (signal) => openCancelOnly({ config, clock: systemClock, env: context.env }, signal),
    onNotice: (notice) => {
      context.err(`${notice.code}: ${notice.text}`);
      void notifiers.notify({ ts: systemClock.now(), ...notice });
    },
    onLeft: (left) => {
      if (json) context.out(JSON.stringify(left));
      else for (const line of describeLeft(left, context.stdout.columns)) context.out(line);
    },
  });
  context.err(`watching the heartbeat of ${home.root}; acts after ${after / 1e6} s of silence; stop with Ctrl-C`);
  try {
    await watchdog.run(stop.signal);
  } finally {
    await notifiers.close();
  }
}
