import type { BacktestResult } from './result.ts';

/** Rows that are written at a stretch; a result with millions of fills is longer than the longest string. */
const ROWS = 10_000;

/** The JSON text of a result in pieces, to be written one after the other: a line per fill, round trip, point, day and refusal. */
export function* resultJson(result: BacktestResult): Generator<string> {
  const { version, hash, engine, settings, statistics, fills, roundTrips, equity, refusals, allocation, limits, regimes } = result;
  yield `${JSON.stringify({ version, hash, engine, settings, statistics }, null, 2).slice(0, -2)},\n  "fills": `;
  yield* rows(fills, '  ');
  yield `,\n  "roundTrips": {\n    "total": ${roundTrips.total},\n    "open": ${roundTrips.open},\n    "first": `;
  yield* rows(roundTrips.first, '    ');
  yield `\n  },\n  "equity": {\n    "stride": ${equity.stride},\n    "points": `;
  yield* rows(equity.points, '    ');
  yield ',\n    "daily": ';
  yield* rows(equity.daily, '    ');
  yield `\n  },\n  "refusals": {\n    "total": ${refusals.total},\n    "byCode": ${JSON.stringify(refusals.byCode)},\n    "first": `;
  yield* rows(refusals.first, '    ');
  yield '\n  }';
  if (allocation !== undefined) yield `,\n  "allocation": ${JSON.stringify(allocation)}`;
  if (limits !== undefined) yield `,\n  "limits": ${JSON.stringify(limits)}`;
  if (regimes !== undefined) yield `,\n  "regimes": ${JSON.stringify(regimes)}`;
  yield '\n}\n';
}

function* rows(values: readonly unknown[], indent: string): Generator<string> {
  yield '[';
  for (let from = 0; from < values.length; from += ROWS) {
    const lines = values.slice(from, from + ROWS).map((value) => `\n${indent}  ${JSON.stringify(value)}`);
    yield (from === 0 ? '' : ',') + lines.join(',');
  }
  yield values.length === 0 ? ']' : `\n${indent}]`;
}
