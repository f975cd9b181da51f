/** Error codes of the limits of the risk room, and of changing them. docs/risk-controls.md tells of each control. */
export const riskCodes = {
  RISK_PRICE_REFERENCE: {
    meaning: 'The order would meet a price far from what the instrument has been worth at its last closes.',
    mend: 'Look whether the price is right; if it is, wait for the next bars, or widen risk.referenceCollar.',
  },
  RISK_ORDER_QUANTITY: {
    meaning: 'The order is for a larger quantity than one order may have.',
    mend: 'Lower the quantity, or raise maxOrderQuantity of the instrument in `limits`.',
  },
  RISK_STAGE_LIMIT: {
    meaning: 'The position would be larger than the stage of the deployment allows.',
    mend: 'Order less. The limit grows with the stage: `ballast stage show DEPLOYMENT`.',
  },
  RISK_MESSAGE_RATE: {
    meaning: 'Too many orders and cancels were sent within a minute.',
    mend: 'Wait; the refusal says until when. A strategy that needs more has to be given more: risk.maxMessages.',
  },
  RISK_REPEATED: {
    meaning: 'The strategy has sent as many orders within an hour as it may, and is stopped.',
    mend: 'Find out why it repeats itself; a named person lets it go on with `ballast resume --scope strategy NAME`. More are allowed by risk.maxRepeats.',
  },
  RISK_LEVERAGE: {
    meaning: 'The exposure would be a larger multiple of the equity than allowed.',
    mend: 'Lower the quantity, close something, or raise risk.maxLeverage.',
  },
  RISK_EXPOSURE: {
    meaning: 'The positions of the account, the strategy or the instrument would be worth more together than allowed, open orders counted.',
    mend: 'Lower the quantity, cancel or close something, or raise maxExposure of the level that the refusal names.',
  },
  RISK_OPEN_POSITIONS: {
    meaning: 'As many positions are open, or may be opened by open orders, as are allowed.',
    mend: 'Close one first, or raise risk.maxOpenPositions.',
  },
  RISK_CORRELATION: {
    meaning: 'Positions that move together would be worth more than allowed.',
    mend: 'Close one of them, or raise risk.correlation.maxExposure.',
  },
  RISK_DAILY_LOSS: {
    meaning: 'The loss of the day has reached its limit; only exits pass.',
    mend: 'A named person lets trading go on with `ballast resume`. A backtest goes on by itself with the next day; `--limits off` runs it without.',
  },
  RISK_WEEKLY_LOSS: {
    meaning: 'The loss of the week has reached its limit; only exits pass.',
    mend: 'A named person lets trading go on with `ballast resume`. A backtest goes on by itself with the next week.',
  },
  RISK_DRAWDOWN: {
    meaning: 'The loss since the best moment has reached its limit; only exits pass.',
    mend: 'Look whether the strategy still works; a named person lets trading go on with `ballast resume`, and it counts from there.',
  },
  RISK_LOSING_STREAK: {
    meaning: 'As many round trips have lost in a row as are allowed; only exits pass.',
    mend: 'Look whether the strategy still works; a named person lets it go on with `ballast resume`.',
  },
  RISK_NOT_PERMITTED: {
    meaning: 'The instrument, the strategy or the side is not permitted.',
    mend: 'Put it on the list in risk.instruments or risk.strategies, or widen `sides`.',
  },
  RISK_DUPLICATE: {
    meaning: 'The same order passed a moment ago.',
    mend: 'Nothing, if it was meant once. Orders that are meant twice differ in quantity or price, or come later than risk.duplicateWindow.',
  },
  RISK_CHILD_EXCEEDS: {
    meaning: 'An order that belongs to another would do more than that has filled.',
    mend: 'Something sends orders that it should not. Halt trading (`ballast kill`), and compare what runs with what should.',
  },
  RISK_MARKET_CLOSED: {
    meaning: 'The market does not trade now.',
    mend: 'Order while it does; the refusal says when. risk.hours: any lets orders leave at all hours.',
  },
  RISK_UNCLOSABLE: {
    meaning: 'The position that results would be too small to be closed.',
    mend: 'Order more, or close the whole position.',
  },
  RISK_STALE_PRICE: {
    meaning: 'The newest price is too old to trade on.',
    mend: 'See `ballast status` for the feed; trading goes on with the next price.',
  },
  RISK_CROSSED_PRICE: {
    meaning: 'The newest quote is crossed, or its spread is too wide.',
    mend: 'Wait for a better quote, or widen risk.maxSpread.',
  },
  RISK_CLOCK_SKEW: {
    meaning: 'A price came from the future: our clock or that of the market is wrong.',
    mend: "Set the machine's clock by NTP; see `ballast status` for the venue's clock.",
  },
  RISK_SELF_MATCH: {
    meaning: 'The order would trade against an order of our own.',
    mend: 'Cancel that order first, or price this one beside it.',
  },
  RISK_CONTROL_FAILED: {
    meaning: 'A control could not be worked out. What cannot be checked is refused.',
    mend: 'Report it with the message; orders that only reduce a position are asked by fewer controls and may still pass.',
  },
  RISK_LIMIT_UNKNOWN: {
    meaning: 'There is no limit of this name on this level.',
    mend: '`ballast risk show` lists all limits and levels.',
  },
  RISK_LIMIT_INVALID: {
    meaning: 'The value is none that the limit can have.',
    mend: 'Write it as in ballast.yaml, such as 1%, 500 or 60; docs/risk-controls.md has each.',
  },
  RISK_LIMIT_UNCONFIRMED: {
    meaning: 'Loosening a limit needs a confirmation by a named person, and in live trading an end.',
    mend: 'Repeat the command with --confirm, and in live trading with --for, such as --for 2h. Tightening needs neither.',
  },
} as const;
