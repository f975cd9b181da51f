import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoredBalance } from '../ports/store.ts';
import { enter } from '../strategy/index.ts';
import { setUp, streamsOf } from '../../tests/tools/scripted-session.ts';
import { playBars } from './play-bars.ts';
import { checkReconciled } from './session-reconciliation.ts';
import { SessionRecords } from './session-records.ts';
import type { SimulatedSession } from './simulated-session.ts';

interface Bench {
  readonly session: SimulatedSession;
  readonly records: SessionRecords;
  readonly stored: StoredBalance[];
  check(): void;
}

/** A session with a position and an open order, whose store agrees with it. */
async function bench(): Promise<Bench> {
  const flat = [100, 100, 100, 100] as const;
  const bars = [flat, flat, flat];
  const records = new SessionRecords();
  const session = setUp({ bars, does: { 0: enter('long', { quantity: 2, stop: 50 }) } }, records);
  session.engine.account.open(0);
  await playBars(
    session,
    streamsOf(session, bars),
    () => undefined,
    () => false,
  );
  records.storedSeq = records.seq;
  const stored = Object.entries(session.engine.account.ledger.state.balances).map(([key, balance]) => {
    const [account = '', currency = ''] = key.split(' ');
    return { account, currency, scale: 8, balance: BigInt(balance) };
  });
  return { session, records, stored, check: () => checkReconciled(session, records, stored, 'main') };
}

describe('reconciliation', () => {
  test('passes where ledger, venue and store agree', async () => {
    (await bench()).check();
  });

  const differences: readonly [name: string, change: (bench: Bench) => void, says: RegExp][] = [
    [
      'a position that the venue holds otherwise',
      ({ session }) => void ((session.engine.account.ledger.books[0] as { quantity: number }).quantity += 1),
      /scripted holds 3 of ONE\/USDT.TEST by the ledger, 2 at the venue/,
    ],
    [
      'an order that the venue does not have',
      ({ session }) => session.venue.cancel([...session.engine.account.desk.all()][0]?.intent.intentId ?? 0, 0),
      /^order \d+ is not open at the venue$/,
    ],
    [
      'a balance that was stored otherwise',
      ({ stored }) => void ((stored[0] as { balance: bigint }).balance += 1n),
      /by the ledger, \S+ in the store/,
    ],
    ['a balance that was not stored', ({ stored }) => void stored.splice(0, 1), /by the ledger, nothing in the store/],
    [
      'records that the journal does not lead to',
      ({ records }) => void (records.storedSeq += 1),
      /the journal leads to record \d+, the store has/,
    ],
  ];
  for (const [name, change, says] of differences) {
    test(`names ${name}`, async () => {
      const each = await bench();
      change(each);
      assert.throws(() => each.check(), { code: 'RUN_NOT_RECONCILED', where: 'main', message: says });
    });
  }
});
