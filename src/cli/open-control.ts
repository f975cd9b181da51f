import { createControlServer, type CommandHandlers, type ControlServer } from '../adapters/control/control-server.ts';
import { readKillFile, removeKills } from '../adapters/control/kill-file.ts';
import { killFilesOf, type HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import { HALT_SCOPES, type HaltScope } from '../domain/trading-state.ts';
import { fail, isBallastError } from '../kernel/errors.ts';
import { readOperatorCommand } from '../modes/operator-command.ts';
import type { SessionSupervisor } from '../modes/supervise-session.ts';
import type { StatusSource } from '../ports/status-source.ts';

/** The command socket: what a person can ask of the running session, also while it is coming back. */
export function openControl(home: HomeFolder, config: Config, supervisor: SessionSupervisor, source: StatusSource): Promise<ControlServer> {
  return createControlServer(home.controlSocket, {
    status: () => source.snapshot(),
    stop: () => supervisor.stop(),
    ...haltHandlers(killFilesOf(home, config.risk.killFile), supervisor),
    operate: (args) => supervisor.operate(readOperatorCommand(args)),
  });
}

/** Killing and resuming trading, or a part of it. */
function haltHandlers(killFiles: readonly string[], supervisor: SessionSupervisor): CommandHandlers {
  const isKilled = (): boolean => killFiles.some((file) => readKillFile(file).length > 0);
  return {
    async kill({ by, reason, state, flatten, scope, name }) {
      const order = { state: state === 'REDUCING' ? 'REDUCING' : 'HALTED', flatten: flatten === true } as const;
      try {
        await supervisor.kill({ ...order, scope: scopeOf(scope, name), by: byOf(text(by) || 'unnamed'), reason: reasonOf(reason) });
        return 'halted';
      } catch (error) {
        // A session that is coming back looks at the kill file before it trades.
        if (!isBallastError(error, 'RUN_RECOVERING') || !isKilled()) throw error;
        return 'recovering';
      }
    },
    async resume({ by, reason, scope, name }) {
      const mend = 'Give both: `ballast resume --by NAME --reason TEXT`.';
      const person = text(by) || fail('CONTROL_REFUSED', 'to resume takes the name of a person', { mend });
      if (text(reason) === '') fail('CONTROL_REFUSED', 'to resume takes a reason', { mend });
      // Nobody trades on from what is not known to be so.
      const { found = [] } = await supervisor.operate({ kind: 'reconcile', by: person });
      if (found.length > 0) fail('RUN_NOT_RECONCILED', `trading does not go on: ${found.join('; ')}`);
      const meant = scopeOf(scope, name);
      for (const file of killFiles) removeKills(file, meant);
      await supervisor.resume({ scope: meant, state: 'ACTIVE', by: byOf(person), reason: reasonOf(reason) });
    },
  };
}

function scopeOf(kind: unknown, name: unknown): HaltScope {
  const found = HALT_SCOPES.find((each) => each === (kind ?? 'all')) ?? fail('CONTROL_REFUSED', 'the scope is not one that can be halted');
  if (found === 'all') return { kind: found };
  return { kind: found, name: text(name) || fail('CONTROL_REFUSED', `the ${found} has to be named`) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function byOf(name: string): string {
  return `operator:${name}`;
}

function reasonOf(reason: unknown): string {
  return text(reason) || 'no reason given';
}
