import { z } from 'zod';
import type { Deployment } from '../../src/engine/strategy-host.ts';
import { SeededRandom } from '../../src/kernel/random.ts';
import {
  cancel,
  defineStrategy,
  enter,
  exit,
  order,
  target,
  type Intents,
  type OpenOrder,
  type StrategyIntent,
} from '../../src/strategy/index.ts';
import { INSTRUMENTS } from './simulated-market.ts';

/** What a strategy decides with: where it stands, the price, and chance. */
interface Moment {
  readonly isFlat: boolean;
  readonly held: number;
  readonly openOrders: readonly OpenOrder[];
  readonly price: number;
  readonly draw: SeededRandom;
}

/** Strategies that trade much, by name: `guarded` has a stop under all that it holds, `wild` does all there is. */
const DECIDE: Readonly<Record<string, (moment: Moment) => Intents>> = { guarded, wild };

/** The strategies of a simulated session. What they decide follows from the seed and from how many bars they have seen. */
export function simulatedStrategies(seed: number): readonly Deployment[] {
  return Object.entries(DECIDE).map(([id, decide], index) => ({
    id,
    definition: defineStrategy({
      id,
      version: '1.0.0',
      params: z.object({}),
      init: () => ({ bars: 0 }),
      onBar({ state, position, openOrders, instrument }, { close }) {
        state.bars += 1;
        const draw = new SeededRandom(seed + 7_919 * state.bars + index);
        draw.next();
        if (draw.next() < 0.6) return undefined;
        const orders = openOrders.filter((each) => each.instrument === instrument);
        return decide({ isFlat: position.isFlat, held: position.quantity, openOrders: orders, price: close, draw });
      },
    }),
    params: {},
    instrumentIds: INSTRUMENTS.map(({ id: instrument }) => instrument),
    interval: '1s',
  }));
}

/** In with a stop and mostly a target, out by them, by hand of the strategy, or not at all. */
function guarded({ isFlat, openOrders, price, draw }: Moment): Intents {
  if (openOrders.some(({ role }) => role === 'entry')) return draw.next() < 0.3 ? exit() : undefined;
  if (!isFlat) return draw.next() < 0.15 ? exit() : undefined;
  const notional = 200 + draw.nextBelow(900);
  const legs = { stop: price * (1 - draw.next() / 80), ...(draw.next() < 0.7 && { target: price * (1.002 + draw.next() / 100) }) };
  return draw.next() < 0.5
    ? enter('long', { notional, ...legs })
    : enter('long', { notional, limit: price * (1 - draw.next() / 500), ...legs });
}

/** Everything, whether it makes sense or not; only never two orders at once that sell. */
function wild({ isFlat, held, openOrders, price, draw }: Moment): Intents {
  const first = openOrders[draw.nextBelow(openOrders.length)];
  const notional = 100 + draw.nextBelow(1_200);
  const near = draw.next() / 200;
  const buys: readonly StrategyIntent[] = [
    enter('long', { notional }),
    enter('long', { notional, limit: price * (1 - near), postOnly: draw.next() < 0.3 }),
    order({ side: 'buy', type: 'limit', notional, limit: price * (1 + near), timeInForce: draw.next() < 0.5 ? 'IOC' : 'FOK' }),
    order({ side: 'buy', type: 'stop', notional, stop: price * (1 + near) }),
    order({ side: 'buy', type: 'stop-limit', notional, stop: price * (1 + near), limit: price * (1.002 + near) }),
  ];
  if (first !== undefined && draw.next() < 0.3) return cancel(first.id);
  if (isFlat && !openOrders.some(({ side }) => side === 'sell')) return draw.next() < 0.7 ? buys[draw.nextBelow(buys.length)] : undefined;
  const quantity = 0.5 + draw.nextBelow(4);
  const exits: readonly StrategyIntent[] = [
    exit(),
    target(0),
    order({ side: 'sell', type: 'trailing-stop', quantity, trail: price / 200, reduceOnly: true }),
    order({ side: 'sell', type: 'stop', quantity, stop: price * (1 - near), reduceOnly: true }),
    order({ side: 'sell', type: 'limit', quantity, limit: price * (1 + near), reduceOnly: true }),
    order({ side: 'sell', type: 'market', quantity }),
  ];
  const selling = openOrders.filter(({ side }) => side === 'sell');
  // A stop that is held here may see its position sold under it.
  if (selling.length === 1 && selling[0]?.type === 'trailing-stop' && draw.next() < 0.4)
    return order({ side: 'sell', type: 'market', quantity: held, reduceOnly: true });
  if (selling.length > 0) return draw.next() < 0.5 ? exit() : undefined;
  return draw.next() < 0.3 ? buys[draw.nextBelow(buys.length)] : exits[draw.nextBelow(exits.length)];
}
