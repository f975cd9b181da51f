import { Ledger } from '../../core/ledger/ledger.ts';
import type { Book } from '../../core/ledger/book.ts';
import { buildInstrument } from '../../domain/instrument-spec.ts';
import { formatPrice, formatQuantity, type Instrument } from '../../domain/instrument.ts';
import type { Fill } from '../../domain/fill.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import type { StoredFill } from '../../ports/store.ts';
import { displayDecimal } from '../../report/display.ts';
import type { CliContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { withStoredSession, type StoredFlags } from './stored-session.ts';

/** A position as `positions --json` prints it: decimals as text. */
export interface PositionValue {
  readonly instrument: string;
  readonly strategy: string;
  /** Signed: negative is short. */
  readonly quantity: string;
  readonly averagePrice: string;
  /** What is held cost so much; what is short brought so much, below zero. */
  readonly cost: string;
  /** Profit of what was closed, fees left out. */
  readonly realised: string;
  readonly currency: string;
}

/** `ballast positions`. */
export async function positionsCommand(context: CliContext, flags: StoredFlags): Promise<void> {
  await withStoredSession(context, flags, async ({ store, sessionId }) => {
    const positions = positionsOf(await store.fills(sessionId));
    if (flags.json === true) return context.out(JSON.stringify({ session: sessionId, positions }, null, 2));
    if (positions.length === 0) return context.out(`Session ${sessionId} has no position.`);
    for (const line of positionsTable(positions, context.stdout.columns)) context.out(line);
  });
}

/** The open positions that fills come to, by instrument and strategy, as the ledger counts them. */
export function positionsOf(fills: readonly StoredFill[]): readonly PositionValue[] {
  const ledger = new Ledger();
  const instruments = new Map<string, Instrument>();
  for (const stored of fills) {
    const instrument = instruments.get(stored.instrumentId) ?? instrumentOf(stored);
    instruments.set(stored.instrumentId, instrument);
    ledger.post(fillOf(stored, instrument), ledger.book(stored.strategyId, instrument));
  }
  return ledger.books.filter(({ quantity }) => quantity !== 0).map(positionValue);
}

/** What the ledger has to know of an instrument: its currencies and scales. */
function instrumentOf({ instrumentId, priceScale, quantityScale }: StoredFill): Instrument {
  const [tick, lot] = [formatDecimal(1, priceScale), formatDecimal(1, quantityScale)];
  return buildInstrument({ id: instrumentId, kind: 'spot', calendar: '24/7', tick, lot, effectiveFrom: 0 });
}

function fillOf({ side, liquidity, feeCurrency, feeScale, ...fill }: StoredFill, instrument: Instrument): Fill {
  return {
    ...fill,
    instrument,
    side: side === 'buy' ? 'buy' : 'sell',
    liquidity: liquidity === 'maker' ? 'maker' : 'taker',
    feeCurrency: { code: feeCurrency, scale: feeScale },
  };
}

function positionValue({ instrument, strategyId, quantity, cost, realised }: Book): PositionValue {
  const { quote, quantityScale, priceScale } = instrument;
  const average = Math.round((cost / quantity) * 10 ** (quantityScale + priceScale - quote.scale));
  return {
    instrument: instrument.id,
    strategy: strategyId,
    quantity: formatQuantity(instrument, quantity),
    averagePrice: formatPrice(instrument, average),
    cost: formatDecimal(cost, quote.scale),
    realised: formatDecimal(realised, quote.scale),
    currency: quote.code,
  };
}

function positionsTable(positions: readonly PositionValue[], width?: number): readonly string[] {
  const rows = positions.map(({ instrument, strategy, quantity, averagePrice, cost, currency }) => [
    instrument,
    strategy,
    displayDecimal(quantity),
    displayDecimal(averagePrice),
    `${displayDecimal(cost)} ${currency}`,
  ]);
  return renderTable(['instrument', 'strategy', '>quantity', '>entry', '>cost'], rows, width);
}
