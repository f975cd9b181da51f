/** The strategy of the crash tests, as a user's file: it buys with a bracket, rests limits, cancels them and exits, again and again. */
export const TRADER = `
import { cancel, defineStrategy, enter, exit, order, z } from 'ballast';

export default defineStrategy({
  id: 'trader',
  version: '1.0.0',
  params: z.object({}),
  data: { ticks: 'trades' },
  init: () => ({ ticks: 0 }),
  onTick({ state, openOrders, position }, tick) {
    state.ticks += 1;
    const price = tick.kind === 'trade' ? tick.price : tick.bid;
    switch (state.ticks % 24) {
      case 1:
        return position.isFlat ? enter('long', { quantity: 0.01, stop: price * 0.99, target: price * 1.01 }) : undefined;
      case 7:
        return order({ side: 'buy', type: 'limit', limit: price * 0.97, quantity: 0.002 });
      case 13:
        return openOrders.filter(({ role }) => role === 'order').map(({ id }) => cancel(id));
      case 19:
        return position.isLong ? exit() : undefined;
    }
  },
});
`;
