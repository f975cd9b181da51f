import { calendar } from '../../../domain/calendar.ts';
import type { OrderIntent } from '../../../domain/order.ts';
import { formatTime } from '../../../kernel/time.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { RiskState } from '../risk-state.ts';
import type { Control } from './control.ts';

/** Orders leave while their market trades, the moment of its close included. */
export const tradingHours: Control = {
  name: 'trading hours',
  what: 'Orders leave while their market trades, the moment of its close included: what is decided at the last bar fills at the next opening.',
  why: 'A price from yesterday is none; venues reject such orders, or fill them at an opening that nobody has seen.',
  source: 'SEC 15c3-5(c)(2)(i); venue',
  settings: ['hours'],
  codes: ['RISK_MARKET_CLOSED'],
  asksExits: false,
  check,
};

function check({ instrument }: OrderIntent, { limits, isMarketOpen, now }: Readonly<RiskState>): Refusal | undefined {
  if (isMarketOpen || limits.hours !== 'open') return undefined;
  return refuse(
    'RISK_MARKET_CLOSED',
    `${instrument.id} does not trade at ${formatTime(now)}`,
    'orders are allowed while it does',
    `it would pass at ${formatTime(calendar(instrument.calendar).nextOpen(now))}`,
  );
}
