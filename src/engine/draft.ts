import type { OrderIntent } from '../domain/order.ts';

/** What an intent of the pipeline is before it has its number. */
export type Draft = Omit<OrderIntent, 'intentId' | 'clientOrderId' | 'accountId' | 'strategyId' | 'instrument' | 'tsInit'>;
