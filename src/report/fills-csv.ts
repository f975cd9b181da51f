import type { ResultFill } from './result.ts';

const COLUMNS = [
  'seq',
  'time',
  'strategyId',
  'instrument',
  'side',
  'quantity',
  'price',
  'notional',
  'fee',
  'role',
  'liquidity',
  'orderId',
  'tradeId',
  'realised',
] as const satisfies readonly (keyof ResultFill)[];
/** Rows that are written at a stretch. */
const ROWS = 10_000;

/** The fills as CSV (RFC 4180, with a header, lines end in LF) in pieces, to be written one after the other. */
export function* fillsCsv(fills: readonly ResultFill[]): Generator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for (let from = 0; from < fills.length; from += ROWS) {
    yield fills
      .slice(from, from + ROWS)
      .map(line)
      .join('');
  }
}

function line(fill: ResultFill): string {
  return `${COLUMNS.map((name) => cell(fill[name])).join(',')}\n`;
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
