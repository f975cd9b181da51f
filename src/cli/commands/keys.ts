import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { KeyRing } from '../../adapters/keys/key-ring.ts';
import { fail } from '../../kernel/errors.ts';
import { formatTime } from '../../kernel/time.ts';
import type { CliContext } from '../context.ts';

/** `ballast keys`: who may sign what is asked of a session, and what was measured. */
export function register(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('the keys with which people sign: limits, approvals, certificates');
  keys
    .command('add')
    .description('make a key in the name of a person, or take in the public half of one that was made on another machine')
    .argument('<name>', 'the person, such as ada')
    .option('--public <file>', 'the public half, as `ballast keys show` printed it on the other machine')
    .action(async (name: string, options: { readonly public?: string }) => {
      const [ring, now] = await open(context, true);
      const made = options.public === undefined ? ring.make(name, now) : ring.takeIn(name, readText(context, options.public), now);
      context.out(`Added the key of ${name}: ${made.fingerprint}`);
    });
  keys
    .command('list')
    .description('list the keys that this machine knows')
    .option('--json', 'print as JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const [ring] = await open(context, false);
      const rows = ring.list().map(({ name, fingerprint, addedAt, revokedAt, canSign }) => ({
        name,
        fingerprint,
        added: formatTime(addedAt),
        revoked: revokedAt === undefined ? null : formatTime(revokedAt),
        canSign,
      }));
      if (json) return context.out(JSON.stringify(rows, null, 2));
      if (rows.length === 0) return context.out('No keys yet. `ballast keys add NAME` makes one.');
      const { renderTable } = await import('../table.ts');
      const cells = rows.map(({ name, added, revoked, canSign, fingerprint }) => [
        name,
        revoked === null ? (canSign ? 'signs here' : 'signs elsewhere') : `revoked ${revoked.slice(0, 10)}`,
        added.slice(0, 10),
        fingerprint,
      ]);
      for (const line of renderTable(['name', '', 'added', 'fingerprint'], cells, context.stdout.columns)) context.out(line);
    });
  keys
    .command('show')
    .description('print the public half of a key, for another machine')
    .argument('<name>', 'the person, or host')
    .action(async (name: string) => context.out((await open(context, false))[0].publicPem(name).trim()));
  keys
    .command('revoke')
    .description('take a key out of use for good: it signs nothing more, and what it signed counts no longer')
    .argument('<name>', 'the person, or host')
    .action(async (name: string) => {
      const [ring, now] = await open(context, false);
      ring.revoke(name, now);
      context.out(`Revoked the key of ${name}.`);
    });
}

async function open(context: CliContext, create: boolean): Promise<[ring: KeyRing, now: number]> {
  const [{ openKeyRing }, { systemClock }] = await Promise.all([
    import('../open-key-ring.ts'),
    import('../../adapters/clock/system-clock.ts'),
  ]);
  return [openKeyRing(context, context.openHome({ create }).keys), systemClock.now()];
}

function readText({ cwd }: CliContext, file: string): string {
  const path = resolve(cwd, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return fail('KEY_UNREADABLE', 'the file of the public key cannot be read', { where: path, cause: error });
  }
}
