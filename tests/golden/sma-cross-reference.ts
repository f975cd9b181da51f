import type { BarColumns } from '../../src/domain/bars.ts';

/** A fill as the reference tells it: opening time of its bar in microseconds, and integers of BTC/USDT: price in cents, quantity in 0.00001 BTC. */
export interface ReferenceFill {
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly quantity: bigint;
  readonly price: bigint;
  readonly notional: bigint;
  readonly fee: bigint;
}

const UNITS = 100_000_000n;
const ceil = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

/**
 * The strategy `sma-cross` on BTC/USDT, worked out as one would by hand: averages of 10 and 30 closes, 95% of 99% of the equity, fills at the
 * next open, 0.1% fee, BigInt throughout. It shares no code with Ballast. Money is in 10^-8 USDT.
 */
export function smaCrossByHand({ openTime, open, close, length }: BarColumns): {
  readonly fills: ReferenceFill[];
  readonly cash: bigint;
  readonly equity: bigint;
} {
  const fills: ReferenceFill[] = [];
  const sum = (to: number, count: number): number => close.subarray(to - count + 1, to + 1).reduce((total, price) => total + price, 0);
  let cash = 10_000n * UNITS;
  let held = 0n;
  let side = 0;
  let order: 'buy' | 'sell' | undefined;
  let size = 0n;
  for (let bar = 0; bar < length; bar++) {
    if (order !== undefined) {
      const price = BigInt(open[bar] ?? 0);
      // Cents times 0.00001 BTC are tenths of 10^-8 USDT times 100: 10^(8 - 2 - 5) of them make one unit each.
      const notional = price * size * 10n;
      const fee = ceil(notional, 1_000n);
      cash += (order === 'buy' ? -notional : notional) - fee;
      held += order === 'buy' ? size : -size;
      fills.push({ time: openTime[bar] ?? 0, side: order, quantity: size, price, notional, fee });
      order = undefined;
    }
    if (bar < 29) continue;
    const difference = Math.sign(3 * sum(bar, 10) - sum(bar, 30));
    const turned = difference !== 0 && side !== 0 && difference !== side;
    if (difference !== 0) side = difference;
    if (!turned) continue;
    if (side > 0 && held === 0n) {
      const money = (((cash * 99n) / 100n) * 95n) / 100n;
      size = money / (BigInt(close[bar] ?? 0) * 10n);
      order = 'buy';
    } else if (side < 0 && held > 0n) {
      size = held;
      order = 'sell';
    }
  }
  return { fills, cash, equity: cash + BigInt(close[length - 1] ?? 0) * held * 10n };
}
