import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { START } from '../../tests/tools/bars.ts';
import { columnsOf, setUp, type Candle, type Script } from '../../tests/tools/scripted-session.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import type { HaltScope, TradingState } from '../domain/trading-state.ts';
import { settle } from '../modes/play-bars.ts';
import type { SimulatedSession } from '../modes/simulated-session.ts';
import { enter } from '../strategy/index.ts';
import { restoreEngine, saveEngine, type EngineState } from './engine-state.ts';
import { isKnownScope, orderTrading } from './halts.ts';

const FLAT: Candle = [100, 101, 99, 100];
const BY = { by: 'operator:ada', reason: 'drill' } as const;
const [A, B] = ['A/USDT.TEST', 'B/USDT.TEST'];

/** Two strategies on two instruments: in the first minute each buys 2, guarded, and leaves a limit order to buy 1 more. */
const script: Script = {
  onBar: (minute) => (minute === 0 ? [enter('long', { quantity: 2, stop: 95 }), enter('long', { quantity: 1, limit: 97 })] : undefined),
};

interface Desk {
  readonly session: SimulatedSession;
  readonly records: ToldRecords;
  /** Plays one more minute on both instruments. */
  play(): void;
  order(scope: HaltScope, state: TradingState, flatten?: boolean): void;
}

const setUpTwo = (records: ToldRecords): SimulatedSession =>
  setUp({ bars: { [A]: [], [B]: [] }, scripts: { one: script, two: script } }, records);

function openDesk(): Desk {
  const records = new ToldRecords(START);
  const session = setUpTwo(records);
  session.engine.account.open(START);
  let minute = 0;
  const desk: Desk = {
    session,
    records,
    play() {
      const bars = columnsOf([...Array.from({ length: minute }, () => 'none' as const), FLAT]);
      for (const market of session.markets) if (session.match(market, bars, 0)) settle(session);
      for (const market of session.markets) {
        session.deliver(market, bars, 0);
        settle(session);
      }
      minute += 1;
    },
    order(scope, state, flatten = false) {
      orderTrading(session.engine, { scope, state, flatten, ...BY });
      settle(session);
    },
  };
  desk.play();
  desk.play();
  return desk;
}

/** By `strategy instrument`: what is held, and the orders that are open. */
function standing({ session: { engine } }: Desk): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { id, seats } of engine.hosts) {
    for (const { market, book } of seats) {
      const open = [...engine.account.desk.all()].filter(
        (each) => each.intent.strategyId === id && each.intent.instrument === market.instrument,
      );
      found[`${id} ${market.instrument.id.slice(0, 1)}`] = [book.quantity, ...open.map(({ intent }) => intent.role)].join(' ');
    }
  }
  return found;
}

const ALL_OPEN = { 'one A': '2 entry stop', 'one B': '2 entry stop', 'two A': '2 entry stop', 'two B': '2 entry stop' };
const KEPT = '2 stop';
const SCOPES: readonly [HaltScope, readonly string[]][] = [
  [{ kind: 'all' }, ['one A', 'one B', 'two A', 'two B']],
  [{ kind: 'account', name: 'test' }, ['one A', 'one B', 'two A', 'two B']],
  [{ kind: 'venue', name: 'TEST' }, ['one A', 'one B', 'two A', 'two B']],
  [{ kind: 'strategy', name: 'one' }, ['one A', 'one B']],
  [{ kind: 'instrument', name: B }, ['one B', 'two B']],
  [{ kind: 'account', name: 'other' }, []],
  [{ kind: 'venue', name: 'OTHER' }, []],
  [{ kind: 'strategy', name: 'three' }, []],
];

for (const [scope, meant] of SCOPES) {
  describe(`a halt of ${scope.kind} ${scope.name ?? ''}`, () => {
    const after = (left: string): Record<string, string> => ({ ...ALL_OPEN, ...Object.fromEntries(meant.map((each) => [each, left])) });

    test('cancels what adds exposure there, leaves its protection, and nothing new is opened', () => {
      const desk = openDesk();
      assert.deepEqual(standing(desk), ALL_OPEN);
      desk.order(scope, 'HALTED');
      desk.play();
      assert.deepEqual(standing(desk), after(KEPT));
      assert.equal(isKnownScope(desk.session.engine, scope), meant.length > 0);
    });

    test('with flatten leaves nothing', () => {
      const desk = openDesk();
      desk.order(scope, 'HALTED', true);
      desk.play();
      assert.deepEqual(standing(desk), after('0'));
    });

    test('comes back from a snapshot, flattening included', () => {
      const desk = openDesk();
      const { engine } = setUpTwo(new ToldRecords(START));
      desk.order(scope, 'REDUCING', true);
      restoreEngine(engine, JSON.parse(JSON.stringify(saveEngine(desk.session.engine))) as EngineState);
      const flattening = engine.hosts.flatMap(({ id, seats }) =>
        seats.filter((each) => each.isFlattening).map(({ market }) => `${id} ${market.instrument.id.slice(0, 1)}`),
      );
      assert.deepEqual(flattening, meant);
      assert.equal(JSON.stringify(saveEngine(engine)), JSON.stringify(saveEngine(desk.session.engine)));
    });

    test('is lifted by its own scope', () => {
      const desk = openDesk();
      desk.order(scope, 'HALTED', true);
      desk.order(scope, 'ACTIVE');
      const { account, hosts, markets } = desk.session.engine;
      assert.equal(account.tradingState, 'ACTIVE');
      assert.ok(hosts.every(({ tradingState, seats }) => tradingState === 'ACTIVE' && seats.every(({ isFlattening }) => !isFlattening)));
      assert.ok(markets.every(({ isHalted }) => !isHalted));
    });
  });
}

test('a halt is not loosened by a milder one, nor lifted by that of another scope', () => {
  const desk = openDesk();
  desk.order({ kind: 'all' }, 'HALTED');
  desk.order({ kind: 'strategy', name: 'one' }, 'HALTED', true);
  desk.order({ kind: 'all' }, 'REDUCING');
  const { engine } = desk.session;
  assert.equal(engine.account.tradingState, 'HALTED');
  desk.order({ kind: 'all' }, 'ACTIVE');
  assert.deepEqual(
    engine.hosts.map(({ tradingState }) => tradingState),
    ['HALTED', 'ACTIVE'],
  );
  assert.ok(
    engine.hosts[0]?.seats.every(({ isFlattening }) => isFlattening),
    'what still halts it keeps it flat',
  );
});

test('what is to be flat and comes to hold something is closed when it is looked at again, once', () => {
  const desk = openDesk();
  desk.order({ kind: 'strategy', name: 'one' }, 'HALTED', true);
  desk.play();
  const { engine } = desk.session;
  const [seat] = engine.hosts[0]?.seats ?? [];
  assert.ok(seat !== undefined);
  assert.deepEqual(engine.unflattened, []);
  // A fill that was told late.
  seat.book.quantity = 2;
  assert.deepEqual(engine.unflattened, [seat]);
  engine.flatten();
  assert.deepEqual(engine.unflattened, [], 'its exit is on its way');
});
