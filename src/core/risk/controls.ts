import { children } from './controls/children.ts';
import { clockSkew } from './controls/clock-skew.ts';
import { clearance } from './controls/clearance.ts';
import { closable } from './controls/closable.ts';
import { correlation } from './controls/correlation.ts';
import { crossedPrice } from './controls/crossed-price.ts';
import { dailyLoss } from './controls/daily-loss.ts';
import { drawdown } from './controls/drawdown.ts';
import { duplicate } from './controls/duplicate.ts';
import { exposure } from './controls/exposure.ts';
import { freeBalance } from './controls/free-balance.ts';
import { gate } from './controls/gate.ts';
import { instrumentFilter } from './controls/instrument-filter.ts';
import { instrumentHalt } from './controls/instrument-halt.ts';
import { kill } from './controls/kill.ts';
import { leverage } from './controls/leverage.ts';
import { losingStreak } from './controls/losing-streak.ts';
import { marketKnown } from './controls/market-known.ts';
import { messageRate } from './controls/message-rate.ts';
import { openPositions } from './controls/open-positions.ts';
import { orderQuantity } from './controls/order-quantity.ts';
import { orderValue } from './controls/order-value.ts';
import { permitted } from './controls/permitted.ts';
import { positionSize } from './controls/position-size.ts';
import { priceCollar } from './controls/price-collar.ts';
import { priceReference } from './controls/price-reference.ts';
import { reduceOnly } from './controls/reduce-only.ts';
import { regimePause } from './controls/regime-pause.ts';
import { repeatedExecution } from './controls/repeated-execution.ts';
import { selfMatch } from './controls/self-match.ts';
import { shortForbidden } from './controls/short-forbidden.ts';
import { stalePrice } from './controls/stale-price.ts';
import { tradingHours } from './controls/trading-hours.ts';
import { weeklyLoss } from './controls/weekly-loss.ts';
import type { Control } from './controls/control.ts';

/** Every control, in the order in which they are asked. First the limits that halt trading, since they tell why it is halted. */
export const CONTROLS: readonly Control[] = [
  dailyLoss,
  weeklyLoss,
  drawdown,
  losingStreak,
  repeatedExecution,
  kill,
  gate,
  instrumentHalt,
  marketKnown,
  permitted,
  clearance,
  instrumentFilter,
  closable,
  reduceOnly,
  shortForbidden,
  children,
  duplicate,
  messageRate,
  regimePause,
  tradingHours,
  stalePrice,
  crossedPrice,
  clockSkew,
  orderQuantity,
  orderValue,
  positionSize,
  freeBalance,
  leverage,
  exposure,
  openPositions,
  correlation,
  priceCollar,
  priceReference,
  selfMatch,
];
