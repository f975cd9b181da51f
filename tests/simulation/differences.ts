import { isHeldHere, venueName } from '../../src/core/execution/venue-name.ts';
import type { Order } from '../../src/core/execution/order.ts';
import type { ScriptedExchange } from '../tools/scripted-exchange.ts';
import { FEE_COIN } from './simulated-market.ts';
import type { Invariants } from './invariants.ts';
import type { TradingProcess } from './trading-process.ts';
import { holdingName } from './venue-truth.ts';

/** Where the session and the exchange differ, in words: orders, fills, positions and balances, each by the truth of both sides. */
export function* differences(
  process: TradingProcess,
  { venue, stored, hasMiscounted }: Invariants,
  exchange: ScriptedExchange,
): Generator<string, void> {
  const { account } = process.session.engine;
  if (account.gate !== 'open') yield `the gate is ${account.gate}`;
  if (process.pursued > 0) yield `${process.pursued} orders are pursued`;
  yield* orderDifferences([...account.desk.all()], venue);
  for (const { instrumentId, tradeId } of venue.fills)
    if (!stored.fills.has(`${instrumentId} ${tradeId}`)) yield `trade ${tradeId} of ${instrumentId} is not booked`;
  if (venue.fills.length !== stored.fills.size) yield `${stored.fills.size} fills are booked, the venue has ${venue.fills.length}`;
  for (const { strategyId, instrument, quantity } of account.ledger.books) {
    const held = venue.holdings.get(holdingName(strategyId, instrument))?.quantity ?? 0;
    if (held !== quantity) yield `${strategyId} holds ${quantity} of ${instrument.id} here, ${held} by the trades at the venue`;
  }
  for (const { currency, total } of exchange.balances) {
    // A coin that is not traded is compared once fees are paid in it.
    if (currency.code === FEE_COIN.code && account.ledger.balance('fees', FEE_COIN.code) === 0n) continue;
    const here = account.ledger.held(currency);
    if (here !== BigInt(total)) yield `${currency.code} is ${here} by the ledger, ${total} at the venue`;
  }
  const paid = [...venue.fills].filter(({ feeCurrency }) => feeCurrency === FEE_COIN).reduce((sum, { fee }) => sum + fee, 0);
  const booked = account.ledger.balance('fees', FEE_COIN.code);
  if (booked !== BigInt(paid)) yield `${booked} ${FEE_COIN.code} of fees are booked, ${paid} were paid`;
  yield* heldDifferences(process);
  if (!hasMiscounted) yield* protectionDifferences(process, stored.called);
}

function* orderDifferences(open: readonly Order[], venue: Invariants['venue']): Generator<string, void> {
  const there = new Map([...venue.open()].map(({ order, intent }) => [intent.intentId, order]));
  for (const order of open) {
    const { intent, status, filledQuantity } = order;
    const told = there.get(intent.intentId);
    there.delete(intent.intentId);
    if (isHeldHere(order)) continue;
    if (status !== 'Accepted' && status !== 'PartiallyFilled') yield `order ${intent.clientOrderId} is ${status}`;
    else if (told === undefined) yield `order ${intent.clientOrderId} is open here only`;
    else if (told.venueOrderId !== venueName(order)) yield `order ${intent.clientOrderId} is called ${told.venueOrderId} at the venue`;
    else if (told.filledQuantity !== filledQuantity) yield `order ${intent.clientOrderId} has filled ${filledQuantity} here`;
  }
  for (const { clientOrderId } of there.values()) yield `order ${clientOrderId} is open at the venue only`;
}

/** What is believed to be held here is. */
function* heldDifferences({ session }: TradingProcess): Generator<string, void> {
  const held = session.venue.state.held.map(({ intentId }) => intentId).sort((left, right) => left - right);
  const open = [...session.engine.account.desk.all()].filter(isHeldHere);
  const believed = open.map(({ intent }) => intent.intentId).sort((left, right) => left - right);
  if (String(held) !== String(believed)) yield `orders ${String(believed)} are held; in truth ${String(held)}`;
}

/** Under all that the strategy `guarded` has lies a stop, unless a person has to care; and nothing guards what is not there. */
function* protectionDifferences({ session }: TradingProcess, called: ReadonlySet<string>): Generator<string, void> {
  const { desk, ledger } = session.engine.account;
  const open = [...desk.all()];
  for (const { strategyId, instrument, quantity } of ledger.books) {
    const mine = open.filter(({ intent }) => intent.strategyId === strategyId && intent.instrument === instrument);
    const position = quantity - (quantity % instrument.lot);
    const stops = mine.filter(({ intent }) => intent.role === 'stop').reduce((sum, { remaining }) => sum + remaining, 0);
    if (position === 0 && mine.some(({ intent }) => intent.reduceOnly))
      yield `${strategyId} has orders that reduce, and no ${instrument.id}`;
    if (strategyId === 'guarded' && !called.has(instrument.id) && stops !== position)
      yield `guarded has ${position} of ${instrument.id}, and stops for ${stops}`;
  }
}
