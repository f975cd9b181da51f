import { fail } from '../../kernel/errors.ts';
import type { BadRow } from './import-report.ts';

const KEPT = 1000;
const SHOWN = 10;

/** The bad rows of an import: all are counted, the first thousand kept. */
export class BadRows {
  readonly rows: BadRow[] = [];
  count = 0;

  add(file: string, line: number, reason: string): void {
    this.count += 1;
    if (this.rows.length < KEPT) this.rows.push({ file, line, reason });
  }

  /** Raises `DATA_BAD_ROW` naming the rows, if there are any. */
  failIfAny(): void {
    const first = this.rows[0];
    if (first === undefined) return;
    const lines = this.rows.slice(0, SHOWN).map((row) => `${row.file} line ${row.line}: ${row.reason}`);
    if (this.count > SHOWN) lines.push(`and ${this.count - SHOWN} more`);
    const count = this.count === 1 ? '1 row cannot be a bar' : `${this.count} rows cannot be bars`;
    fail('DATA_BAD_ROW', [`${count}; nothing was imported:`, ...lines].join('\n'), { where: `${first.file} line ${first.line}` });
  }
}
