import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { ManualClock } from '../../../../../tests/tools/manual-clock.ts';
import { isBallastError } from '../../../../kernel/errors.ts';
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from '../../../../kernel/time.ts';
import { AllowanceMeter } from './allowance-meter.ts';
import { RequestBudget, type Urgency } from './request-budget.ts';

const START = 1_700_000_000 * MICROS_PER_SECOND;
const ONE = { weight: 1, orders: 0 };

function budgetOf(most: number, longest = 100): { readonly clock: ManualClock; readonly budget: RequestBudget } {
  const clock = new ManualClock(START);
  return { clock, budget: new RequestBudget(clock, [{ counts: 'weight', most, per: MICROS_PER_MINUTE }], longest) };
}

/** What became of a request so far. */
function watch(taken: Promise<void>): { state: string } {
  const seen = { state: 'waits' };
  taken.then(
    () => (seen.state = 'left'),
    (error) => (seen.state = isBallastError(error) ? error.code : 'broke'),
  );
  return seen;
}

async function settle(): Promise<void> {
  await new Promise(setImmediate);
}

describe('the budget of a venue', () => {
  it('keeps a fifth of an allowance from entries, and half of that from questions', async () => {
    const { budget } = budgetOf(10);
    const asked: readonly Urgency[] = [...Array<Urgency>(9).fill('entry'), 'question', 'question', 'exit', 'exit'];
    const seen = asked.map((urgency) => watch(budget.take(ONE, urgency)));
    await settle();
    assert.deepEqual(
      seen.map(({ state }) => state),
      [...Array<string>(8).fill('left'), 'waits', 'left', 'waits', 'left', 'waits'],
    );
    assert.equal(budget.used('weight'), 1);
    assert.equal(budget.queued, 3);
    budget.close();
  });

  it('holds nobody up who wants nothing of what others wait for', async () => {
    const clock = new ManualClock(START);
    const allowances = [
      { counts: 'weight', most: 1, per: MICROS_PER_MINUTE },
      { counts: 'orders', most: 10, per: MICROS_PER_MINUTE },
    ] as const;
    const budget = new RequestBudget(clock, allowances, 100);
    await budget.take(ONE, 'exit');
    const question = watch(budget.take(ONE, 'question'));
    const order = watch(budget.take({ weight: 0, orders: 1 }, 'entry'));
    const both = watch(budget.take({ weight: 1, orders: 1 }, 'entry'));
    await settle();
    assert.deepEqual([question.state, order.state, both.state], ['waits', 'left', 'waits']);
    budget.close();
  });

  it('lets what waits go when its turn comes, exits first', async () => {
    const { clock, budget } = budgetOf(1);
    await budget.take(ONE, 'exit');
    clock.advance(57 * MICROS_PER_SECOND);
    const entry = watch(budget.take(ONE, 'entry'));
    const exit = watch(budget.take(ONE, 'exit'));
    clock.advance(4 * MICROS_PER_SECOND);
    await settle();
    assert.deepEqual([entry.state, exit.state], ['waits', 'left']);
    budget.close();
  });

  it('refuses what would wait beyond its patience, and more than may wait', async () => {
    const { clock, budget } = budgetOf(1, 1);
    await budget.take(ONE, 'exit');
    const entry = watch(budget.take(ONE, 'entry'));
    await assert.rejects(budget.take(ONE, 'entry'), (error) => isBallastError(error, 'VENUE_QUEUE_FULL'));
    clock.advance(5 * MICROS_PER_SECOND);
    await settle();
    assert.equal(entry.state, 'VENUE_LIMITED');
  });

  it('stays away for as long as the venue says, and tells at once whom that is too long for', async () => {
    const { clock, budget } = budgetOf(10);
    budget.block(30 * MICROS_PER_SECOND);
    const entry = watch(budget.take(ONE, 'entry'));
    const cancel = watch(budget.take(ONE, 'exit'));
    await settle();
    assert.deepEqual([entry.state, cancel.state], ['VENUE_LIMITED', 'waits']);
    clock.advance(30 * MICROS_PER_SECOND);
    await settle();
    assert.equal(cancel.state, 'left');
  });

  it('refuses what waits and what comes once it is closed', async () => {
    const { budget } = budgetOf(1);
    await budget.take(ONE, 'exit');
    const waiting = watch(budget.take(ONE, 'exit'));
    budget.close();
    const coming = watch(budget.take(ONE, 'exit'));
    await settle();
    assert.deepEqual([waiting.state, coming.state], ['VENUE_UNAVAILABLE', 'VENUE_UNAVAILABLE']);
  });

  it('counts what others spend on the same account, as the venue tells it', () => {
    const { budget } = budgetOf(10);
    budget.counted('weight', MICROS_PER_MINUTE, 7);
    assert.equal(budget.used('weight'), 0.7);
    budget.counted('weight', MICROS_PER_MINUTE, 5);
    assert.equal(budget.used('weight'), 0.7);
  });

  it('has it back when the window of the venue ends, not a minute after it was told', () => {
    const { clock, budget } = budgetOf(10);
    clock.advance(MICROS_PER_MINUTE - (START % MICROS_PER_MINUTE) - 2 * MICROS_PER_SECOND);
    budget.counted('weight', MICROS_PER_MINUTE, 9);
    assert.equal(budget.used('weight'), 0.9);
    clock.advance(3 * MICROS_PER_SECOND);
    assert.equal(budget.used('weight'), 0);
  });
});

describe('an allowance', () => {
  it('is never overspent in any window of its length, and free again a slot later at most', () => {
    const spending = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000_000 }), fc.integer({ min: 1, max: 9 })), { maxLength: 40 });
    fc.assert(
      fc.property(spending, (steps) => {
        const meter = new AllowanceMeter({ counts: 'weight', most: 1, per: MICROS_PER_MINUTE });
        const spent: { at: number; amount: number }[] = [];
        let now = START;
        for (const [pause, amount] of steps) {
          now += pause;
          meter.spend(amount, now);
          spent.push({ at: now, amount });
          const within = (age: number): number => spent.reduce((sum, each) => (now - each.at < age ? sum + each.amount : sum), 0);
          assert.ok(meter.spent(now) >= within(MICROS_PER_MINUTE));
          assert.ok(meter.spent(now) <= within(MICROS_PER_MINUTE + 2 * MICROS_PER_SECOND));
        }
      }),
    );
  });
});
