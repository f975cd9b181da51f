import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test, type TestContext } from 'node:test';
import type { OperatorAnswer } from '../../src/modes/operator-command.ts';
import type { ReplayResult } from '../../src/modes/replay/replay-session.ts';
import { openLiveDesk, TRADED } from '../tools/live-desk.ts';
import { startPaper } from '../tools/paper-process.ts';
import { newestInput, storedSession } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast, type CliResult } from './run-cli.ts';

const CONFIG = `version: 1
account: { id: recorded, currency: USDT, cash: 20000 }
strategies:
  - { id: trend, strategy: sma-cross, instruments: [BTC/USDT.SYNTH, ETH/USDT.SYNTH], interval: 1m, params: { fast: 4, slow: 9, weight: 0.6 } }
  - { id: reversion, strategy: rsi-mean-reversion, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { length: 7, oversold: 40 } }
slippage: 5bps
risk: { dailyLoss: 90%, weeklyLoss: 90%, maxDrawdown: 90% }
feed: { kind: synthetic, speed: 100000, seed: 11 }
`;
const SESSION = 'recorded';

/** A home folder with a configuration beside it. */
interface Place {
  readonly home: string;
  readonly folder: string;
  readonly file: string;
}

function openPlace(context: TestContext): Place {
  const folder = tempFolder(context);
  const file = join(folder, 'ballast.yaml');
  writeFileSync(file, CONFIG);
  return { folder, file, home: join(folder, 'home') };
}

const replay = ({ home, folder }: Pick<Place, 'home' | 'folder'>, ...args: readonly string[]): Promise<CliResult> =>
  runBallast(['--home', home, 'replay', ...args], folder);

const resultOf = ({ stdout }: CliResult): ReplayResult => JSON.parse(stdout) as ReplayResult;

async function record({ home, file }: Place): Promise<void> {
  assert.equal(await startPaper(home, ['--config', file, '--bars', '800', '--speed', '100000000']).ended, 0);
}

/** Changes the store behind the back of everybody. */
function tamper(home: string, sql: string): void {
  const database = new DatabaseSync(join(home, 'store', 'ballast.sqlite'));
  database.exec(sql);
  database.close();
}

