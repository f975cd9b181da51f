import type { Command } from 'commander';

/** The command `ballast data`, under which each file of `commands/` that works on the catalog adds its own. */
export function dataGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'data') ??
    program.command('data').description('import, list and check market data')
  );
}
