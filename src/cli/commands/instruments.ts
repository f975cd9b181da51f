import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

/** `ballast instruments show [ID]`: the instruments that Ballast knows, and the rules of one. */
export function register(program: Command, context: CliContext): void {
  const instruments = program.command('instruments').description('show what can be traded, and by which rules');
  instruments
    .command('show')
    .description('list the known instruments, or show the rules of one')
    .argument('[id]', 'an instrument, such as BTC/USDT.BINANCE')
    .option('--json', 'print as JSON')
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { configuredInstruments } = await import('../configured-instruments.ts');
      const { instrumentLines, instrumentTable, instrumentValue } = await import('../instrument-table.ts');
      const { builtInInstruments } = await import('../../data/instruments/built-in-instruments.ts');
      const { findInstrument } = await import('../../data/instruments/find-instrument.ts');
      const also = configuredInstruments(context);
      if (id !== undefined) {
        const found = findInstrument(id, { also });
        return context.out(options.json === true ? JSON.stringify(instrumentValue(found), null, 2) : instrumentLines(found).join('\n'));
      }
      const own = new Set(also.map((instrument) => instrument.id));
      const all = [...also, ...builtInInstruments.filter((instrument) => !own.has(instrument.id))];
      context.out(options.json === true ? JSON.stringify(all.map(instrumentValue), null, 2) : instrumentTable(all).join('\n'));
    });
}
