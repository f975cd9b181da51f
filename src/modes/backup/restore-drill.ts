import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore } from '../../adapters/store/sql/open-store.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Store } from '../../ports/store.ts';
import { readBackup, writeBackup } from './backup-file.ts';

/** What a drill of restoring came to. */
export interface RestoreReport {
  readonly drill: 'restore';
  readonly at: Micros;
  /** Rows that were compared. */
  readonly rows: number;
  readonly auditEntries: number;
  readonly passed: boolean;
}

/** Backs a store up, restores it into an empty one of its own, and holds the two against each other: every row, and the chain of the audit log. */
export async function drillRestore(store: Store, at: Micros): Promise<RestoreReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-restore-'));
  try {
    const file = join(folder, 'backup');
    await writeBackup(store, file);
    const restored = await openStore({ engine: 'sqlite', home: folder });
    try {
      await restored.migrate();
      const { rows, sha256 } = await readBackup(restored, file);
      const auditEntries = await restored.verifyAudit();
      const isEqual = (await digestOf(restored)) === sha256;
      const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
      return { drill: 'restore', at, rows: count, auditEntries, passed: isEqual && auditEntries === rows['audit'] };
    } finally {
      await restored.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SHA-256 over all that a store holds. */
async function digestOf(store: Store): Promise<string> {
  const hash = createHash('sha256');
  let last: string | undefined;
  for await (const line of store.backup()) {
    if (last !== undefined) hash.update(`${last}\n`);
    last = line;
  }
  return hash.digest('hex');
}
