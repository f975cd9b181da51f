import type { FileReport, ImportReport } from '../data/import/import-report.ts';
import { printable, renderTable } from './table.ts';

/** Bad rows that are listed. */
const LISTED = 10;

/** What an import did, as lines for a person. */
export function describeImport(report: ImportReport): readonly string[] {
  return [...report.files.map(describeFile), ...renderSeries(report), ...notes(report), ...droppedRows(report)];
}

function describeFile(file: FileReport): string {
  const quotesOnly = file.withoutTrade > 0 ? `, ${count(file.withoutTrade)} of them quotes without a trade` : '';
  return printable(`${file.file}: ${file.layout}, ${count(file.rows)} rows${quotesOnly}`);
}

function renderSeries(report: ImportReport): readonly string[] {
  const clashed = report.series.some((series) => series.conflicts > 0);
  const headings = ['instrument', 'bars', 'of', '>added', '>already there', ...(clashed ? ['>differing'] : [])];
  const rows = report.series.map((series) => [
    series.instrumentId,
    series.interval,
    series.source,
    count(series.added),
    count(series.unchanged),
    count(series.conflicts),
  ]);
  return ['', ...renderTable(headings, rows)];
}

function notes(report: ImportReport): readonly string[] {
  const all: readonly (readonly [number, string])[] = [
    [report.reordered, 'stood out of order and were sorted'],
    [report.duplicates, 'were given more than once and taken once'],
    [report.repairs.widened, 'had their high or low widened to take in open and close'],
  ];
  return all.filter(([rows]) => rows > 0).map(([rows, text]) => `${count(rows)} rows ${text}`);
}

function droppedRows(report: ImportReport): readonly string[] {
  if (report.dropped === 0) return [];
  const listed = report.bad.slice(0, LISTED).map((row) => printable(`  ${row.file} line ${row.line}: ${row.reason}`));
  const more = report.dropped > listed.length ? [`  and ${count(report.dropped - listed.length)} more`] : [];
  return [`${count(report.dropped)} rows were dropped:`, ...listed, ...more];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
