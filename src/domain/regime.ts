/** How a market may behave: it moves one way, within bounds, far more than it used to, or it falls. */
export const REGIMES = ['trend', 'range', 'high-volatility', 'crisis'] as const;

/** How a market behaves. */
export type Regime = (typeof REGIMES)[number];

/** The regimes of this moment; undefined before enough bars have closed, and where no model is configured. */
export interface RegimeReadings {
  /** Of all instruments together. */
  readonly market: Regime | undefined;
  of(instrumentId: string): Regime | undefined;
}

/** The readings where no model is configured. */
export const NO_REGIMES: RegimeReadings = { market: undefined, of: () => undefined };

/**
 * What a regime does to a strategy: `scale` sizes its entries by this share of what they would be, above 0 and 1 at most; `pause` lets exits
 * pass and nothing that adds exposure; `stop` ends the strategy.
 */
export type RegimeEffect = { readonly kind: 'scale'; readonly share: number } | { readonly kind: 'pause' } | { readonly kind: 'stop' };

/**
 * What each regime does to a strategy, before one is known too, and which regime that is: of the instrument it trades, of the market, or both,
 * where the stricter effect counts.
 */
export interface RegimeRule {
  readonly follow: 'instrument' | 'market' | 'both';
  readonly effects: Readonly<Record<Regime | 'unknown', RegimeEffect>>;
}
