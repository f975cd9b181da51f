import type { BarEvent } from '../domain/market-event.ts';
import type { CoreRecord } from '../domain/records.ts';
import { formatTime } from '../kernel/time.ts';
import type { FeedHealth } from '../ports/market-data.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import { describeStop } from './session-status.ts';

/** A notice before it has its time. */
export type Words = Omit<Notice, 'ts'>;

/** What people are told of a record that was stored; most are nothing to tell of. */
export function noticeOf(record: CoreRecord): Words | undefined {
  if (record.kind === 'strategy-stopped')
    return { severity: 'critical', code: record.code, text: `strategy ${record.strategyId} is stopped. ${describeStop(record)}` };
  if (record.kind === 'instrument-state') {
    const { instrumentId, state, by, reason } = record;
    return {
      severity: state === 'HALTED' ? 'critical' : 'warning',
      code: `INSTRUMENT_${state}`,
      text: `${instrumentId} is ${state}, by ${by}: ${reason}`,
    };
  }
  if (record.kind === 'strategy-state') {
    const { strategyId, state, by, reason } = record;
    const text = `trading of strategy ${strategyId} is ${state}, by ${by}: ${reason}`;
    return { severity: state === 'ACTIVE' ? 'warning' : 'critical', code: `STRATEGY_${state}`, text };
  }
  if (record.kind === 'limit-hit') return { severity: 'critical', code: 'LIMIT_HIT', text: record.reason };
  if (record.kind === 'limit-changed') {
    const { level, name, limit, value, by, reason } = record;
    return { severity: 'warning', code: 'LIMIT_CHANGED', text: `${limit} of ${level} ${name} is now ${value}, by ${by}: ${reason}` };
  }
  if (record.kind === 'regime') {
    const { instrumentId = 'the market', regime, reason } = record;
    const code = `REGIME_${regime.toUpperCase().replace('-', '_')}`;
    return { severity: regime === 'crisis' ? 'warning' : 'info', code, text: `the regime of ${instrumentId} is ${regime}: ${reason}` };
  }
  if (record.kind !== 'trading-state') return undefined;
  const severity = record.state === 'ACTIVE' ? 'warning' : 'critical';
  return { severity, code: `TRADING_${record.state}`, text: `trading is ${record.state}: ${record.reason}` };
}

/** That a session was begun or taken up again, and what in it does not trade. */
export function noticeOfStart({ sessionId, trading, strategies, orders, fills }: StatusSnapshot, inputs: number): Words {
  const idle = [
    ...(trading.state === 'ACTIVE' ? [] : [`trading is ${trading.state}: ${trading.reason}`]),
    ...strategies.filter(({ state }) => state === 'stopped').map(({ id, reason }) => `strategy ${id} is stopped. ${reason}`),
  ];
  const severity = idle.length === 0 ? 'info' : 'warning';
  if (inputs <= 1) return { severity, code: 'SESSION_BEGUN', text: [`session ${sessionId} begins`, ...idle].join('; ') };
  const came = `session ${sessionId} goes on after input ${inputs}, with ${orders} orders and ${fills} fills`;
  return { severity, code: 'SESSION_CONTINUED', text: [came, ...idle].join('; ') };
}

/** That bars were left out because the others of their time had gone on. */
export function noticeOfLateBars(bars: readonly BarEvent[]): Words | undefined {
  const [first] = bars;
  if (first === undefined) return undefined;
  const text = `${bars.length} bars came too late and are left out, first that of ${first.instrumentId} closing ${formatTime(first.closeTime)}`;
  return { severity: 'warning', code: 'FEED_BAR_LATE', text };
}

/** Tells when a feed is lost and when it is back, once each. */
export class FeedNotices {
  readonly #name: string;
  #connected: boolean | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** What is to be told now that the feed is so. */
  see({ connected, lastProblem }: FeedHealth): Words | undefined {
    const before = this.#connected;
    // Until it has connected for the first time there is nothing to lose.
    if (connected === before || (before === undefined && !connected)) return undefined;
    this.#connected = connected;
    if (!connected) return { severity: 'warning', code: 'FEED_LOST', text: `${this.#name} is not connected: ${lastProblem ?? 'it ended'}` };
    return { severity: 'info', code: 'FEED_CONNECTED', text: `${this.#name} is connected${before === undefined ? '' : ' again'}` };
  }
}
