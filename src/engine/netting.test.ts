import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rulesWith } from '../../tests/tools/allocation-rules.ts';
import { play, type Candle, type Play } from '../../tests/tools/scripted-session.ts';
import { MILLION } from '../kernel/exact.ts';
import { enter, exit, target, type Intents } from '../strategy/index.ts';
import type { AllocationSetup } from './allocation-desk.ts';

const ONE = 'ONE/USDT.TEST';
const candles: readonly Candle[] = [100, 100, 104, 110, 110, 120, 120, 120].map((price) => [price, price, price, price]);

function netting(kind: 'net' | 'apart'): AllocationSetup {
  const budgets = ['a', 'b', 'c'].map((strategyId) => ({
    strategyId,
    instrumentIds: [ONE],
    budget: MILLION,
    byRegime: undefined,
    isApproved: true,
  }));
  return { rules: rulesWith({ method: 'none', netting: kind, trim: false }), budgets, sizing: new Map() };
}

/** Three strategies by what each returns on the bar of a minute. */
function playOf(does: Readonly<Record<string, Readonly<Record<number, Intents>>>>, kind: 'net' | 'apart', more: Partial<Play> = {}): Play {
  const scripts = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, { onBar: (minute: number) => does[id]?.[minute] }]));
  return { bars: { [ONE]: candles }, scripts, allocation: netting(kind), rules: { takerFee: 1_000 }, ...more };
}

const STORY = { a: { 0: enter('long', { quantity: 5, stop: 50 }), 3: exit() }, b: { 3: enter('long', { quantity: 8 }) } };

test('what one strategy sells and another buys on the same bar is crossed at the last price, without a fee; the rest goes to the market', async () => {
  const { session, records } = await play(playOf(STORY, 'net'));
  assert.deepEqual(
    records.fills.map(
      ({ strategyId, side, quantity, price, fee, tradeId }) =>
        `${strategyId} ${side} ${quantity} @ ${price}, fee ${fee / 1e8}, ${tradeId.split('-')[0]}`,
    ),
    ['a buy 5 @ 100, fee 0.5, T1', 'a sell 5 @ 110, fee 0, net', 'b buy 5 @ 110, fee 0, net', 'b buy 3 @ 110, fee 0.33, T2'],
  );
  assert.deepEqual(
    records.intents.slice(2).map(({ strategyId, side, quantity, sizing }) => `${strategyId} ${side} ${quantity}: ${sizing}`),
    ['a sell 5: whole position; crossed with b at 110', 'b buy 5: fixed quantity; crossed with a at 110', 'b buy 3: fixed quantity'],
  );
  assert.deepEqual(
    session.engine.account.ledger.books.map(({ strategyId, quantity, realised }) => [strategyId, quantity, realised / 1e8]),
    [
      ['a', 0, 50],
      ['b', 8, 0],
      ['c', 0, 0],
    ],
  );
  for (const sum of session.engine.account.ledger.trialBalance().values()) assert.equal(sum, 0n);
});

test('set apart, both go to the market', async () => {
  const { records } = await play(playOf(STORY, 'apart'));
  assert.deepEqual(
    records.fills.slice(1).map(({ strategyId, side, quantity, fee }) => `${strategyId} ${side} ${quantity}, fee ${fee / 1e8}`),
    ['a sell 5, fee 0.55', 'b buy 8, fee 0.88'],
  );
});

test('a side that may not trade leaves the other to the market', async () => {
  const story = {
    a: { 0: enter('long', { quantity: 5 }), 3: exit() },
    b: { 3: enter('short', { quantity: 8 }) },
    c: { 3: enter('long', { quantity: 4 }) },
  };
  const { records } = await play(playOf(story, 'net'));
  assert.deepEqual(
    records.refusals.map(({ code }) => code),
    ['RISK_SHORT_FORBIDDEN'],
  );
  assert.deepEqual(
    records.fills
      .slice(1)
      .map(({ strategyId, side, quantity, tradeId }) => `${strategyId} ${side} ${quantity} ${tradeId.startsWith('net')}`),
    ['a sell 4 true', 'c buy 4 true', 'a sell 1 false'],
  );
});

test('netted or apart, every strategy ends with what it wanted, and at one price without fees the account is worth the same', async () => {
  const flat: readonly Candle[] = Array.from({ length: 12 }, () => [100, 100, 100, 100]);
  const weight = fc.integer({ min: -2, max: 2 }).map((tenths) => target(tenths / 10));
  const course = fc.dictionary(fc.integer({ min: 0, max: 10 }).map(String), weight, { maxKeys: 8 });
  await fc.assert(
    fc.asyncProperty(fc.record({ a: course, b: course, c: course }), async (does) => {
      const more = { bars: { [ONE]: flat }, terms: { type: 'margin' as const, cash: 1_000_000e8 }, rules: {} };
      const [net, apart] = await Promise.all(['net' as const, 'apart' as const].map((kind) => play(playOf(does as never, kind, more))));
      assert.ok(net !== undefined && apart !== undefined);
      const ends = ({ session }: typeof net): unknown =>
        session.engine.account.ledger.books.map(({ strategyId, quantity }) => [strategyId, quantity]);
      assert.deepEqual(ends(net), ends(apart));
      assert.equal(net.session.engine.account.equity, apart.session.engine.account.equity);
      for (const sum of net.session.engine.account.ledger.trialBalance().values()) assert.equal(sum, 0n);
    }),
    { numRuns: 60 },
  );
});
