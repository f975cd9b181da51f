import { createControlServer, type CommandHandlers, type ControlServer } from '../adapters/control/control-server.ts';
import { readKillFile, removeKillFile } from '../adapters/control/kill-file.ts';
import type { HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import { readOperatorCommand } from '../modes/operator-command.ts';
import type { SessionSupervisor } from '../modes/supervise-session.ts';
import type { StatusSource } from '../ports/status-source.ts';

/** The command socket: what a person can ask of the running session, also while it is coming back. */
export function openControl(home: HomeFolder, config: Config, supervisor: SessionSupervisor, source: StatusSource): Promise<ControlServer> {
  return createControlServer(home.controlSocket, {
    status: () => source.snapshot(),
    stop: () => supervisor.stop(),
    ...haltHandlers(home, config, supervisor),
    operate: (args) => supervisor.operate(readOperatorCommand(args)),
  });
}

/** Killing and resuming all trading of the session. */
function haltHandlers(home: HomeFolder, config: Config, supervisor: SessionSupervisor): CommandHandlers {
  const killFiles = [...new Set([home.killFile, config.risk.killFile ?? home.killFile])];
  const isKilled = (): boolean => killFiles.some((file) => readKillFile(file) !== undefined);
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  const order = (state: 'ACTIVE' | 'HALTED', by: string, reason: unknown): Promise<void> =>
    supervisor.ask({ kind: 'trading-state', state, by: `operator:${by}`, reason: text(reason) || 'no reason given' });
  return {
    async kill({ by, reason }) {
      try {
        await order('HALTED', text(by) || 'unnamed', reason);
      } catch (error) {
        // A session that is coming back looks at the kill file before it trades.
        if (!isBallastError(error, 'RUN_RECOVERING') || !isKilled()) throw error;
      }
    },
    async resume({ by, reason }) {
      const mend = 'Give it: `ballast resume --by NAME --reason TEXT`.';
      const name = text(by) || fail('CONTROL_REFUSED', 'to resume takes the name of a person', { mend });
      if (supervisor.absence !== undefined) fail('RUN_RECOVERING', supervisor.absence);
      killFiles.forEach(removeKillFile);
      await order('ACTIVE', name, reason);
    },
  };
}
