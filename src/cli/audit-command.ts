import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

import type { AuditCheckpoint } from '../domain/audit-checkpoint.ts';
import type { Signed } from '../domain/signed.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime, parseTime } from '../kernel/time.ts';
import { verifyLog } from '../modes/audit/verify-log.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import type { AuditEntry, AuditFilter, Store } from '../ports/store.ts';
import { configOrDefault } from './config-or-default.ts';
import type { CliContext } from './context.ts';
import { openKeyRing } from './open-key-ring.ts';
import { renderTable } from './table.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast audit`. */
export interface AuditFlags {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly checkpoints?: string;
  readonly json?: boolean;
}

/** `ballast audit verify`. Errors: `STORE_AUDIT_BROKEN`, and those of signatures. */
export async function verifyAudit(context: CliContext, { checkpoints: file, json = false }: AuditFlags): Promise<void> {
  const kept = file === undefined ? [] : readCheckpoints(context, file);
  const { entries, checkpoints } = await withStore(context, (store) =>
    verifyLog(store, openKeyRing(context, context.openHome({ create: false }).keys), kept),
  );
  if (json) return context.out(JSON.stringify({ entries, checkpoints }, null, 2));
  context.out(`The log is whole: ${entries} entries, ${checkpoints} signed checkpoints.`);
}

/** `ballast audit search`. */
export async function searchAudit(context: CliContext, flags: AuditFlags): Promise<void> {
  const most = flags.last === undefined ? Infinity : wholeFlag('--last', flags.last, 1, 1_000_000);
  const found: AuditEntry[] = [];
  await withStore(context, async (store) => {
    for await (const entry of store.auditLog(filterOf(flags))) {
      found.push(entry);
      if (found.length > most) found.shift();
    }
  });
  if (found.length === 0) return context.out('Nothing fits.');
  const rows = found.map(({ ts, actor, action, subject, details }) => [
    formatTime(ts).slice(0, 19),
    actor,
    action,
    subject,
    JSON.stringify(details),
  ]);
  for (const line of renderTable(['time', 'who', 'what', 'of', 'details'], rows, context.stdout.columns)) context.out(line);
}

/** `ballast audit export`. */
export async function exportAudit(context: CliContext, flags: AuditFlags): Promise<void> {
  await withStore(context, async (store) => {
    for await (const entry of store.auditLog(filterOf(flags))) context.out(JSON.stringify(entry));
  });
}

/** `ballast audit checkpoints`. */
export async function printCheckpoints(context: CliContext): Promise<void> {
  for (const checkpoint of await withStore(context, (store) => store.checkpoints())) context.out(JSON.stringify(checkpoint));
}

function filterOf({ actor, action, subject, from, to }: AuditFlags): AuditFilter {
  return {
    actor,
    action,
    subject,
    from: from === undefined ? undefined : parseTime(from),
    to: to === undefined ? undefined : parseTime(to),
  };
}

const text = z.string().min(1);
const checkpoint = z.strictObject({
  document: z.strictObject({ seq: z.int().min(1), hash: text, ts: z.int() }),
  signature: z.strictObject({ by: text, key: text, signature: text }),
});

function readCheckpoints({ cwd }: CliContext, file: string): readonly Signed<AuditCheckpoint>[] {
  const path = resolve(cwd, file);
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => checkpoint.parse(JSON.parse(line)));
  } catch (error) {
    return fail('USAGE_INVALID', 'this file holds no checkpoints', { where: path, cause: error });
  }
}

async function withStore<T>(context: CliContext, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await openConfiguredStore(configOrDefault(context), context.openHome({ create: false }));
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}
