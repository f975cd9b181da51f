import { formatTime } from '../kernel/time.ts';
import type { OrderTrace } from '../modes/replay/order-trace.ts';
import type { ReplayResult } from '../modes/replay/replay-session.ts';
import type { ReplayDifference } from '../modes/replay/replay-store.ts';
import type { ToldRecord } from '../modes/replay/told-record.ts';
import { printable, renderTable } from './table.ts';

/** What was replayed, and what came of it. */
export function replayLines({
  sessionId,
  isWhole,
  since,
  inputs,
  records,
  unstored,
  versions,
  changes,
  difference,
}: ReplayResult): readonly string[] {
  const from = isWhole ? 'from its beginning' : `from ${formatTime(since)} on: older ticks have left its journal`;
  const versionChange = versions.session === versions.replay ? [] : [`Ballast ${versions.session} then, ${versions.replay} now`];
  return [
    `Session ${sessionId}, ${from}: ${inputs} inputs, ${records} records.`,
    ...[...versionChange, ...changes].map((change) => `  changed: ${printable(change)}`),
    ...(unstored > 0
      ? [`  ${unstored} records of its last input are not stored: it was killed before, and makes them when it comes back.`]
      : []),
    ...(difference === null ? ['Every decision is the one on record.'] : []),
  ];
}

/** Both sides of the first difference. */
export function differenceLines({ input, stored, replayed, fields }: ReplayDifference): readonly string[] {
  const [seq, kind] = [stored?.seq ?? replayed?.seq, stored?.kind ?? replayed?.kind];
  const head = `The first difference is record ${seq}, after input ${input.seq} (${input.kind}, ${formatTime(input.ts)}).`;
  if (stored === null) return [head, `On record: nothing. Replayed: ${recordText(replayed)}`];
  if (replayed === null) return [head, `On record: ${recordText(stored)}`, 'Replayed: nothing.'];
  if (stored.kind !== replayed.kind) return [head, `On record: ${recordText(stored)}`, `Replayed:  ${recordText(replayed)}`];
  const times = stored.ts === replayed.ts ? [] : [['time', formatTime(stored.ts), formatTime(replayed.ts)]];
  const rows = fields.map((name) => [name, text(stored.fields[name]), text(replayed.fields[name])]);
  return [head, ...renderTable([kind ?? '', 'on record', 'replayed'], [...times, ...rows])];
}

/** Why an order was placed, step by step. */
export function traceLines(trace: OrderTrace): readonly string[] {
  const { input, bars, indicators, regime, checks, records } = trace;
  const passed = checks.filter(({ word }) => word === 'passed').map(({ control }) => control);
  const unasked = checks.filter(({ word }) => word !== 'passed').map(({ control }) => control);
  const steps: [string, string][] = [
    ['order', `${trace.clientOrderId}, ${trace.strategyId} in ${trace.instrumentId}`],
    ['input', `${input.seq}, ${input.kind}, ${input.time}`],
    ...bars.map((bar): [string, string] => [
      'bar',
      Object.entries(bar)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ]),
    ...Object.entries(indicators).map(([name, lines]): [string, string] => [
      'indicator',
      `${name}: ${Object.entries(lines)
        .map(([line, value]) => `${line} ${value ?? 'not ready'}`)
        .join(', ')}`,
    ]),
    [
      'regime',
      regime === null
        ? 'none configured'
        : `instrument ${regime.instrument ?? 'not known'}, market ${regime.market ?? 'not known'}, leaves ${regime.share} of the size`,
    ],
    ['signal', trace.signal],
    ['size', trace.size],
    ['checks', `passed: ${passed.join(', ')}`],
    ...(unasked.length > 0 ? [['', `not asked of exits: ${unasked.join(', ')}`] as [string, string]] : []),
    ...records.map((record): [string, string] => ['then', `${formatTime(record.ts)} ${recordText(record)}`]),
  ];
  return steps.map(([name, what]) => `${name.padEnd(10)}${printable(what)}`);
}

function recordText(record: ToldRecord | null): string {
  if (record === null) return 'nothing';
  const told = Object.entries(record.fields).filter(([, value]) => value !== null && value !== '' && value !== false);
  return printable(`${record.kind} ${record.seq}: ${told.map(([name, value]) => `${name} ${value}`).join(', ')}`);
}

function text(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? '-' : String(value);
}
