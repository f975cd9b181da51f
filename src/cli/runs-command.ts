import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { HomeFolder } from '../config/home.ts';
import { BallastError, fail } from '../kernel/errors.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import type { Store } from '../ports/store.ts';
import { readResult } from '../report/read-result.ts';
import { renderTerminal } from '../report/terminal.ts';
import { configOrDefault } from './config-or-default.ts';
import type { CliContext } from './context.ts';
import { comparisonTable, type KeptRun, keptRun, RUNS_COMPARED, runsTable } from './runs-table.ts';

/** `ballast runs list`. */
export async function listRuns(context: CliContext, { json }: { readonly json: boolean }): Promise<void> {
  const { runs } = await keptRuns(context);
  if (json) return context.out(JSON.stringify(runs, null, 2));
  if (runs.length === 0) return context.out('No backtest is kept yet.');
  for (const line of runsTable(runs)) context.out(line);
}

/** `ballast runs show`: the whole result. Errors: `RUN_UNKNOWN`, `RUN_FILE_MISSING`. */
export async function showRun(context: CliContext, name: string, { json }: { readonly json: boolean }): Promise<void> {
  const { runs, home } = await keptRuns(context);
  const file = join(home.root, findRun(runs, name).file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new BallastError('RUN_FILE_MISSING', 'the result of this run cannot be read', { where: file, cause: error });
  });
  if (json) return context.out(text.trimEnd());
  context.out(renderTerminal(readResult(text, file), { colour: context.isTty && context.env['NO_COLOR'] === undefined }).trimEnd());
}

/** `ballast runs compare`: where the settings of runs differ, and all their statistics. Errors: `RUN_UNKNOWN`, `USAGE_INVALID`. */
export async function compareRuns(context: CliContext, names: readonly string[], { json }: { readonly json: boolean }): Promise<void> {
  if (names.length < 2 || (names.length > RUNS_COMPARED && !json)) {
    fail('USAGE_INVALID', `${names.length} runs are named: two or ${RUNS_COMPARED} can be compared`, {
      mend: 'With --json any number of runs can be.',
    });
  }
  const { runs } = await keptRuns(context);
  const chosen = names.map((name) => findRun(runs, name));
  if (json) return context.out(JSON.stringify(chosen, null, 2));
  for (const line of comparisonTable(chosen)) context.out(line);
}

/**
 * `ballast runs remove`. The row goes last: a removal that is cut off is still listed, and can be repeated.
 * Errors: `RUN_UNKNOWN`; `USAGE_INVALID` for a run that is named in part, without `yes`.
 */
export async function removeRuns(
  context: CliContext,
  names: readonly string[],
  { json, yes }: { readonly json: boolean; readonly yes: boolean },
): Promise<void> {
  const removed = await withStore(context, async (store, home) => {
    const runs = (await store.runs()).map(keptRun);
    const chosen = [...new Set(names.map((name) => findRun(runs, name)))];
    const unsure = chosen.filter(({ id }) => !names.includes(id));
    if (unsure.length > 0 && !yes)
      fail('USAGE_INVALID', `nothing was removed; it would be ${unsure.map(({ id }) => id).join(', ')}`, {
        mend: 'Give the whole id, or add --yes.',
      });
    for (const { id, file } of chosen) {
      await rm(join(home.root, file), { force: true });
      await store.removeRun(id);
    }
    return chosen;
  });
  if (json) return context.out(JSON.stringify(removed.map(({ id }) => id)));
  for (const { id } of removed) context.out(`Removed ${id}.`);
}

async function keptRuns(context: CliContext): Promise<{ readonly runs: readonly KeptRun[]; readonly home: HomeFolder }> {
  return withStore(context, async (store, home) => ({ runs: (await store.runs()).map(keptRun), home }));
}

async function withStore<Result>(context: CliContext, work: (store: Store, home: HomeFolder) => Promise<Result>): Promise<Result> {
  const home = context.openHome({ create: false });
  const store = await openConfiguredStore(configOrDefault(context), home);
  try {
    return await work(store, home);
  } finally {
    await store.close();
  }
}

/** The run that a person names: by its id, or by the beginning or end of it where that is enough; `last` is the newest. */
function findRun(runs: readonly KeptRun[], name: string): KeptRun {
  const newest = runs.at(-1);
  if (name === 'last' && newest !== undefined) return newest;
  const found = runs.filter(({ id }) => id === name || id.startsWith(name) || id.endsWith(name));
  const only = found.find(({ id }) => found.length === 1 || id === name);
  return (
    only ??
    fail(
      'RUN_UNKNOWN',
      found.length === 0 ? `no kept backtest is called "${name}"` : `"${name}" could be ${found.map(({ id }) => id).join(', ')}`,
    )
  );
}
