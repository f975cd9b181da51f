import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import { calendar } from '../domain/calendar.ts';
import type { BarEvent } from '../domain/market-event.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_MINUTE, parseTime, type Micros } from '../kernel/time.ts';
import { ManualClock } from '../../tests/tools/manual-clock.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { SyntheticFeed } from './synthetic-feed.ts';

const START = parseTime('2024-01-01');
const BTC = findInstrument('BTC/USDT.SYNTH');
const AAPL = findInstrument('AAPL.US');
/** More than two marks of 16,384 bars lie before it. */
const FAR = START + 40_000 * MICROS_PER_MINUTE;

function feedOf(folder?: string, seed = 7): SyntheticFeed {
  const clock = new ManualClock(0);
  return new SyntheticFeed({
    seed,
    start: START,
    age: 0,
    speed: Infinity,
    instruments: [BTC, AAPL],
    clock,
    ...(folder !== undefined && { folder }),
  });
}

/** So many bars that open at `since` or later. */
async function bars(
  feed: SyntheticFeed,
  count: number,
  since: Micros,
  instrument = BTC,
  interval: '1m' | '1d' = '1m',
): Promise<readonly BarEvent[]> {
  const found: BarEvent[] = [];
  const ended = new AbortController();
  for await (const event of feed.events([{ instrument, interval, ticks: 'none', since }], ended.signal)) {
    if (event.kind === 'bar') found.push(event);
    if (found.length === count) ended.abort();
  }
  return found;
}

describe('the synthetic exchange, opened again', () => {
  test('makes the bars that it would have made, wherever it begins', async () => {
    const all = await bars(feedOf(), 40_010, START);
    for (const from of [0, 1, 16_383, 16_384, 16_385, 39_999])
      assert.deepEqual(await bars(feedOf(), 10, START + from * MICROS_PER_MINUTE), all.slice(from, from + 10), String(from));
  });

  test('goes on from a mark in its folder, with the same bars', async (context) => {
    const folder = join(tempFolder(context), 'synthetic');
    const all = await bars(feedOf(folder), 40_010, START);
    assert.deepEqual(readdirSync(folder), ['BTC%2FUSDT.SYNTH.1m.json']);
    const file = join(folder, 'BTC%2FUSDT.SYNTH.1m.json');
    const { marks } = JSON.parse(readFileSync(file, 'utf8')) as { marks: readonly { made: number }[] };
    assert.deepEqual(
      marks.map(({ made }) => made),
      [16_384, 32_768],
    );
    for (const from of [0, 16_384, 20_000, 32_767, 32_768, 39_999])
      assert.deepEqual(await bars(feedOf(folder), 10, START + from * MICROS_PER_MINUTE), all.slice(from, from + 10), String(from));
  });

  test('takes its marks for what they are worth: those of another market, damaged or out of reach are not used', async (context) => {
    const folder = tempFolder(context);
    await bars(feedOf(folder), 40_010, START);
    const file = join(folder, 'BTC%2FUSDT.SYNTH.1m.json');
    const expected = await bars(feedOf(undefined, 8), 3, FAR);
    assert.deepEqual(await bars(feedOf(folder, 8), 3, FAR), expected, 'another seed');
    const whole = readFileSync(file, 'utf8');
    for (const text of [whole.replace('"made":32768', '"made":32767'), whole.slice(0, 100), '', 'null', '{}']) {
      writeFileSync(file, text);
      assert.deepEqual(await bars(feedOf(folder), 3, FAR), await bars(feedOf(), 3, FAR), text.slice(0, 20));
    }
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    assert.equal((await bars(feedOf(blocked), 20_000, START)).length, 20_000);
    assert.ok(!existsSync(join(blocked, 'BTC%2FUSDT.SYNTH.1m.json')));
  });
});

test('instruments trade in their own hours on the synthetic exchange', async () => {
  const minutes = await bars(feedOf(), 800, START, AAPL);
  const days = await bars(feedOf(), 3, START + MICROS_PER_DAY, AAPL, '1d');
  assert.deepEqual(
    [minutes[0], minutes[389], minutes[390]].map((bar) => formatTime(bar?.openTime ?? 0)),
    ['2024-01-02T14:30:00Z', '2024-01-02T20:59:00Z', '2024-01-03T14:30:00Z'],
  );
  assert.ok(minutes.every(({ openTime, closeTime }) => calendar('us-equities').barAt('1m', openTime)?.close === closeTime));
  assert.deepEqual(
    days.map(({ closeTime }) => formatTime(closeTime)),
    ['2024-01-02T21:00:00Z', '2024-01-03T21:00:00Z', '2024-01-04T21:00:00Z'],
  );
});
