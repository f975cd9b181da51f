import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { systemClock } from '../adapters/clock/system-clock.ts';
import type { HomeFolder } from '../config/home.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { writeBackup } from '../modes/backup/backup-file.ts';
import { drillRestore } from '../modes/backup/restore-drill.ts';
import { restoreStore } from '../modes/backup/restore-store.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import type { Store } from '../ports/store.ts';
import { configOrDefault } from './config-or-default.ts';
import type { CliContext } from './context.ts';

/** `ballast backup`. */
export async function backupCommand(context: CliContext, file: string | undefined): Promise<void> {
  const home = context.openHome({ create: false });
  const path = file === undefined ? join(home.root, 'backups', `${stamp()}.ballast`) : resolve(context.cwd, file);
  await withStore(context, home, (store) => writeBackup(store, path));
  context.out(`Wrote ${path}, ${statSync(path).size} bytes. Keys and market data are not in it.`);
}

/** `ballast restore`. */
export async function restoreCommand(context: CliContext, file: string): Promise<void> {
  const home = context.openHome({ create: true });
  const { rows, demoted } = await withStore(context, home, (store) => restoreStore(store, resolve(context.cwd, file), systemClock.now()));
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
  context.out(`Restored ${count} rows, ${rows['fills'] ?? 0} fills among them.`);
  if (demoted.length > 0) context.out(`Back on paper, since what was decided after the backup is not known: ${demoted.join(', ')}.`);
}

/** `ballast drill restore`. Errors: `DRILL_FAILED`. */
export async function restoreDrill(context: CliContext, json: boolean): Promise<void> {
  const home = context.openHome({ create: false });
  const report = await withStore(context, home, (store) => drillRestore(store, systemClock.now()));
  const file = join(home.drills, `restore-${stamp()}.json`);
  mkdirSync(home.drills, { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const { rows, auditEntries, passed } = report;
  if (json) context.out(JSON.stringify(report, null, 2));
  else context.out(`${passed ? 'Passed' : 'FAILED'}: ${rows} rows and a chain of ${auditEntries} audit entries; kept as ${file}`);
  if (!passed) fail('DRILL_FAILED', 'what was restored is not what was backed up', { where: file });
}

function stamp(): string {
  return formatTime(systemClock.now()).slice(0, 19).replaceAll(':', '-');
}

async function withStore<T>(context: CliContext, home: HomeFolder, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await openConfiguredStore(configOrDefault(context), home);
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}
