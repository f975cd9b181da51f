import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CoreRecord } from '../domain/records.ts';
import type { AuditDraft } from '../ports/store.ts';
import { enter, type Intents } from '../strategy/index.ts';
import { setUp, streamsOf, type Play } from '../../tests/tools/scripted-session.ts';
import { playBars } from './play-bars.ts';
import { SessionRecords } from './session-records.ts';

const flat = [100, 101, 99, 100] as const;
/** A bracket that is filled and stopped out, an order that is refused, a halt, and a strategy that fails. */
const play: Play = {
  bars: [flat, flat, [100, 101, 90, 95], flat, flat],
  does: {
    0: enter('long', { quantity: 2, stop: 95, target: 200 }),
    2: enter('long', { quantity: 1e9 }),
    3: { kind: 'nonsense' } as unknown as Intents,
  },
};

async function recorded(storedSeq: number): Promise<{ readonly records: readonly CoreRecord[]; readonly audit: readonly AuditDraft[] }> {
  const records = new SessionRecords();
  records.storedSeq = storedSeq;
  const session = setUp(play, records);
  session.engine.account.open(0);
  const equity = (): void => records.equity(1, session.engine.account.terms.currency, 1, 1);
  await playBars(session, streamsOf(session, play.bars), equity, () => false);
  session.engine.setTradingState('HALTED', 'drill');
  return records.take();
}

const whole = await recorded(0);

describe('the records of a session', () => {
  test('are of every kind, numbered from 1 without a hole', () => {
    const kinds = ['equity', 'fill', 'intent', 'opening', 'order', 'refusal', 'strategy-stopped', 'trading-state'];
    assert.deepEqual([...new Set(whole.records.map(({ kind }) => kind))].toSorted(), kinds);
    assert.deepEqual(
      whole.records.map(({ seq }) => seq),
      whole.records.map((_, index) => index + 1),
    );
  });

  for (const stored of [1, 7, whole.records.length - 1, whole.records.length]) {
    test(`that are stored up to number ${stored} are made again, and not told again`, async () => {
      const replayed = await recorded(stored);
      assert.deepEqual(replayed.records, whole.records.slice(stored));
      const audited = (records: readonly CoreRecord[]): number => records.filter(({ kind }) => kind !== 'equity').length;
      assert.deepEqual(replayed.audit, whole.audit.slice(audited(whole.records.slice(0, stored))));
    });
  }

  test('have one audit entry each, but for points of the equity curve', () => {
    const words = { opening: 'account.opened', intent: 'order.intended', fill: 'fill', refusal: 'order.refused' } as const;
    const actions = whole.records.flatMap((record) => {
      if (record.kind === 'equity') return [];
      if (record.kind === 'order') return [`order.${record.event}`];
      if (record.kind === 'strategy-stopped') return ['strategy.stopped'];
      if (record.kind === 'trading-state') return ['trading.state'];
      assert.ok(Object.hasOwn(words, record.kind), record.kind);
      return [words[record.kind as keyof typeof words]];
    });
    assert.deepEqual(
      whole.audit.map(({ action }) => action),
      actions,
    );
    for (const { actor } of whole.audit) assert.equal(actor, 'core');
  });

  test('are taken once', () => {
    const records = new SessionRecords();
    records.tradingState(1, 'HALTED', 'drill');
    assert.equal(records.take().records.length, 1);
    assert.deepEqual(records.take(), { records: [], audit: [] });
  });
});
