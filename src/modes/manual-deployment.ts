import { z } from 'zod';
import { MANUAL_STRATEGY } from '../engine/manual-strategy.ts';
import type { Deployment } from '../engine/strategy-host.ts';
import { defineStrategy } from '../strategy/define-strategy.ts';
import type { MarketSetup } from './trading-session.ts';

const definition = defineStrategy({ id: MANUAL_STRATEGY, version: '1.0.0', params: z.object({}), data: { bars: [] } });

/** The strategy that orders by hand belong to: it decides nothing, and has a book of its own in every instrument of the session. */
export function manualDeployment(markets: readonly MarketSetup[]): Deployment {
  return {
    id: MANUAL_STRATEGY,
    definition,
    params: {},
    instrumentIds: markets.map(({ instrument }) => instrument.id),
    interval: '1m',
  };
}
