import { join } from 'node:path';
import { parseTime, type Micros } from '../kernel/time.ts';
import { fail } from '../kernel/errors.ts';
import type { Instrument } from '../domain/instrument.ts';
import { homeFolder } from '../config/home.ts';
import { createCcxtMarketData } from '../adapters/venues/ccxt/market-data.ts';
import type { Clock } from '../ports/clock.ts';
import type { MarketData } from '../ports/market-data.ts';
import { SyntheticFeed } from '../testnet/synthetic-feed.ts';
import type { SessionPlan } from './session-plan.ts';

/** When the synthetic exchange begins. */
export const SYNTHETIC_START = parseTime('2024-01-01');

/**
 * The market data that a configuration names; the synthetic exchange opens at the age given. Nothing is connected yet.
 * Errors: `CONFIG_INVALID` without an exchange.
 */
export function openFeed(plan: SessionPlan, instruments: readonly Instrument[], age: Micros, clock: Clock): MarketData {
  const { feed } = plan.config;
  if (feed.kind === 'synthetic') {
    return new SyntheticFeed({
      seed: feed.seed,
      start: SYNTHETIC_START,
      age,
      speed: feed.speed,
      instruments,
      clock,
      folder: join(homeFolder(plan.home).root, 'synthetic'),
      ...(plan.bars !== undefined && { bars: plan.bars }),
    });
  }
  const exchange = feed.exchange ?? fail('CONFIG_INVALID', 'feed.exchange is missing', { where: 'feed.exchange' });
  // Randomness only spreads retries in time; no decision depends on it.
  const urls = {
    ...(feed.restUrl !== undefined && { rest: feed.restUrl }),
    ...(feed.streamUrl !== undefined && { stream: feed.streamUrl }),
  };
  const sandbox = plan.venue?.sandbox === true;
  return createCcxtMarketData({ exchange, clock, random: () => Math.random(), urls, sandbox, maxAge: feed.maxAge });
}
