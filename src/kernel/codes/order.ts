/** Error codes of orders and risk refusals. */
export const orderCodes = {
  INSTRUMENT_INVALID: {
    meaning: 'An instrument id is malformed, or the numbers of an instrument contradict each other.',
    mend: 'Write the id as SYMBOL.VENUE and correct the named number.',
  },
  INSTRUMENT_UNKNOWN: {
    meaning: 'No instrument of this id is known.',
    mend: 'See `ballast instruments show` for the known ids.',
  },
  ORDER_STATE_IMPOSSIBLE: {
    meaning: 'The venue reported something that cannot happen to an order in its state.',
    mend: 'Trading of the instrument is halted; compare the order with the venue before going on.',
  },
  RISK_INSTRUMENT_FILTER: {
    meaning: "The order breaks the instrument's own rules: tick, lot, smallest or largest quantity or value.",
    mend: 'Size or price the order within the limits that the refusal names.',
  },
  RISK_ORDER_VALUE: {
    meaning: 'The order is worth more than the largest order value allowed.',
    mend: 'Lower the quantity, or raise risk.maxOrderValue.',
  },
  RISK_POSITION_SIZE: {
    meaning: 'The position that results, open orders included, would be worth more than allowed.',
    mend: 'Lower the quantity, close part of the position, or raise risk.maxPositionValue.',
  },
  RISK_FREE_BALANCE: {
    meaning: 'The account has too little free money or coins for the order, its fee included.',
    mend: 'Lower the quantity or cancel orders that reserve the balance.',
  },
  RISK_PRICE_COLLAR: {
    meaning: 'The limit price lies too far from the market.',
    mend: 'Price the order nearer the market, or widen risk.priceCollar.',
  },
  RISK_KILLED: {
    meaning: 'Trading is killed: nothing that adds exposure leaves.',
    mend: 'Find out why it was killed; resuming needs a named person.',
  },
  RISK_GATE_SHUT: {
    meaning:
      'The gate between the session and its venue is shut: after a start, or since the link was lost, ledger and venue have not been found equal.',
    mend: 'Nothing to do: it opens once a reconciliation has ended clean. `ballast reconcile` shows what differs.',
  },
  RISK_POSITION_UNCONFIRMED: {
    meaning: 'Since the start the venue has not confirmed what is held, so that not even an exit is safe to send.',
    mend: 'Wait for the first reconciliation; in an emergency a person may close the position with `ballast close`.',
  },
  RISK_STRATEGY_HALTED: {
    meaning: 'Trading of the strategy is halted, or may only reduce; only orders that reduce a position pass.',
    mend: 'See the reason with `ballast status`; a named person lifts it with `ballast resume --scope strategy NAME`.',
  },
  RISK_INSTRUMENT_HALTED: {
    meaning: 'Trading of the instrument is halted: an order whose fate is not known, or a difference with the venue that nothing explains.',
    mend: 'See the reason with `ballast status`, compare with the venue, then `ballast resume INSTRUMENT`.',
  },
  RISK_REGIME_PAUSED: {
    meaning: 'The regime of the market pauses the strategy: what closes its position passes, what adds exposure does not.',
    mend: 'Nothing to do: it goes on with the next regime that allows it. `ballast status` shows the regimes, docs/regime.md what pauses.',
  },
  ORDER_OFF_STEP: {
    meaning: 'A quantity or price that a person typed is no multiple of the step of the instrument. It is refused rather than rounded.',
    mend: 'Type one of the values that the message names; `ballast instruments show` has the steps.',
  },
  ORDER_NOT_OPEN: {
    meaning: 'No open order of the session has this id.',
    mend: 'See `ballast orders --open`; what has ended cannot be cancelled.',
  },
  ORDER_OVERFILLED: {
    meaning: 'The venue reported fills beyond the quantity of an order.',
    mend: 'Trading of the instrument is halted; compare the order and its fills with the venue before going on.',
  },
  RISK_SHORT_FORBIDDEN: {
    meaning: 'A cash account cannot be short.',
    mend: 'Use a margin account (account.type: margin), or sell no more than the position.',
  },
  RISK_REDUCE_ONLY: {
    meaning: 'A reduce-only order would open or enlarge a position.',
    mend: 'Place it only against an open position, on the other side, up to its size.',
  },
  RISK_NO_MARKET: {
    meaning: 'There is no market price yet against which the order can be checked.',
    mend: 'Wait for the first bar or quote of the instrument.',
  },
} as const;
