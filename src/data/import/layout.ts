import type { BarSource } from '../../domain/bars.ts';
import { readTimeText } from './time-field.ts';

/** Which columns of a row hold one bar. `volume` is -1 where there is none. */
export interface BarColumnsAt {
  readonly source: BarSource;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** How the rows of a file are laid out. */
export interface Layout {
  /** What the layout is called in reports. */
  readonly name: 'ohlcv' | 'binance-klines' | 'cryptodatadownload' | 'trades-and-quotes' | 'quotes';
  readonly delimiter: string;
  /** Whether the line it was told from is a header. */
  readonly header: boolean;
  readonly columns: number;
  readonly time: number;
  /** The bars of a row: trades, bid, ask. */
  readonly bars: readonly BarColumnsAt[];
}

const DELIMITERS = [',', ';', '\t', '|'];
/** Names of the column of opening times, the surest first: a count beats a date that lacks the hour. */
const TIME_NAMES = ['open_time', 'opentime', 'timestamp', 'unix', 'ts', 'time', 'datetime', 'date', 't'];
const PLAIN: BarColumnsAt = { source: 'trade', open: 1, high: 2, low: 3, close: 4, volume: 5 };
/** Headerless files that are known by their number of columns. */
const HEADERLESS: Readonly<Record<number, Layout['name']>> = { 5: 'ohlcv', 6: 'ohlcv', 7: 'ohlcv', 12: 'binance-klines' };

/**
 * The layout that a line tells, header or first row; undefined where it is neither, such as a banner.
 * `base` is the instrument's base currency: of a file's several volumes, the one counted in it is taken.
 */
export function layoutOf(line: string, base: string): Layout | undefined {
  const delimiter = DELIMITERS.reduce((best, each) => (line.split(each).length > line.split(best).length ? each : best));
  const fields = line.split(delimiter).map((field) => field.replaceAll('"', '').trim());
  return headerLayout(fields.map(columnName), delimiter, base.toLowerCase()) ?? headerlessLayout(fields, delimiter);
}

function columnName(field: string): string {
  return field.toLowerCase().replaceAll(/[ -]+/g, '_');
}

function headerLayout(names: readonly string[], delimiter: string, base: string): Layout | undefined {
  const time = TIME_NAMES.map((name) => names.indexOf(name)).find((index) => index >= 0);
  if (time === undefined) return undefined;
  const trade = barColumns(names, 'trade', '', volumeColumn(names, base));
  const bid = barColumns(names, 'bid', 'bid_', names.indexOf('bid_size'));
  const ask = barColumns(names, 'ask', 'ask_', names.indexOf('ask_size'));
  const bars = [trade, bid, ask].filter((bar) => bar !== undefined);
  if (bars.length === 0) return undefined;
  const vendor = names.includes('symbol') && names.some((name) => name.startsWith('volume_'));
  const quoted = bid !== undefined || ask !== undefined;
  const name = quoted ? (trade === undefined ? 'quotes' : 'trades-and-quotes') : vendor ? 'cryptodatadownload' : 'ohlcv';
  return { name, delimiter, header: true, columns: names.length, time, bars };
}

function barColumns(names: readonly string[], source: BarSource, prefix: string, volume: number): BarColumnsAt | undefined {
  const [open = -1, high = -1, low = -1, close = -1] = ['open', 'high', 'low', 'close'].map((name) => names.indexOf(prefix + name));
  return Math.min(open, high, low, close) < 0 ? undefined : { source, open, high, low, close, volume };
}

/** `volume_btc` for BTC, else `volume`, else the first that begins so. */
function volumeColumn(names: readonly string[], base: string): number {
  const candidates = [
    names.indexOf(`volume_${base}`),
    names.indexOf('volume'),
    names.indexOf('vol'),
    names.findIndex((name) => name.startsWith('volume')),
  ];
  return candidates.find((index) => index >= 0) ?? -1;
}

function headerlessLayout(fields: readonly string[], delimiter: string): Layout | undefined {
  const name = HEADERLESS[fields.length];
  if (name === undefined || fields.slice(1, 5).some((field) => field === '' || !Number.isFinite(Number(field)))) return undefined;
  const time = fields[0] ?? '';
  if (!/^\d+$/.test(time) && Number.isNaN(readTimeText(time))) return undefined;
  const bars = [fields.length === 5 ? { ...PLAIN, volume: -1 } : PLAIN];
  return { name, delimiter, header: false, columns: fields.length, time: 0, bars };
}
