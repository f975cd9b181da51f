import type { TimeSpan } from '../../domain/trading-calendar.ts';
import { powerOfTen } from '../../kernel/exact.ts';
import type { BarRow, BarRows } from './bar-rows.ts';
import { DecimalField, readDouble, type FieldKind } from './decimal-field.ts';
import type { Repairs } from './import-report.ts';
import type { BarColumnsAt } from './layout.ts';
import type { RowFields } from './row-fields.ts';

/** Decimals that a price may have. */
const MOST_DECIMALS = 8;
const NAMES = ['open', 'high', 'low', 'close'] as const;
const KIND_REASONS: Readonly<Record<Exclude<FieldKind, 'number'>, string>> = {
  empty: 'is empty',
  'not-a-number': 'is not a number',
  'too-long': 'has too many digits',
};

/** How a bar of a row is to be read. */
export interface BarRowOptions {
  /** Whether all its prices may be empty: nothing was traded, or nothing quoted, then. */
  readonly mayBeAbsent: boolean;
  /** Where highs and lows that do not take in open and close are to be widened, and counted. */
  readonly repairs?: Repairs;
}

/** Reads the bar that some columns of a row hold. One object serves every row of a file. */
export class BarRowReader {
  /** Whether the row that was read last has no such bar. */
  absent = false;
  readonly #row: BarRow = { openTime: 0, closeTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  readonly #rows: BarRows;
  readonly #columns: BarColumnsAt;
  readonly #prices: readonly number[];
  readonly #options: BarRowOptions;
  readonly #field = new DecimalField();
  readonly #mantissas = new Float64Array(NAMES.length);
  readonly #decimals = new Uint8Array(NAMES.length);

  constructor(columns: BarColumnsAt, rows: BarRows, options: BarRowOptions) {
    this.#columns = columns;
    this.#prices = NAMES.map((name) => columns[name]);
    this.#rows = rows;
    this.#options = options;
  }

  /** Reads the bar of a row. The reason why it cannot be one, if so. */
  read(fields: RowFields, span: TimeSpan): string | undefined {
    this.absent = this.#options.mayBeAbsent && this.#prices.every((column) => fields.isEmpty(column));
    if (this.absent) return undefined;
    this.#row.openTime = span.open;
    this.#row.closeTime = span.close;
    return this.#readPrices(fields) ?? this.#readVolume(fields) ?? this.#checkRange(fields);
  }

  /** Adds the bar that was read last to the rows, unless it is absent. */
  keep(file: number, line: number): void {
    if (!this.absent) this.#rows.push(this.#row, file, line);
  }

  #readPrices(fields: RowFields): string | undefined {
    let scale = 0;
    for (let index = 0; index < NAMES.length; index += 1) {
      const column = this.#prices[index] as number;
      const kind = this.#field.read(fields.bytes, fields.start(column), fields.end(column));
      if (kind !== 'number') return this.#reason(index, fields, KIND_REASONS[kind]);
      if (this.#field.mantissa <= 0) return this.#reason(index, fields, 'is not above zero');
      if (this.#field.decimals > MOST_DECIMALS) return this.#reason(index, fields, `has more than ${MOST_DECIMALS} decimals`);
      this.#mantissas[index] = this.#field.mantissa;
      this.#decimals[index] = this.#field.decimals;
      scale = Math.max(scale, this.#field.decimals);
    }
    this.#rows.raiseScale(scale);
    for (let index = 0; index < NAMES.length; index += 1) {
      const price = (this.#mantissas[index] as number) * powerOfTen(this.#rows.priceScale - (this.#decimals[index] as number));
      if (!Number.isSafeInteger(price)) return this.#reason(index, fields, 'has too many digits');
      this.#row[NAMES[index] as (typeof NAMES)[number]] = price;
    }
    return undefined;
  }

  #readVolume(fields: RowFields): string | undefined {
    const column = this.#columns.volume;
    const volume = column < 0 ? 0 : readDouble(this.#field, fields.bytes, fields.start(column), fields.end(column));
    if (volume === undefined) return 'the volume is empty';
    if (!Number.isFinite(volume)) return `the volume "${fields.text(column)}" is not a number`;
    if (volume < 0) return `the volume ${fields.text(column)} is negative`;
    // -0 would be another bar than 0 to the fingerprint.
    this.#row.volume = volume + 0;
    return undefined;
  }

  #checkRange(fields: RowFields): string | undefined {
    const { open, high, low, close } = this.#row;
    const { repairs } = this.#options;
    const top = Math.max(open, close);
    const bottom = Math.min(open, close);
    if (high >= top && low <= bottom) return undefined;
    // High and low that are swapped, or both beside the bar, tell nothing sure about either.
    if (repairs !== undefined && high >= low) {
      this.#row.high = Math.max(high, top);
      this.#row.low = Math.min(low, bottom);
      repairs.widened += 1;
      return undefined;
    }
    const text = (index: number): string => fields.text(this.#prices[index] as number);
    if (high < low) return `the high ${text(1)} is below the low ${text(2)}`;
    return high < top
      ? `the high ${text(1)} is below the ${high < open ? `open ${text(0)}` : `close ${text(3)}`}`
      : `the low ${text(2)} is above the ${low > open ? `open ${text(0)}` : `close ${text(3)}`}`;
  }

  #reason(index: number, fields: RowFields, what: string): string {
    const column = this.#prices[index] as number;
    const text = fields.isEmpty(column) ? '' : ` "${fields.text(column)}"`;
    return `the ${this.#columns.source === 'trade' ? '' : `${this.#columns.source} `}${NAMES[index]}${text} ${what}`;
  }
}
