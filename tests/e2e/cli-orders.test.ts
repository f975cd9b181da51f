import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openStore } from '../../src/adapters/store/sql/open-store.ts';
import { openHome } from '../../src/config/home.ts';
import type { CoreRecord } from '../../src/domain/records.ts';
import { parseTime } from '../../src/kernel/time.ts';
import { BITCOIN, intent, tradeRecords } from '../contract/store/trade.ts';
import { runBallast } from './run-cli.ts';

const T = parseTime('2024-03-01T08:15:00Z');

/** A trade (its fee in coins), an order that rests, one whose fate nobody knows, and a comparison with the venue that found something. */
const RECORDS: readonly CoreRecord[] = [
  { seq: 1, ts: T, kind: 'opening', postings: posted('cash', 5_000) },
  ...tradeRecords(1).map((record) => ({ ...record, seq: record.seq + 1 })),
  ...order(7, 2, { type: 'limit', limitPrice: 4_200_050, quantity: 30_000_000, tsInit: T }, 'Accepted'),
  ...order(9, 3, { type: 'limit', limitPrice: 4_100_000, quantity: 12_500_000, tsInit: T }, 'Unknown', 'no answer within 10 s'),
  {
    ...{ seq: 11, ts: T, kind: 'adjustment', currency: 'BNB', scale: 8, amount: 250, cause: 'deposit', ref: 'd1' },
    postings: posted('untraded', 250, 'BNB'),
  },
  { seq: 12, ts: T + 5_000_000, kind: 'reconciliation', isClean: false, found: ['BTC: 0.5 here, 0.4 at the venue'] },
];

function posted(account: string, amount: number, currency = 'USDT') {
  return [
    { account, currency, scale: 8, amount: BigInt(amount) },
    { account: 'equity', currency, scale: 8, amount: BigInt(-amount) },
  ];
}

function order(
  seq: number,
  n: number,
  changes: Parameters<typeof intent>[1],
  status: 'Accepted' | 'Unknown',
  reason?: string,
): readonly CoreRecord[] {
  const event = status === 'Unknown' ? 'lost' : 'accepted';
  const venueOrderId = status === 'Unknown' ? undefined : `venue-${n}`;
  return [
    { seq, ts: T, kind: 'intent', intent: intent(n, { side: 'buy', ...changes }) },
    { ...{ seq: seq + 1, ts: T, kind: 'order', intentId: n, event, status }, ...{ filledQuantity: 0, venueOrderId, reason } },
  ];
}

let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-orders-'));
  const home = openHome(join(folder, 'var', 'ballast'), { create: true });
  mkdirSync(join(folder, 'empty'));
  openHome(join(folder, 'empty'), { create: true });
  const store = await openStore({ engine: 'sqlite', home: home.root });
  await store.migrate();
  for (const [sessionId, records] of [
    ['main', RECORDS],
    ['other', []],
  ] as const) {
    const { epoch } = await store.lease(sessionId);
    await store.commit({ sessionId, epoch, inputs: [], records, audit: [] });
  }
  await store.close();
});
after(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runBallast(args, folder);
async function json(...args: readonly string[]): Promise<Record<string, Record<string, unknown>[]>> {
  const { stdout, stderr } = await run(...args, '--json');
  assert.equal(stderr, '');
  return JSON.parse(stdout) as Record<string, Record<string, unknown>[]>;
}

test('orders lists every order with its id, and tells how long the fate of one is unknown and what it reserves', async () => {
  const { stdout } = await run('orders');
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines[1] ?? '', /^01-01 00:00:01 +buy 0\.00001001 BTC\/USDT\.SIM +market +Filled +client-1$/);
  assert.match(lines[2] ?? '', /buy 0\.3 BTC\/USDT\.SIM +limit 42,000\.5 +Accepted +client-2$/);
  assert.match(lines[3] ?? '', /buy 0\.125 BTC\/USDT\.SIM +limit 41,000 +UNKNOWN +client-3$/);
  assert.match(
    lines[5] ?? '',
    /^client-3 is UNKNOWN, [\d,]+ d.* after it was placed\. It reserves buy 0\.125 BTC\/USDT\.SIM at 41,000 until .* \(no answer within 10 s\)\.$/,
  );
});

