import { assert } from '../kernel/assert.ts';
import type { Engine } from '../engine/engine.ts';
import { orderTrading } from '../engine/halts.ts';
import type { AuditDraft } from '../ports/store.ts';
import type { SessionInput } from './session-input.ts';

/** The inputs that are not market data: answers of the venue, commands of people, and what the session finds out about itself. */
export type DirectInput = Exclude<SessionInput, { readonly kind: 'start' | 'bar' | 'slice-end' | 'tick' }>;

/** Takes such an input into the core. */
export function takeInput(engine: Engine, input: DirectInput): void {
  const { account } = engine;
  account.time = Math.max(account.time, input.ts);
  switch (input.kind) {
    case 'venue':
      return engine.onVenueEvent(input.event);
    case 'joined':
      return engine.join(input.since);
    case 'recall':
      return engine.recall(input.order);
    case 'adopt':
      return engine.adopt(input);
    case 'seen':
      account.seenUntil = input.until;
      return;
    case 'gate':
      return engine.setGate(input.state, input.reason);
    case 'instrument': {
      const market = engine.markets.find(({ instrument }) => instrument.id === input.instrumentId);
      assert(market !== undefined, `the session trades ${input.instrumentId}`);
      return engine.setInstrumentState(market, input.state, input.by, input.reason);
    }
    case 'adjustment':
      return engine.adjust(input.currency, input.amount, input.cause, input.ref);
    case 'rules':
      // An engine is built for its rules: the next one is, from the snapshot that was stored with this.
      return;
    case 'reconciliation':
      return engine.onReconciled(input.found);
    case 'trading-state':
      return orderTrading(engine, input);
    case 'clearance':
      return engine.clear(input.clearances ?? undefined);
    case 'flatten':
      return engine.flatten();
    case 'limit':
      return engine.setLimit(input.change);
    case 'manual':
      return engine.onManualIntent(input.instrumentId, input.intent);
    case 'close':
      return engine.close(input.instrumentId);
    case 'cancel':
      return engine.cancelOrders(input.intentIds);
    case 'stop-strategy': {
      const host = engine.hosts.find(({ id }) => id === input.strategyId);
      if (host !== undefined) engine.stop(host, input.handler, input.code, input.message);
    }
  }
}

/** The audit entry of what a person or a guard asked for by name; nothing for the rest, which the core puts on record itself. */
export function operatorAudit(input: SessionInput): AuditDraft | undefined {
  const { ts } = input;
  switch (input.kind) {
    case 'trading-state': {
      const action = `trading.${input.state === 'ACTIVE' ? 'resume' : 'kill'}`;
      const { scope, state, flatten = false, reason } = input;
      const subject = scope === undefined || scope.kind === 'all' ? 'session' : `${scope.kind} ${scope.name ?? ''}`;
      return { ts, actor: input.by, action, subject, details: { reason, ...(state !== 'ACTIVE' && { state, flatten }) } };
    }
    case 'instrument': {
      const action = `instrument.${input.state === 'ACTIVE' ? 'resume' : 'halt'}`;
      return { ts, actor: input.by, action, subject: input.instrumentId, details: { reason: input.reason } };
    }
    case 'clearance': {
      const clearances = input.clearances?.map(({ strategyId, stage, limit, rate, certificate }) => ({
        strategyId,
        stage,
        limit,
        rate,
        certificate,
      }));
      return { ts, actor: 'gate', action: 'gate.clearance', subject: 'session', details: { clearances: clearances ?? null } };
    }
    case 'rules':
      return { ts, actor: 'venue', action: 'instrument.rules', subject: Object.keys(input.rules).join(' '), details: input.rules };
    case 'limit': {
      const { level, name, by, ...details } = input.change;
      return { ts, actor: by, action: 'limit.set', subject: `${level} ${name}`, details: { ...details, signature: input.signature } };
    }
    case 'manual':
      return { ts, actor: input.by, action: 'order.by-hand', subject: input.instrumentId, details: { ...input.intent } };
    case 'close':
      return { ts, actor: input.by, action: 'position.close', subject: input.instrumentId, details: {} };
    case 'cancel':
      return { ts, actor: input.by, action: 'order.cancel', subject: 'orders', details: { intentIds: input.intentIds } };
    default:
      return undefined;
  }
}