describe('the replay of a paper session', () => {
  test('decides everything as it was decided, and writes nothing', async (context) => {
    const place = openPlace(context);
    await record(place);
    const before = await storedSession(place, SESSION);
    assert.ok((before['fills']?.length ?? 0) > 100, 'enough happens for the comparison to mean something');
    const told = await replay(place, SESSION);
    assert.deepEqual([told.code, told.stderr], [0, '']);
    assert.match(
      told.stdout,
      /^Session recorded, from its beginning: 1601 inputs, \d+ records\.\nEvery decision is the one on record\.\n$/,
    );
    assert.deepEqual(await storedSession(place, SESSION), before);
  });

  test('finds what somebody has changed in the store at its record, and shows both sides', async (context) => {
    const place = openPlace(context);
    await record(place);
    const seq = (table: string) => `(select seq from ${table} order by seq limit 1 offset 20)`;
    for (const [what, sql, expected] of [
      ['the price of a fill', `update fills set price = price + 1 where seq = ${seq('fills')}`, { kind: 'fill', fields: ['price'] }],
      [
        'the size of an order',
        `update orders set quantity = quantity + 1 where seq = ${seq('orders')}`,
        { kind: 'intent', fields: ['quantity'] },
      ],
      [
        'a posting',
        `update postings set amount = amount + 1 where seq = ${seq('fills')} and leg = 0`,
        { kind: 'fill', fields: ['postings'] },
      ],
      ['a record that is gone', `delete from order_events where seq = ${seq('order_events')}`, { kind: null, fields: [] }],
    ] as const) {
      const home = join(place.folder, what.replaceAll(' ', '-'));
      cpSync(place.home, home, { recursive: true });
      tamper(home, sql);
      const told = await replay({ ...place, home }, '--json');
      const { difference } = resultOf(told);
      assert.deepEqual([told.code, difference?.stored?.kind ?? null, difference?.fields], [1, expected.kind, expected.fields], what);
      assert.match(told.stderr, /"REPLAY_DIFFERS"/);
    }
  });

  test('that was killed, and killed again after it came back, is whole each time', async (context) => {
    const place = openPlace(context);
    for (const round of [1, 2]) {
      const paper = startPaper(place.home, ['--config', place.file, '--speed', '100000000']);
      context.after(() => paper.child.kill('SIGKILL'));
      await paper.until('something to replay', ({ fills }) => fills > 100 * round);
      paper.child.kill('SIGKILL');
      await paper.ended;
      const told = await replay(place, '--json');
      const { isWhole, difference, inputs } = resultOf(told);
      assert.deepEqual([told.code, isWhole, difference], [0, true, null]);
      assert.equal(inputs, (await newestInput(place, SESSION)).journal);
    }
  });

  test('says why an order was placed, and stops where it is told to', async (context) => {
    const place = openPlace(context);
    await record(place);
    const { trace } = resultOf(await replay(place, '--trace', 'recorded-23', '--json'));
    assert.deepEqual(trace?.bars, [
      {
        interval: '1m',
        closeTime: '2024-01-01T01:52:00Z',
        open: 60329.03,
        high: 60353.97,
        low: 60269.73,
        close: 60275.55,
        volume: 11.76694,
      },
    ]);
    assert.ok((trace?.indicators['rsi']?.['value'] as number) < 40, 'it was oversold');
    assert.deepEqual([trace?.strategyId, trace?.size], ['reversion', 'weight 0.5 of equity']);
    assert.match(trace?.signal ?? '', /^buy market \(entry\), guarded by a stop at 60002\.55$/);
    assert.ok(trace?.checks.every(({ word }) => word === 'passed'));
    assert.deepEqual(
      trace?.records.slice(0, 6).map(({ kind, fields }) => [kind, fields['event'] ?? fields['role'] ?? fields['price']]),
      [
        ['intent', 'entry'],
        ['order', 'submitted'],
        ['order', 'accepted'],
        ['order', 'filled'],
        ['fill', '60305.69'],
        ['intent', 'stop'],
      ],
    );
    const until = await replay(place, '--until', '2024-01-01T01:00');
    assert.match(until.stdout, /: 121 inputs, \d+ records\.\nEvery decision is the one on record/);
    const early = await replay(place, '--until', '2024-01-01T01:00', '--trace', 'recorded-23');
    assert.match(early.stderr, /^REPLAY_ORDER_UNKNOWN\n.*was not decided within/);
    assert.match((await replay(place, '--trace', 'recorded-0')).stderr, /^REPLAY_ORDER_UNKNOWN\n.*has no order "recorded-0"/);
    assert.match((await replay(place, '--until', '2020-01-01')).stderr, /^REPLAY_EMPTY/);
  });

  test('begins at the oldest snapshot that is kept where the journal has a gap, and says from when on', async (context) => {
    const place = openPlace(context);
    await record(place);
    // As ticks leave it: up to the older of the two snapshots that are kept.
    tamper(place.home, 'delete from journal where seq > 100 and seq <= (select min(seq) from snapshots)');
    const told = await replay(place);
    assert.deepEqual([told.code, told.stderr], [0, '']);
    assert.match(
      told.stdout,
      /^Session recorded, from 2024-01-01T\S+ on: older ticks have left its journal: \d\d+ inputs, \d\d+ records\.\nEvery/,
    );
    const early = await replay(place, '--until', '2024-01-01T01:00');
    assert.match(early.stderr, /^REPLAY_GAP\n.*can be replayed from 2024-01-01T\S+ on/);
    assert.match((await replay(place, '--trace', 'recorded-1')).stderr, /^REPLAY_GAP/);
    tamper(place.home, 'delete from snapshots');
    assert.match((await replay(place)).stderr, /^REPLAY_GAP\n.*no snapshot after them is kept/);
  });

  test('by other settings is refused with what has changed, and with --changed shows what the change does', async (context) => {
    const place = openPlace(context);
    await record(place);
    writeFileSync(place.file, CONFIG.replace('slow: 9', 'slow: 10'));
    const refused = await replay(place);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^REPLAY_CHANGED\n[^]*strategy trend: params.slow was 9, and is 10/);
    const { changes, difference } = resultOf(await replay(place, '--changed', '--json'));
    assert.deepEqual(changes, ['strategy trend: params.slow was 9, and is 10']);
    assert.deepEqual([difference?.stored?.kind, difference?.stored?.fields['strategyId']], ['intent', 'trend']);
  });
});

test('a live session is replayed without its venue: what the venue said, and its new rules, are in its journal', async (context) => {
  const desk = await openLiveDesk(context);
  const { exchange } = desk.testnet;
  exchange.list({ ...desk.instrument, minNotional: 1_000 * 10 ** desk.instrument.quote.scale });
  const live = await desk.start();
  await desk.json('order', 'buy', TRADED, '--quantity', '0.1');
  await live.until('the fill', ({ fills }) => fills > 0);
  await desk.json('close', TRADED);
  await live.until('the close', ({ positions }) => positions.length === 0);
  live.child.kill('SIGKILL');
  await live.ended;
  exchange.list(desk.instrument);
  const again = await desk.start();
  assert.match(again.output(), /VENUE_RULES/);
  const { orders } = await desk.json<OperatorAnswer>('order', 'buy', TRADED, '--quantity', '0.01', '--limit', '40000');
  // A second snapshot, as one that ends in order takes, would let go of the ticks before the first.
  again.child.kill('SIGKILL');
  await again.ended;
  await desk.testnet.close();
  const told = await replay(desk, '--trace', orders[0]?.id ?? '', '--json');
  const { isWhole, difference, trace } = resultOf(told);
  assert.deepEqual([told.code, isWhole, difference], [0, true, null]);
  assert.match(trace?.signal ?? '', /limit 40000\.00$/, 'of a value that the old rules refuse');
  assert.deepEqual([trace?.input.kind, trace?.strategyId], ['manual', 'manual']);
});
