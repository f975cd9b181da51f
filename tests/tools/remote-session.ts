import { withQuantityScale, type Instrument } from '../../src/domain/instrument.ts';
import type { InstrumentSpec } from '../../src/domain/instrument-spec.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { VenueEvent } from '../../src/domain/venue-event.ts';
import { MICROS_PER_MINUTE } from '../../src/kernel/time.ts';
import { RemoteVenue } from '../../src/modes/live/remote-venue.ts';
import { manualDeployment } from '../../src/modes/manual-deployment.ts';
import { TradingSession } from '../../src/modes/trading-session.ts';
import type { VenueCapabilities } from '../../src/ports/venue.ts';
import { CAPABLE } from './capable.ts';
import { START } from './bars.ts';
import { columnsOf, ONLY, scripted, TERMS, testInstrument, type Script } from './scripted-session.ts';
import { ToldRecords } from './told-records.ts';

type Told = VenueEvent extends infer Each ? (Each extends VenueEvent ? Omit<Each, 'ts'> : never) : never;

/** A session on a venue elsewhere, step by step: what is sent there is kept in words, and the test says what the venue answers. */
export class RemoteSession {
  readonly records = new ToldRecords(START);
  readonly instrument: Instrument;
  readonly venue: RemoteVenue;
  readonly session: TradingSession<RemoteVenue>;
  /** What went out, such as `1 buy 2 market`, `cancel 1`. */
  readonly sent: string[] = [];
  #minute = 0;
  #trades = 0;

  constructor(script: Script, capabilities: Partial<VenueCapabilities> = {}, spec: Partial<InstrumentSpec> = {}, quantityScale = 0) {
    this.instrument = withQuantityScale(testInstrument(ONLY, spec), quantityScale);
    this.venue = new RemoteVenue([this.instrument], { ...CAPABLE, ...capabilities });
    const markets = [{ instrument: this.instrument, baseInterval: '1m' }] as const;
    const strategy = { id: 'one', definition: scripted(script), params: {}, instrumentIds: [ONLY], interval: '1m' } as const;
    const deployments = [strategy, manualDeployment(markets)];
    this.session = new TradingSession(markets, this.venue, { terms: TERMS, deployments, records: this.records });
    this.engine.account.open(START);
    this.venue.connect({
      submit: (intent) => this.sent.push(inWords(intent)),
      submitLinked: (...pair) => this.sent.push(pair.map(inWords).join(' or ')),
      cancel: (intentId) => this.sent.push(`cancel ${intentId}`),
    });
  }

  get engine(): TradingSession['engine'] {
    return this.session.engine;
  }

  /** What the strategy holds. */
  get position(): number {
    return this.engine.hosts[0]?.seats[0]?.book.quantity ?? 0;
  }

  /** A minute passes. */
  bar(open: number, high: number, low: number, close: number): void {
    const bars = columnsOf([...Array.from({ length: this.#minute }, () => 'none' as const), [open, high, low, close]]);
    const [market] = this.session.markets;
    if (market === undefined) throw new Error('the session has a market');
    this.#minute += 1;
    this.session.match(market, bars, 0);
    this.#settle();
    this.session.deliver(market, bars, 0);
    this.#settle();
  }

  /** The venue says something now. */
  says(event: Told): void {
    this.engine.onVenueEvent({ ...event, ts: START + this.#minute * MICROS_PER_MINUTE });
    this.#settle();
  }

  accepts(intentId: number): void {
    this.says({ kind: 'accepted', intentId, venueOrderId: `V${intentId}` });
  }

  /** The venue fills a part of an order, without a fee unless one is given; the trade may be one that it told before. */
  fills(
    intentId: number,
    quantity: number,
    price: number,
    more: { tradeId?: string; fee?: number; feeCurrency?: Instrument['quote'] } = {},
  ): void {
    const { tradeId = `T${++this.#trades}`, fee = 0, feeCurrency = this.instrument.quote } = more;
    const notional = price * quantity * 1e8;
    this.says({ kind: 'fill', intentId, tradeId, price, quantity, notional, fee, feeCurrency, liquidity: 'taker' });
  }

  /** A person does something, and what comes of it is done. */
  byHand(act: (engine: TradingSession['engine']) => void): void {
    act(this.engine);
    this.#settle();
  }

  /** How an order stands, open or ended. */
  status(intentId: number): string | undefined {
    const { desk } = this.engine.account;
    return (desk.find(intentId) ?? desk.findEnded(intentId))?.status;
  }

  #settle(): void {
    while (this.session.advance()) this.session.perform();
    this.venue.release();
  }
}

function inWords({ intentId, side, quantity, type, limitPrice, stopPrice }: OrderIntent): string {
  return [intentId, side, quantity, type, stopPrice ?? limitPrice].filter((word) => word !== undefined).join(' ');
}
