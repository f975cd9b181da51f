import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Micros } from '../kernel/time.ts';
import { formatTime } from '../kernel/time.ts';
import type { Config } from '../config/schema.ts';
import type { HomeFolder } from '../config/home.ts';
import { writePieces } from '../data/durable-files.ts';
import type { BacktestResult } from '../report/result.ts';
import { resultJson } from '../report/result-json.ts';
import { openConfiguredStore } from './open-configured-store.ts';

/** Keeps a backtest: its result in the home folder, and a row that lists it. Returns its id, which starts with the time it was kept. */
export async function keepRun(home: HomeFolder, config: Config, result: BacktestResult, now: Micros): Promise<string> {
  const stamp = formatTime(now)
    .replace(/[-:]|\..*|Z$/g, '')
    .replace('T', '-');
  const id = `${stamp}-${createHash('sha256').update(`${result.hash}${now}`).digest('hex').slice(0, 6)}`;
  const file = join(home.runs, `${id}.json`);
  mkdirSync(home.runs, { recursive: true });
  writePieces(file, resultJson(result));
  const store = await openConfiguredStore(config, home);
  try {
    await store.saveRun({
      id,
      ts: now,
      strategyId: result.settings.strategy.id,
      hash: result.hash,
      settings: JSON.stringify(result.settings),
      statistics: JSON.stringify(result.statistics),
      file: relative(home.root, file),
    });
  } finally {
    await store.close();
  }
  return id;
}
