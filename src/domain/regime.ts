/** How a market behaves, calmest trading first: moving one way, moving within bounds, moving far more than it used to, falling apart. */
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

/** What a regime does to a strategy: `scale` sizes its entries by this share of what they would be, 1 being all of it; `pause` lets exits pass and nothing that adds exposure; `stop` ends the strategy. */
export type RegimeEffect = { readonly kind: 'scale'; readonly share: number } | { readonly kind: 'pause' } | { readonly kind: 'stop' };

/** What each regime does to a strategy, and which regime that is: of the instrument it trades, of the market, or the worse of both. */
export interface RegimeRule {
  readonly follow: 'instrument' | 'market' | 'worse';
  readonly effects: Readonly<Record<Regime, RegimeEffect>>;
}
