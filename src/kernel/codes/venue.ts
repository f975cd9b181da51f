/** Error codes of venues and feeds. */
export const venueCodes = {
  FEED_UNAVAILABLE: {
    meaning: 'A venue could not be reached, or kept refusing, for as long as Ballast was willing to try.',
    mend: 'Check the network and the status page of the venue; where it limits requests or bars your country, wait or use another venue.',
  },
  FEED_VENUE_UNKNOWN: {
    meaning: 'There is no feed for the venue that an instrument names.',
    mend: 'Name a venue that ccxt knows, such as BINANCE, KRAKEN, COINBASE or MEXC, as the last part of the instrument id.',
  },
  FEED_SYMBOL_UNKNOWN: {
    meaning: 'The venue does not list the instrument on its spot market.',
    mend: "Write the symbol as BASE/QUOTE in the venue's own terms, such as BTC/USDT.BINANCE or BTC/USD.KRAKEN.",
  },
  FEED_INTERVAL_UNSUPPORTED: {
    meaning: 'The venue has no bars of this interval, or offers no such ticks.',
    mend: 'Ask for a shorter interval that the venue has; Ballast builds the longer ones from it.',
  },
  FEED_BAD_MESSAGE: {
    meaning:
      'A venue sent data that cannot be right: a malformed number, more decimals than the instrument has, impossible prices, a time in the future.',
    mend: "Check the instrument's scale and this machine's clock; if both are right, report the message that is named.",
  },
  FEED_URL_REFUSED: {
    meaning: 'The address given for a feed is not one that market data may be read from.',
    mend: 'Use https:// (wss:// for streams); plain http:// and ws:// only on 127.0.0.1, [::1] or localhost.',
  },
  DOWNLOAD_STOPPED: {
    meaning: 'A download was stopped by a signal before it had come to its end; what had come is in the catalog.',
    mend: 'Run the same command again: it goes on where it was.',
  },
} as const;
