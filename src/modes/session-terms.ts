import { fail } from '../kernel/errors.ts';
import { parseDecimal } from '../kernel/exact.ts';
import { currency } from '../domain/money.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Config } from '../config/schema.ts';
import type { AccountTerms } from '../engine/account.ts';
import { riskTerms } from './risk-terms.ts';
import type { SimulationRules } from '../sim/simulated-venue.ts';

/** What a session trades by, as the configuration says it: the parts that backtest and paper share. */
export type TradingConfig = Pick<
  Config,
  'account' | 'fees' | 'slippage' | 'fill' | 'limitFill' | 'risk' | 'limits' | 'allocation' | 'strategies'
>;

/** Share of equity that sizing by weight leaves aside, in parts per million: for fees, and for a worse price than the last. */
const SIZING_BUFFER = 10_000;
const PARTS = 6;

/** The account is counted in one currency, and every instrument must be paid in it: a rate that is not known is not guessed. Errors: `CONFIG_CURRENCY`. */
export function checkCurrency(instrument: Instrument, currency: string): void {
  if (instrument.quote.code === currency) return;
  fail('CONFIG_CURRENCY', `${instrument.id} is paid in ${instrument.quote.code}, and the account is counted in ${currency}`, {
    where: instrument.id,
  });
}

/** The account's terms in exact units. Errors: `NUMBER_INVALID` for more decimals than the currency has. */
export function accountTerms(config: TradingConfig): AccountTerms {
  const money = currency(config.account.currency);
  return {
    id: config.account.id,
    type: config.account.type,
    currency: money,
    cash: parseDecimal(config.account.cash, money.scale),
    ...riskTerms(config, money.scale),
    takerFee: parseDecimal(config.fees.taker, PARTS, 'ceil'),
    sizingBuffer: SIZING_BUFFER,
  };
}

/** The rules of the simulated venue in exact units; fees and slippage are rounded against us to parts per million. */
export function simulationRules(config: TradingConfig): SimulationRules {
  const [, size = '0', unit = ''] = /^([\d.]+)(bps|ticks)?$/.exec(config.slippage) ?? [];
  return {
    makerFee: parseDecimal(config.fees.maker, PARTS, 'ceil'),
    takerFee: parseDecimal(config.fees.taker, PARTS, 'ceil'),
    slippage: unit === 'bps' ? parseDecimal(size, 2, 'ceil') : 0,
    slippageTicks: unit === 'ticks' ? Number(size) : 0,
    fill: config.fill,
    limitFill: config.limitFill,
  };
}
