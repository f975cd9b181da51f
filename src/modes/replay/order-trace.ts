import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime } from '../../kernel/time.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { CONTROLS } from '../../core/risk/controls.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Seat, StrategyHost } from '../../engine/strategy-host.ts';
import type { JournalEntry } from '../../ports/store.ts';
import { readingsOf, type Readings } from './indicator-readings.ts';
import type { ToldRecord } from './told-record.ts';

/** Why an order was placed, and what became of it. */
export interface OrderTrace {
  readonly clientOrderId: string;
  readonly strategyId: string;
  readonly instrumentId: string;
  /** The input that led to it, and its payload. */
  readonly input: { readonly seq: number; readonly kind: string; readonly time: string; readonly payload: unknown };
  /** The newest bars that the strategy had seen of the instrument, as prices. */
  readonly bars: readonly Readonly<Record<string, string | number>>[];
  /** The values of its indicators at those bars, by the indicator's name. */
  readonly indicators: Readonly<Record<string, Readings>>;
  /** The regimes of instrument and market, and the share of its size that they leave an entry; null where none are configured. */
  readonly regime: { readonly instrument: string | null; readonly market: string | null; readonly share: number } | null;
  /** What was wanted, in words. */
  readonly signal: string;
  /** Where the size came from. */
  readonly size: string;
  /** What each control said, in the order in which they were asked. */
  readonly checks: readonly { readonly control: string; readonly word: 'passed' | 'does not ask exits' }[];
  /** The order itself, what happened to it, its fills, and the orders that guard it. */
  readonly records: readonly ToldRecord[];
}

/** Everything of the moment at which an order was decided. */
type Decision = Omit<OrderTrace, 'records'>;

/** Waits for one order of a replay. */
export class OrderTracer {
  readonly #clientOrderId: string;
  readonly #records: ToldRecord[] = [];
  #decision: Decision | undefined;
  #intentId = 0;

  constructor(clientOrderId: string) {
    this.#clientOrderId = clientOrderId;
  }

  /** The trace; undefined before the order was made. */
  get trace(): OrderTrace | undefined {
    return this.#decision && { ...this.#decision, records: this.#records };
  }

  /** An order is being decided: its strategy's indicators, and the regimes, still stand as it saw them. */
  onIntent(intent: OrderIntent, engine: Engine, input: JournalEntry): void {
    const host = engine.hosts.find(({ id }) => id === intent.strategyId);
    if (intent.clientOrderId !== this.#clientOrderId || host === undefined) return;
    this.#intentId = intent.intentId;
    this.#decision = decisionOf(intent, host, engine, input);
  }

  onRecord(record: ToldRecord): void {
    const { intentId, parentId } = record.fields;
    if (this.#decision !== undefined && (intentId === this.#intentId || parentId === this.#intentId)) this.#records.push(record);
  }
}

function decisionOf(intent: OrderIntent, host: StrategyHost, engine: Engine, input: JournalEntry): Decision {
  const seat = host.seat(intent.instrument.id);
  const { seq, kind, ts, payload } = input;
  return {
    clientOrderId: intent.clientOrderId,
    strategyId: intent.strategyId,
    instrumentId: intent.instrument.id,
    input: { seq, kind, time: formatTime(ts), payload: JSON.parse(payload) as unknown },
    bars: barsOf(host, seat),
    indicators: Object.fromEntries(Object.entries(seat.indicators).map(([name, indicator]) => [name, readingsOf(indicator)])),
    regime: regimeOf(engine, seat),
    signal: signalText(intent),
    size: intent.sizing,
    // The first refusal stands, so that an order on record has passed every control that was asked.
    checks: CONTROLS.map(({ name, asksExits }) => ({
      control: name,
      word: intent.reduceOnly && !asksExits ? ('does not ask exits' as const) : ('passed' as const),
    })),
  };
}

function barsOf(host: StrategyHost, seat: Seat): Decision['bars'] {
  return host.subscriptions
    .filter((subscription) => subscription.seat === seat && subscription.seen > 0)
    .map(({ interval, cursor }) => {
      const { closeTime, open, high, low, close, volume } = cursor;
      return { interval, closeTime: formatTime(closeTime), open, high, low, close, volume };
    });
}

function regimeOf({ regimeDesk }: Engine, { market, regimeShare }: Seat): Decision['regime'] {
  if (regimeDesk === undefined) return null;
  const { regimes } = regimeDesk;
  return { instrument: regimes.of(market.instrument.id) ?? null, market: regimes.market ?? null, share: regimeShare };
}

/** What was wanted: side, type and role, and the prices that go with it. */
function signalText({ side, type, role, instrument, limitPrice, stopPrice, trailOffset, bracket, parentId }: OrderIntent): string {
  const prices = {
    limit: limitPrice,
    stop: stopPrice,
    'trailing by': trailOffset,
    'guarded by a stop at': bracket?.stopPrice,
    'and a target at': bracket?.targetPrice,
  };
  const told = Object.entries(prices).flatMap(([name, price]) =>
    price === undefined ? [] : [`${name} ${formatDecimal(price, instrument.priceScale)}`],
  );
  return [`${side} ${type} (${role})`, ...told, ...(parentId === undefined ? [] : [`that guards order ${parentId}`])].join(', ');
}
