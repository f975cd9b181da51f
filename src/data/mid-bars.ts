import { createHash } from 'node:crypto';

import { allocateBars, CHUNK_BARS, type BarColumns } from '../domain/bars.ts';
import { guard } from '../kernel/exact.ts';
import { rescaleInPlace } from './bar-scale.ts';

/** Decimals that a price may have. */
const MOST_DECIMALS = 8;

/** The scale of mid prices: one decimal more than bid and ask, so that half a unit is exact. */
export function midScale(bidScale: number, askScale: number): number {
  return Math.min(MOST_DECIMALS, Math.max(bidScale, askScale) + 1);
}

/** The fingerprint of a mid series, which follows from those of its sides. */
export function midFingerprint(bid: string, ask: string): string {
  return createHash('sha256').update(`mid 1\n${bid}\n${ask}\n`).digest('hex');
}

/**
 * Mid bars of the times that both sides have: each price is (bid + ask) / 2 at `midScale`, rounded half to even where even
 * that lacks a decimal. Nothing is traded at the mid, so the volume is 0.
 */
export async function* midBars(
  bids: AsyncIterable<BarColumns>,
  bidScale: number,
  asks: AsyncIterable<BarColumns>,
  askScale: number,
): AsyncGenerator<BarColumns, void> {
  const scale = midScale(bidScale, askScale);
  const out = allocateBars(CHUNK_BARS);
  const ask = new RowCursor(asks, askScale, scale);
  const bid = new RowCursor(bids, bidScale, scale);
  try {
    for (let more = (await bid.next()) && (await ask.next()); more;) {
      const late = bid.time - ask.time;
      if (late === 0) {
        appendMid(out, bid.block, bid.row, ask.block, ask.row);
        if (out.length === CHUNK_BARS) {
          yield out;
          out.length = 0;
        }
      }
      if (late <= 0) more = bid.step() || (await bid.next());
      if (more && late >= 0) more = ask.step() || (await ask.next());
    }
    if (out.length > 0) yield out;
  } finally {
    await bid.close();
    await ask.close();
  }
}

/** Walks the rows of a stream of blocks, brought to one scale. */
class RowCursor {
  block = allocateBars(0);
  row = 0;
  readonly #blocks: AsyncIterator<BarColumns>;
  readonly #fromScale: number;
  readonly #toScale: number;

  constructor(blocks: AsyncIterable<BarColumns>, fromScale: number, toScale: number) {
    this.#blocks = blocks[Symbol.asyncIterator]();
    this.#fromScale = fromScale;
    this.#toScale = toScale;
  }

  get time(): number {
    return this.block.openTime[this.row] as number;
  }

  /** The next row of the block, if it has one. */
  step(): boolean {
    this.row += 1;
    return this.row < this.block.length;
  }

  /** The first row of the next block, if there is one. */
  async next(): Promise<boolean> {
    const result = await this.#blocks.next();
    if (result.done === true) return false;
    this.block = result.value;
    this.row = 0;
    rescaleInPlace(this.block, this.#fromScale, this.#toScale);
    return true;
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}

function appendMid(out: BarColumns, bid: BarColumns, bidRow: number, ask: BarColumns, askRow: number): void {
  const at = out.length;
  out.openTime[at] = bid.openTime[bidRow] as number;
  out.closeTime[at] = bid.closeTime[bidRow] as number;
  out.open[at] = halfEven((bid.open[bidRow] as number) + (ask.open[askRow] as number));
  out.high[at] = halfEven((bid.high[bidRow] as number) + (ask.high[askRow] as number));
  out.low[at] = halfEven((bid.low[bidRow] as number) + (ask.low[askRow] as number));
  out.close[at] = halfEven((bid.close[bidRow] as number) + (ask.close[askRow] as number));
  out.volume[at] = 0;
  out.length = at + 1;
}

/** Half of a whole number of units; an odd half goes to the even neighbour. */
function halfEven(sum: number): number {
  const floor = Math.floor(guard(sum) / 2);
  return sum % 2 === 0 || floor % 2 === 0 ? floor : floor + 1;
}
