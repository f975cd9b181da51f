/** Error codes of the engine: what a strategy does wrong while it runs, and what the simulated venue answers. */
export const engineCodes = {
  STRATEGY_THREW: {
    meaning: 'A handler of a strategy threw an error. The strategy is stopped; others go on. A backtest ends.',
    mend: 'Correct the named handler; the message is what it threw, at the named bar.',
  },
  STRATEGY_LOOPED: {
    meaning: 'A handler of a strategy did not come back within the time allowed. The strategy is stopped; others go on. A backtest ends.',
    mend: 'Look for an endless loop in the named handler, at the named bar.',
  },
  STRATEGY_BAD_INTENT: {
    meaning: 'A handler returned something that is not an intent, or an intent that contradicts itself.',
    mend: 'Correct what the message names. A handler returns nothing, one of enter, exit, target, order and cancel, or an array of them. Handlers are not async.',
  },
  STRATEGY_STATE_INVALID: {
    meaning:
      'The state of a strategy holds something that a restart would damage: a Map, Set, Date, BigInt, NaN, a class. The strategy is stopped; others go on. A backtest ends.',
    mend: 'Keep finite numbers, texts, truth values, null, arrays and plain objects only; the message names the place and what to use there.',
  },
  STRATEGY_NOT_FINITE: {
    meaning: 'A handler returned an intent with NaN or an infinity in it, often from an indicator that was not ready.',
    mend: 'Declare enough warm-up (data.warmUp), or return nothing until indicator.isReady.',
  },
  STRATEGY_STOPPED_BY_REGIME: {
    meaning:
      'A regime came that the configuration answers by stopping the strategy. Its entries are cancelled; its position and what guards it stay.',
    mend: 'Close the position or leave it to its stops; `pause` instead of `stop` lets a strategy go on by itself once the regime has passed.',
  },
  STRATEGY_NO_REGIME: {
    meaning: 'A strategy asked for the regime, and no model is configured that tells one. It would wait for ever.',
    mend: 'Set regime.model to rules or hmm (`--regime rules` in a backtest); docs/regime.md tells them apart.',
  },
  STRATEGY_UNKNOWN_INSTRUMENT: {
    meaning: 'A handler named an instrument that its deployment does not trade.',
    mend: 'Name one of the instruments of the deployment, or add it to them.',
  },
  STRATEGY_KEPT_BAR: {
    meaning: 'A strategy read a bar after its handler had returned. Bars are one reused cursor.',
    mend: 'Copy the numbers you need, or ask history() for bars, which are copies.',
  },
  STRATEGY_NO_HISTORY: {
    meaning: 'history() was asked for more bars than the strategy declared, or for bars it does not subscribe to.',
    mend: 'Declare data.history with the largest number of bars that you ask for.',
  },
  ORDER_TOO_SMALL: {
    meaning: 'The size of an order rounds down to nothing: less than one lot.',
    mend: 'Size the order larger, or trade an instrument with a smaller lot.',
  },
  VENUE_FILL_OUTSIDE_BAR: {
    meaning: 'A simulated fill would lie outside the bar that it was made from. The run is void.',
    mend: 'Report it with the command and the data; no figure of this run may be used.',
  },
  VENUE_POST_ONLY: {
    meaning: 'The venue rejected a post-only order because it would have taken liquidity.',
    mend: 'Price the order away from the market.',
  },
  VENUE_NO_PRICE: {
    meaning: 'The venue rejected a trailing stop: no trade has given it a price to trail.',
    mend: 'Place it after the first bar or trade of the instrument.',
  },
  VENUE_REDUCE_ONLY: {
    meaning: 'The venue canceled a reduce-only order, or the rest of it: there was no position left to reduce.',
    mend: 'Nothing is wrong if another order closed the position first.',
  },
  VENUE_ORDER_GONE: {
    meaning: 'An order to be canceled is no longer open at the venue.',
    mend: 'Nothing is wrong if it was filled meanwhile: the fill wins.',
  },
} as const;
