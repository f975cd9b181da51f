import type { VenueRules } from './exchange/venue-rules.ts';
import type { FaceMaker } from './wire/venue-face.ts';

/** What makes a test exchange a venue: its rules, and its face. */
export interface TestnetVenue {
  readonly rules: VenueRules;
  readonly face: FaceMaker;
}

/** The venues that the test exchange can be, as in `--venue`; each is loaded when it is asked for. */
export const TESTNET_VENUES: Readonly<Record<string, () => Promise<TestnetVenue>>> = {
  binance: async () => {
    const [{ BINANCE_RULES }, { binanceFace }] = await Promise.all([
      import('./binance/binance-rules.ts'),
      import('./binance/binance-face.ts'),
    ]);
    return { rules: BINANCE_RULES, face: binanceFace() };
  },
  mexc: async () => {
    const { MEXC_RULES, MexcFace } = await import('./mexc/mexc-face.ts');
    return { rules: MEXC_RULES, face: (terms) => new MexcFace(terms) };
  },
  kraken: async () => {
    const { KRAKEN_RULES, KrakenFace } = await import('./kraken/kraken-face.ts');
    return { rules: KRAKEN_RULES, face: (terms) => new KrakenFace(terms) };
  },
  coinbase: async () => {
    const { COINBASE_RULES, CoinbaseFace } = await import('./coinbase/coinbase-face.ts');
    return { rules: COINBASE_RULES, face: (terms) => new CoinbaseFace(terms) };
  },
};
