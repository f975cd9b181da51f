import type { SessionInput } from '../../src/modes/session-input.ts';
import { enter } from '../../src/strategy/index.ts';
import { INSTRUMENTS } from './simulated-market.ts';
import type { Deed } from './troubles.ts';
import type { World } from './world.ts';

const BY = 'operator:sim';

/** Lets people do something to a world now. */
export function doDeed(world: World, deed: Deed): void {
  const { exchange } = world.venue;
  const ts = world.clock.now();
  const give = (input: SessionInput): void => world.give(input);
  const instrumentId = INSTRUMENTS['market' in deed ? deed.market : 0]?.id ?? '';
  switch (deed.kind) {
    case 'transfer':
      return exchange.transfer(deed.code, deed.amount);
    case 'trade by hand':
    case 'order by hand':
      return placeByHand(world, deed);
    case 'our order is cancelled by hand':
    case 'our order expires':
      for (const { order, intent } of world.invariants.venue.open()) {
        // Who takes a stop away by hand, or a target that the venue has linked with one, wants it so.
        const takesStop = intent.role === 'stop' || (intent.role === 'target' && world.venue.capabilities.oco);
        if (takesStop && deed.kind !== 'our order expires') continue;
        if (deed.kind === 'our order expires') exchange.expire(order.venueOrderId);
        else exchange.cancel(order.venueOrderId);
        return;
      }
      return;
    case 'kill':
      return give({ kind: 'trading-state', ts, state: 'HALTED', by: BY, reason: 'drill' });
    case 'resume':
      return give({ kind: 'trading-state', ts, state: 'ACTIVE', by: BY, reason: 'drill' });
    case 'kill a part':
      return give({ ...deed, kind: 'trading-state', ts, by: BY, reason: 'drill' });
    case 'resume a part':
      return give({ kind: 'trading-state', ts, scope: deed.scope, state: 'ACTIVE', by: BY, reason: 'drill' });
    case 'halt instrument':
      return give({ kind: 'instrument', ts, instrumentId, state: 'HALTED', by: BY, reason: 'drill' });
    case 'resume instrument':
      return give({ kind: 'instrument', ts, instrumentId, state: 'ACTIVE', by: BY, reason: 'drill' });
    case 'close':
      return give({ kind: 'close', ts, by: BY, instrumentId });
    case 'buy':
      return give({ kind: 'manual', ts, by: BY, instrumentId, intent: enter('long', { notional: 300, stop: 90 }) });
    case 'cancel entries': {
      const orders = [...(world.process?.session.engine.account.desk.all() ?? [])];
      const open = orders.filter(({ intent }) => !intent.reduceOnly);
      return give({ kind: 'cancel', ts, by: BY, intentIds: open.map(({ intent }) => intent.intentId) });
    }
  }
}

function placeByHand(world: World, deed: Deed & { readonly kind: 'trade by hand' | 'order by hand' }): void {
  const { exchange } = world.venue;
  const instrument = INSTRUMENTS[deed.market];
  if (instrument === undefined) return;
  const { kind, side, lots } = deed;
  const price = exchange.price(instrument.id);
  const limit = { type: 'limit', limitPrice: side === 'buy' ? price - 100 : price + 100 } as const;
  exchange.place({
    instrument,
    clientOrderId: undefined,
    side,
    quantity: lots * instrument.lot,
    stopPrice: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    ...(kind === 'order by hand' ? limit : { type: 'market', limitPrice: undefined }),
  });
}
