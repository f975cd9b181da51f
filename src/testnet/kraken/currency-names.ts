/** Currencies that Kraken names with letters of its own: an X before old coins, a Z before fiat, and XBT for bitcoin. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  BTC: 'XXBT',
  DOGE: 'XXDG',
  ETC: 'XETC',
  ETH: 'XETH',
  LTC: 'XLTC',
  XLM: 'XXLM',
  XMR: 'XXMR',
  XRP: 'XXRP',
  ZEC: 'XZEC',
  AUD: 'ZAUD',
  CAD: 'ZCAD',
  EUR: 'ZEUR',
  GBP: 'ZGBP',
  JPY: 'ZJPY',
  USD: 'ZUSD',
};

/** A currency as Kraken's accounts name it: `XXBT`, `ZUSD`, `USDT`. */
export function assetName(code: string): string {
  return OWN_NAMES[code] ?? code;
}

/** A currency as Kraken's markets name it: `XBT`, `USD`, `USDT`. */
export function shortName(code: string): string {
  return OWN_NAMES[code]?.slice(1) ?? code;
}

/** How Kraken names a market: by its key in lists (`XXBTZUSD`), in orders (`XBTUSD`), and over its first streams (`XBT/USD`). */
export interface PairNames {
  readonly key: string;
  readonly altname: string;
  readonly wsname: string;
}

/** The names of the market of two currencies. */
export function pairNames(base: string, quote: string): PairNames {
  const names = [assetName(base), assetName(quote)] as const;
  const short = [shortName(base), shortName(quote)] as const;
  const both = base in OWN_NAMES && quote in OWN_NAMES;
  // Only where both are named with its letters does the key carry them.
  return { key: (both ? names : short).join(''), altname: short.join(''), wsname: short.join('/') };
}
