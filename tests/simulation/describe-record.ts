import { formatDecimal } from '../../src/kernel/exact.ts';
import { formatPrice, formatQuantity } from '../../src/domain/instrument.ts';
import type { CoreRecord } from '../../src/domain/records.ts';

/** What was put on record, in a few words; nothing for what a story does not need. */
export function describeRecord(record: CoreRecord): string | undefined {
  switch (record.kind) {
    case 'intent': {
      const { intentId, strategyId, side, type, role, quantity, instrument, limitPrice, stopPrice } = record.intent;
      const at = [limitPrice, stopPrice].map((price) => (price === undefined ? '' : ` ${formatPrice(instrument, price)}`)).join('');
      return `${strategyId} orders ${intentId}: ${role} ${side} ${formatQuantity(instrument, quantity)} ${instrument.id} ${type}${at}`;
    }
    case 'order':
      return `order ${record.intentId} ${record.event}${record.reason === undefined ? '' : `: ${record.reason}`}`;
    case 'fill': {
      const { intentId, side, quantity, price, instrument, tradeId } = record.fill;
      return `order ${intentId} ${side}s ${formatQuantity(instrument, quantity)} at ${formatPrice(instrument, price)} (${tradeId})`;
    }
    case 'refusal':
      return `refused to ${record.strategyId} in ${record.instrumentId}: ${record.code}`;
    case 'adjustment':
      return `booked ${formatDecimal(record.amount, record.scale)} ${record.currency}: ${record.cause}`;
    case 'gate':
      return `the gate is ${record.state}: ${record.reason}`;
    case 'instrument-state':
      return `${record.instrumentId} is ${record.state}: ${record.reason}`;
    case 'strategy-state':
      return `trading of ${record.strategyId} is ${record.state}: ${record.reason}`;
    case 'allocation':
      return `allocated: ${record.shares.map(({ strategyId, instrumentId, share }) => `${strategyId} ${instrumentId} ${share}`).join(', ')}`;
    case 'limit-hit':
      return record.reason;
    case 'limit-changed':
      return `${record.limit} of ${record.level} ${record.name} is set to ${record.value} by ${record.by}`;
    case 'regime':
      return `the regime of ${record.instrumentId ?? 'the market'} is ${record.regime}`;
    case 'trading-state':
      return `trading is ${record.state}: ${record.reason}`;
    case 'strategy-stopped':
      return `${record.strategyId} is stopped: ${record.message}`;
    case 'reconciliation':
      return record.isClean ? undefined : `different: ${record.found.join('; ')}`;
    default:
      return undefined;
  }
}