test('orders --open leaves out what has ended, --last what is older', async () => {
  const ids = async (...args: readonly string[]) => (await json('orders', ...args))['orders']?.map(({ id }) => id);
  assert.deepEqual(await ids(), ['client-1', 'client-2', 'client-3']);
  assert.deepEqual(await ids('--open'), ['client-2', 'client-3']);
  assert.deepEqual(await ids('--last', '1'), ['client-3']);
});

test('orders --json has decimals as text, and age and reserve of what is open', async () => {
  const [, resting, unknown] = (await json('orders'))['orders'] ?? [];
  assert.deepEqual([resting?.['quantity'], resting?.['limit'], resting?.['venueOrderId']], ['0.30000000', '42000.50', 'venue-2']);
  assert.deepEqual([unknown?.['status'], unknown?.['reserved'], unknown?.['venueOrderId']], ['Unknown', '0.12500000', null]);
  assert.ok(Number(unknown?.['ageSeconds']) > 0);
});

test('fills name the order, and the fee in its own currency', async () => {
  const [fill] = (await json('fills'))['fills'] ?? [];
  assert.deepEqual(
    [fill?.['order'], fill?.['price'], fill?.['value'], fill?.['fee'], fill?.['feeCurrency']],
    ['client-1', '3.00', '0.00003003', '0.00000001', 'BTC'],
  );
  assert.match((await run('fills')).stdout, /buy 0\.00001001 BTC\/USDT\.SIM +3 +0\.00000001 BTC$/m);
});

test('a position is what was bought less the fee that the venue took from it', async () => {
  const [position, ...others] = (await json('positions'))['positions'] ?? [];
  assert.deepEqual([position?.['instrument'], position?.['strategy'], position?.['quantity']], [BITCOIN.id, 'sma-cross', '0.00001000']);
  assert.deepEqual(others, []);
  assert.match((await run('positions')).stdout, /^BTC\/USDT\.SIM +sma-cross +0\.00001 /m);
});

test('balances tell what is held by currency, and what the last comparison with the venue found', async () => {
  const { stdout } = await run('balances');
  assert.match(stdout, /^BNB +0\.0000025 +0 +0 +0\.0000025 +0$/m);
  assert.match(stdout, /^NOT equal to the venue since 2024-03-01 08:15:05:\n {2}BTC: 0\.5 here, 0\.4 at the venue$/m);
  const { reconciliation } = await json('balances');
  assert.deepEqual(reconciliation, { time: '2024-03-01T08:15:05Z', clean: false, found: ['BTC: 0.5 here, 0.4 at the venue'] });
});

test('a session without anything says so', async () => {
  for (const [command, what] of [
    ['orders', 'has no order'],
    ['fills', 'has no fill'],
    ['positions', 'has no position'],
    ['balances', 'holds nothing'],
  ] as const) {
    assert.equal((await run(command, '--session', 'other')).stdout, `Session other ${what}.\n`);
  }
});

const refusals: readonly [args: readonly string[], code: number, message: RegExp][] = [
  [
    ['orders', '--session', 'nothing'],
    1,
    /^SESSION_UNKNOWN\n {2}what {3}no session is called "nothing": this home folder has main, other\n/,
  ],
  [['fills', '--home', 'empty'], 1, /^SESSION_UNKNOWN\n {2}what {3}no session has run on this home folder yet/],
  [['balances', '--home', 'missing'], 1, /^HOME_MISSING/],
  [['orders', '--last', 'x'], 2, /^USAGE_INVALID\n {2}what {3}--last is "x"/],
];
for (const [args, code, message] of refusals) {
  test(`${args.join(' ')} is refused`, async () => {
    const refused = await run(...args);
    assert.equal(refused.code, code);
    assert.match(refused.stderr, message);
  });
}
