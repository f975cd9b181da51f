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
  VENUE_UNAVAILABLE: {
    meaning: 'The trading interface of a venue could not be reached, is out of order or under maintenance.',
    mend: 'Check the network and the status page of the venue. Nothing is assumed about open orders meanwhile; they are asked for again.',
  },
  VENUE_BAD_REPLY: {
    meaning:
      'A venue answered a request about orders or money with something that is no answer: markup, an empty body, a missing or impossible field.',
    mend: 'Nothing was concluded from it. If it lasts, see the status page of the venue, and report the field that is named.',
  },
  VENUE_LIMITED: {
    meaning: 'The venue limits our requests, or has banned this address for a while.',
    mend: 'Ballast waits as long as the venue says. Run fewer sessions on one key and address, or trade less often.',
  },
  VENUE_KEY_INVALID: {
    meaning: 'The venue refuses the key or the signature.',
    mend: 'Check that key and secret belong together, that the key may trade spot, and that it allows this address.',
  },
  VENUE_KEY_MISSING: {
    meaning: 'No key is configured for the venue.',
    mend: 'Put key and secret into files that only you can read, and name them with BALLAST_<VENUE>_KEY_FILE and BALLAST_<VENUE>_SECRET_FILE.',
  },
  VENUE_KEY_UNREADABLE: {
    meaning: "The file of a venue's key or secret cannot be read.",
    mend: 'Check the path that is named, and that the user who runs Ballast may read it.',
  },
  VENUE_KEY_EXPOSED: {
    meaning: "The file of a venue's key or secret is open to every user of this machine.",
    mend: 'Make it readable for its owner only (`chmod 600 FILE`), and replace the key if others may have seen it. For a secret of a container set its mode to 0400.',
  },
  VENUE_KEY_CAN_WITHDRAW: {
    meaning: 'The key may withdraw, and a trading system must not hold such a key.',
    mend: 'Make a key with trading rights only.',
  },
  VENUE_CLOCK: {
    meaning: "This machine's clock and the venue's are too far apart for signed requests, also after they were compared anew.",
    mend: 'Set the clock of this machine by NTP (`timedatectl status`), and start again.',
  },
  VENUE_CERTIFICATE: {
    meaning: 'The certificate of the venue is not valid: this may not be the venue.',
    mend: 'Nothing was sent. Check the clock, proxies on this machine, and the address in the configuration.',
  },
  VENUE_UNKNOWN: {
    meaning: 'There is no way to trade on the venue that is named.',
    mend: 'Trade on BINANCE, MEXC, KRAKEN or COINBASE; see `ballast venues`.',
  },
  VENUE_SYMBOL_UNKNOWN: {
    meaning: 'The venue does not list the instrument.',
    mend: "Write the symbol as BASE/QUOTE in the venue's own terms; a delisted instrument has to leave the configuration.",
  },
  VENUE_SYMBOL_HALTED: {
    meaning: 'The venue lists the instrument and takes no orders for it now.',
    mend: 'Wait until the venue trades it again; positions stay as they are.',
  },
  VENUE_CANNOT: {
    meaning: 'A strategy needs something that the venue does not have.',
    mend: 'See the table of `ballast venues`; use another order type, or another venue.',
  },
  VENUE_REJECTED: {
    meaning: 'The venue refused an order for a reason of its own, which the message tells.',
    mend: 'Read the reason; limits of size, price and value are in `ballast instruments show`.',
  },
  VENUE_INSUFFICIENT: {
    meaning: 'The venue refused an order because too much of the balance is missing or locked by other orders.',
    mend: 'See `ballast balances`; an order placed by hand may lock what the strategy wanted.',
  },
  VENUE_DUPLICATE: {
    meaning: 'The venue refused an order because it has one of this client order id.',
    mend: 'Nothing was sent twice: Ballast asks for the order that is there. Two sessions with one name and one key would do this too.',
  },
  VENUE_QUEUE_FULL: {
    meaning: 'More orders waited for the venue than Ballast lets wait; this one was not sent.',
    mend: 'Trade less often, or raise live.queue if the venue allows more.',
  },
  VENUE_BREAKER_OPEN: {
    meaning: 'The venue failed so often in a row that no new order is sent to it for a while; cancels and exits still are.',
    mend: 'Wait; Ballast tries again by itself. See `ballast venues` and the status page of the venue.',
  },
  VENUE_NOT_PLACED: {
    meaning:
      'An order whose fate was not known never reached the venue: open orders, history and fills lack it, and its signature has expired.',
    mend: 'Nothing to do; what it reserved is free again.',
  },
  DOWNLOAD_STOPPED: {
    meaning: 'A download was stopped by a signal before it had come to its end; what had come is in the catalog.',
    mend: 'Run the same command again: it goes on where it was.',
  },
} as const;
