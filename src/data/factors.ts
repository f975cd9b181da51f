import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fail, isBallastError } from '../kernel/errors.ts';
import { formatDecimal, parseDecimal } from '../kernel/exact.ts';
import { dateFromDays, MICROS_PER_DAY, parseTime } from '../kernel/time.ts';
import { withCatalogLock } from './catalog-lock.ts';
import { writeDurably } from './durable-files.ts';
import { instrumentFolder } from './series-files.ts';
import { explainUnwritable } from './unwritable.ts';

/** Decimals at which factors are kept. */
export const FACTOR_SCALE = 10;
/** How long a writer waits for another one. */
const LOCK_WAIT_MS = 60_000;
const COLUMNS = ['last_date_inclusive', 'price_factor', 'split_factor'] as const;

/** By what the prices up to a date are multiplied to compare with today's: dividends and splits that came after it. */
export interface Factor {
  /** The last date it applies to, in days since 1970-01-01. */
  readonly lastDay: number;
  /** For dividends, at `FACTOR_SCALE`. */
  readonly priceFactor: number;
  /** For splits, at `FACTOR_SCALE`. */
  readonly splitFactor: number;
}

/** The factors in the file at `path`. Errors: `DATA_FILE_UNREADABLE`, and those of `parseFactors`. */
export function readFactorFile(path: string): readonly Factor[] {
  try {
    return parseFactors(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (isBallastError(error)) throw error;
    return fail('DATA_FILE_UNREADABLE', `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      where: path,
    });
  }
}

/**
 * The factors in a CSV text with the columns last_date_inclusive, price_factor and split_factor, oldest first; other columns are left out.
 * Errors: `DATA_LAYOUT_UNKNOWN`, `DATA_BAD_ROW` naming `file` and line.
 */
export function parseFactors(text: string, file: string): readonly Factor[] {
  const lines = text.split(/\r?\n/);
  const header = (lines[0] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const at = COLUMNS.map((name) => header.indexOf(name));
  if (at.some((index) => index < 0))
    fail('DATA_LAYOUT_UNKNOWN', `a file of factors has the columns ${COLUMNS.join(', ')}`, {
      where: `${file} line 1`,
      mend: 'Give the file this header line.',
    });
  const factors: Factor[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const fields = line.split(',');
    const [date = '', price = '', split = ''] = at.map((column) => fields[column]?.trim());
    const factor = parseFactor(date, price, split, `${file} line ${index + 1}`);
    const last = factors.at(-1);
    if (last !== undefined && factor.lastDay <= last.lastDay)
      badFactor(`${date} does not come after the row before it`, `${file} line ${index + 1}`);
    factors.push(factor);
  }
  return factors;
}

function parseFactor(date: string, price: string, split: string, where: string): Factor {
  try {
    const day = parseTime(date) / MICROS_PER_DAY;
    const [priceFactor, splitFactor] = [parseDecimal(price, FACTOR_SCALE), parseDecimal(split, FACTOR_SCALE)];
    if (Number.isInteger(day) && priceFactor > 0 && splitFactor > 0) return { lastDay: day, priceFactor, splitFactor };
  } catch (error) {
    if (!isBallastError(error)) throw error;
    badFactor(error.message, where);
  }
  return badFactor('a factor is a number above zero, for a whole date', where);
}

function badFactor(reason: string, where: string): never {
  return fail('DATA_BAD_ROW', reason, { where, mend: 'Correct the named row; the factors that were stored before are unchanged.' });
}

/** Factors as CSV text, which `parseFactors` reads back to the same. */
export function formatFactors(factors: readonly Factor[]): string {
  const rows = factors.map(({ lastDay, priceFactor, splitFactor }) => {
    const { year, month, day } = dateFromDays(lastDay);
    const date = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');
    return [date, formatDecimal(priceFactor, FACTOR_SCALE), formatDecimal(splitFactor, FACTOR_SCALE)].join(',');
  });
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** Stores the factors of an instrument in place of those it had: vendors restate all of them with every dividend. Errors: `DATA_BUSY`, `DATA_UNWRITABLE`. */
export async function saveFactors(home: string, instrumentId: string, factors: readonly Factor[]): Promise<void> {
  const root = join(home, 'catalog');
  const folder = instrumentFolder(root, instrumentId);
  await explainUnwritable(folder, () =>
    withCatalogLock(root, LOCK_WAIT_MS, async () => {
      mkdirSync(folder, { recursive: true });
      writeDurably(join(folder, 'factors.csv'), formatFactors(factors));
    }),
  );
}

/** The factors of an instrument, oldest first; undefined where none were stored. */
export function loadFactors(home: string, instrumentId: string): readonly Factor[] | undefined {
  const path = join(instrumentFolder(join(home, 'catalog'), instrumentId), 'factors.csv');
  return existsSync(path) ? parseFactors(readFileSync(path, 'utf8'), path) : undefined;
}
