import { displayDecimal, displayFraction, displayNumber, displayStatistic, displayTime } from './display.ts';
import { resultNotes } from './result-notes.ts';
import type { BacktestResult } from './result.ts';
import { STATISTICS, type StatisticEntry } from './statistics-table.ts';

const WIDTH = 80;
const GAP = 2;
const COLUMN = (WIDTH - GAP) / 2;

/** The statistics of the table, left and right. */
const ROWS: readonly (readonly [left: StatisticEntry['id'], right: StatisticEntry['id']])[] = [
  ['return', 'finalEquity'],
  ['buyAndHoldReturn', 'profit'],
  ['cagr', 'fees'],
  ['volatility', 'turnoverPerYear'],
  ['sharpe', 'roundTrips'],
  ['sortino', 'winRate'],
  ['calmar', 'profitFactor'],
  ['maxDrawdown', 'expectancy'],
  ['longestDrawdownSeconds', 'averageHoldSeconds'],
  ['exposure', 'fills'],
];
const ENTRIES = new Map(STATISTICS.flatMap(({ entries }) => entries).map((entry) => [entry.id, entry]));

const BOLD = '1';
const DIM = '2';
const RED = '31';
const GREEN = '32';
const YELLOW = '33';

/**
 * A result as a table of at most 80 columns. `colour` is for a terminal that shows colours (a TTY without NO_COLOR);
 * without it the text is plain.
 */
export function renderTerminal(result: BacktestResult, options: { readonly colour: boolean }): string {
  const paint = (code: string, text: string): string => (options.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { settings, statistics, hash } = result;
  const [first] = settings.instruments;
  const others = settings.instruments.length - 1;
  const market = `${first?.id ?? ''} ${first?.interval ?? ''}${others > 0 ? ` and ${others} more` : ''}`;
  const tone = (id: StatisticEntry['id']): string | undefined => {
    if (id !== 'return' && id !== 'profit') return undefined;
    return Number(statistics[id]) < 0 ? RED : GREEN;
  };
  const cell = (id: StatisticEntry['id']): string => {
    const entry = ENTRIES.get(id);
    if (entry === undefined) return '';
    const full = displayStatistic(entry, result);
    const value = full.length < COLUMN - entry.label.length ? full : full.replace(/ \S+$/, '');
    const room = Math.max(1, COLUMN - entry.label.length - value.length);
    const code = tone(id);
    return `${entry.label}${' '.repeat(room)}${code === undefined ? value : paint(code, value)}`;
  };
  const lines = [
    paint(BOLD, clip(`${settings.strategy.id} ${settings.strategy.version} on ${market}`)),
    paint(
      DIM,
      clip(
        `${displayTime(settings.from)} to ${displayTime(settings.to)} UTC, ${displayNumber(statistics.bars, 0)} bars, seed ${settings.seed}`,
      ),
    ),
    ...terms(result).map((line) => paint(DIM, clip(line))),
    '',
    ...ROWS.map(([left, right]) => `${cell(left)}${' '.repeat(GAP)}${cell(right)}`),
    '',
    ...resultNotes(result).flatMap((note) => wrap(note).map((line, index) => paint(YELLOW, `${index === 0 ? '! ' : '  '}${line}`))),
    paint(DIM, clip(`result ${hash}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function terms({ settings }: BacktestResult): string[] {
  const { fees, slippage, fill, limitFill } = settings;
  const cash = `${displayDecimal(settings.cash)} ${settings.currency}`;
  return [
    `${cash} in a ${settings.account} account, fees ${displayFraction(Number(fees.maker))} maker, ${displayFraction(Number(fees.taker))} taker`,
    `fills at the ${fill === 'next-open' ? 'next open' : 'same close'}, limits when the price ${limitFill === 'through' ? 'goes through' : 'touches'} them, slippage ${slippage}`,
  ];
}

/** Control characters out, and no longer than a line. */
function clip(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, '?');
  return plain.length <= WIDTH ? plain : `${plain.slice(0, WIDTH - 3)}...`;
}

/** A note as lines that leave room for its mark. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .replaceAll(/\p{Cc}/gu, '?')
    .split(' ')
    .flatMap((word) => word.match(/.{1,76}/g) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - 2) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
