import { openStore } from '../../../src/adapters/store/sql/open-store.ts';
import { isOpen } from '../../../src/domain/order.ts';
import { HELD } from '../../../src/domain/venue-event.ts';
import { formatDecimal } from '../../../src/kernel/exact.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Exchange } from '../../../src/testnet/exchange/exchange.ts';
import { ACCOUNT, INSTRUMENT, type CrashWorld } from './crash-world.ts';

/** Where the exchange and the store differ, to the last digit: orders, fills, balances; nothing when they do not. */
export async function differences({ testnet, home }: CrashWorld): Promise<{ readonly found: readonly string[]; readonly fills: number }> {
  const store = await openStore({ engine: 'sqlite', home });
  try {
    await store.migrate();
    await store.verifyAudit();
    const fills = await store.fills(ACCOUNT);
    const found = [...(await orderDifferences(store, testnet.exchange)), ...fillDifferences(fills, testnet.exchange)];
    found.push(...balanceDifferences(await store.balances(ACCOUNT), testnet.exchange));
    return { found, fills: fills.length };
  } finally {
    await store.close();
  }
}

async function orderDifferences(store: Store, exchange: Exchange): Promise<readonly string[]> {
  const theirs = exchange.history(ACCOUNT).orders(Infinity);
  const found: string[] = [];
  const byClientId = Map.groupBy(theirs, ({ clientOrderId }) => clientOrderId);
  for (const [id, orders] of byClientId) if (orders.length > 1) found.push(`${id} was placed ${orders.length} times`);
  for (const { clientOrderId, status, venueOrderId, filledQuantity, quantityScale } of await store.orders(ACCOUNT)) {
    const there = byClientId.get(clientOrderId)?.[0];
    byClientId.delete(clientOrderId);
    if (there === undefined) {
      if (filledQuantity !== 0 || (isOpen(status) && venueOrderId !== HELD))
        found.push(`${clientOrderId} is ${status} here, and was never there`);
      continue;
    }
    const isOpenThere = there.status === 'open' || there.status === 'waiting';
    if (isOpenThere !== isOpen(status)) found.push(`${clientOrderId} is ${status} here, ${there.status} there`);
    const here = formatDecimal(filledQuantity, quantityScale).replace(/0+$/, '');
    const filledThere = formatDecimal(there.filledQuantity, there.instrument.quantityScale).replace(/0+$/, '');
    if (here !== filledThere) found.push(`${clientOrderId} has filled ${here} here, ${filledThere} there`);
  }
  for (const id of byClientId.keys()) found.push(`${id} is there, and nobody here knows it`);
  return found;
}

function fillDifferences(ours: Awaited<ReturnType<Store['fills']>>, exchange: Exchange): readonly string[] {
  const theirs = exchange.history(ACCOUNT).fills(Infinity);
  const here = ours.map((fill) => `${fill.tradeId} ${fill.side} ${fill.price} ${fill.fee} ${fill.feeCurrency}`).toSorted();
  const there = theirs.map((fill) => `${fill.tradeId} ${fill.side} ${fill.price} ${fill.fee} ${fill.feeCurrency.code}`).toSorted();
  return [
    ...here.filter((fill, at) => here.indexOf(fill) !== at).map((fill) => `the fill ${fill} is booked twice`),
    ...there.filter((fill) => !here.includes(fill)).map((fill) => `the fill ${fill} is there only`),
    ...here.filter((fill) => !there.includes(fill)).map((fill) => `the fill ${fill} is here only`),
  ];
}

function balanceDifferences(ours: Awaited<ReturnType<Store['balances']>>, exchange: Exchange): readonly string[] {
  return exchange.balances(ACCOUNT).flatMap(({ currency, free, locked }) => {
    const held = ours.reduce((sum, { account, currency: of, scale, balance }) => {
      const isMoney = of === currency.code && (account === 'cash' || account === 'untraded');
      const isCoins = of === INSTRUMENT.id && account === 'position' && currency.code === INSTRUMENT.base.code;
      return isMoney || isCoins ? sum + balance * 10n ** BigInt(currency.scale - scale) : sum;
    }, 0n);
    const there = BigInt(free) + BigInt(locked);
    const text = (amount: bigint): string => formatDecimal(amount, currency.scale);
    return held === there ? [] : [`${currency.code}: ${text(held)} here, ${text(there)} there`];
  });
}
