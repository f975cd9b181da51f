import type { Quantity } from '../../domain/instrument.ts';
import type { Side } from '../../domain/order.ts';

/** What a strategy wants to trade at the market in one instrument at one moment. */
export interface Wish {
  readonly strategyId: string;
  readonly side: Side;
  readonly quantity: Quantity;
}

/** Two wishes, by their places in the list, of which so much needs no market. */
export interface Cross {
  readonly buyer: number;
  readonly seller: number;
  readonly quantity: Quantity;
}

/**
 * Which wishes of different strategies meet each other, in the order in which they came: what one buys another sells, and only the rest of one
 * side goes to the market. `canBe` says whether an order may be that small; nothing is crossed that would leave or make one that may not.
 */
export function crossOrders(wishes: readonly Wish[], canBe: (quantity: Quantity) => boolean): readonly Cross[] {
  const left = wishes.map(({ quantity }) => quantity);
  const crosses: Cross[] = [];
  for (const [buyer, buy] of wishes.entries()) {
    if (buy.side !== 'buy') continue;
    for (const [seller, sell] of wishes.entries()) {
      const [wanted = 0, offered = 0] = [left[buyer], left[seller]];
      const quantity = Math.min(wanted, offered);
      if (sell.side !== 'sell' || sell.strategyId === buy.strategyId || quantity === 0 || !canBe(quantity)) continue;
      if ([wanted - quantity, offered - quantity].some((rest) => rest > 0 && !canBe(rest))) continue;
      crosses.push({ buyer, seller, quantity });
      left[buyer] = wanted - quantity;
      left[seller] = offered - quantity;
    }
  }
  return crosses;
}
