import type { SeriesCheck } from '../data/check/check-series.ts';
import { FINDING_KINDS, type Findings } from '../data/check/finding.ts';
import { formatTime } from '../kernel/time.ts';

const COLUMNS = 80;

/** What was found in a series, in lines of at most 80 columns: each kind with its numbers and its largest cases. */
export function describeCheck({ info, rows, expected, present, findings }: SeriesCheck): readonly string[] {
  const found = findings.filter(({ count }) => count > 0);
  const clean = findings.filter(({ count }) => count === 0).map(({ kind }) => FINDING_KINDS[kind].title);
  const share = expected === 0 ? 100 : Math.floor((present / expected) * 10_000) / 100;
  return [
    `${info.instrumentId}  ${info.interval} ${info.source}`,
    `  ${number(rows)} bars from ${formatTime(info.from)} to ${formatTime(info.to)}`,
    `  ${number(present)} of the ${number(expected)} that its calendar has are there: ${share}%`,
    ...found.flatMap(describeFindings),
    ...wrap(`  not found: ${clean.join(', ')}`),
  ].map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line));
}

function describeFindings({ kind, count, bars, worst }: Findings): readonly string[] {
  const { title, unit } = FINDING_KINDS[kind];
  const amount = unit === 'bars' && bars !== count ? `${number(bars)} bars in ${number(count)} places` : number(count);
  const more = count > worst.length ? '; the largest:' : '';
  return [`  ${title}: ${amount}${more}`, ...worst.map(({ time, text }) => `    ${formatTime(time)}  ${text}`)];
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A line broken at its blanks, continued further in. */
function wrap(line: string): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > COLUMNS) {
    const end = rest.lastIndexOf(' ', COLUMNS);
    lines.push(rest.slice(0, end));
    rest = `    ${rest.slice(end + 1)}`;
  }
  return [...lines, rest];
}
