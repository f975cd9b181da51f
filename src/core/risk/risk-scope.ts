import { MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../kernel/time.ts';
import type { Money } from '../../domain/instrument.ts';
import type { RiskLimits } from '../../domain/risk-limits.ts';
import { LossMeter, type LossMeterState } from './trackers/loss-meter.ts';
import { RateWindow } from './trackers/rate-window.ts';

/** Messages are counted by the minute. */
export const MESSAGE_WINDOW = MICROS_PER_MINUTE;
/** Orders that a strategy repeats are counted by the hour. */
export const REPEAT_WINDOW = MICROS_PER_HOUR;

/** A level of limits, `account`, `strategy` or `instrument`, with its own limits and all that is measured of it. */
export class RiskScope {
  readonly kind: 'account' | 'strategy' | 'instrument';
  readonly name: string;
  readonly losses = new LossMeter();
  /** Worth of its positions with all that open orders may add, at the last prices. */
  exposure: Money = 0;
  /** Positions that it has, or that open orders may open. */
  openPositions = 0;
  /** Messages to the venue; none where they are not limited. */
  messages: RateWindow | undefined;
  /** Orders that may add exposure; none where they are not limited. */
  repeats: RateWindow | undefined;
  #limits: RiskLimits = {};

  constructor(kind: RiskScope['kind'], name: string, limits: RiskLimits) {
    this.kind = kind;
    this.name = name;
    this.limits = limits;
  }

  get limits(): RiskLimits {
    return this.#limits;
  }

  set limits(limits: RiskLimits) {
    this.#limits = limits;
    this.messages = windowOf(limits.maxMessages, MESSAGE_WINDOW, this.messages);
    this.repeats = windowOf(limits.maxRepeats, REPEAT_WINDOW, this.repeats);
  }

  /** In words: `the account`, `strategy trend`, `BTC/USDT.BINANCE`. */
  get words(): string {
    return this.kind === 'account' ? 'the account' : this.kind === 'strategy' ? `strategy ${this.name}` : this.name;
  }

  get state(): RiskScopeState {
    const { losses, messages, repeats } = this;
    return { losses: losses.state, ...(messages && { messages: messages.state }), ...(repeats && { repeats: repeats.state }) };
  }

  set state({ losses, messages, repeats }: RiskScopeState) {
    this.losses.state = losses;
    if (this.messages !== undefined && messages !== undefined) this.messages.state = messages;
    if (this.repeats !== undefined && repeats !== undefined) this.repeats.state = repeats;
  }
}

/** What must be remembered of a level, JSON-safe. */
export interface RiskScopeState {
  readonly losses: LossMeterState;
  readonly messages?: readonly number[];
  readonly repeats?: readonly number[];
}

function windowOf(most: number | undefined, length: number, before: RateWindow | undefined): RateWindow | undefined {
  if (most === before?.most) return before;
  if (most === undefined) return undefined;
  const window = new RateWindow(most, length);
  if (before !== undefined) window.state = before.state;
  return window;
}
