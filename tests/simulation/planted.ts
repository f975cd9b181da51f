/** A bug that somebody could have written: an edit of one source file, and what goes wrong with it. */
export interface PlantedBug {
  readonly story: string;
  /** Relative to `src`. */
  readonly file: string;
  /** Stands there once. */
  readonly find: string;
  readonly replace: string;
}

/** Every one of them loses, doubles or misbelieves something. The simulation finds them all; what it misses is a hole in the simulation. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    story: 'an order that got no answer is sent again',
    file: 'modes/live/order-gateway.ts',
    find: 'if (second === undefined) return [await venue.submit(first, () => this.#isWanted(first))];',
    replace: `if (second === undefined) {
      const answer = await venue.submit(first);
      return [answer.kind === 'unknown' ? await venue.submit(first) : answer];
    }`,
  },
  {
    story: 'no answer is taken for a no',
    file: 'modes/live/order-gateway.ts',
    find: "(ts) => ({ kind: 'lost', intentId, ts, reason }),",
    replace: "(ts) => ({ kind: 'rejected', intentId, ts, reason }),",
  },
  {
    story: 'an order whose fate is not known reserves nothing',
    file: 'core/execution/order-desk.ts',
    find: 'order.apply(event);\n    if (reason !== undefined) order.reason = reason;',
    replace:
      "order.apply(event);\n    if (event === 'lost') this.#reserve(order, -order.remaining);\n    if (reason !== undefined) order.reason = reason;",
  },
  {
    story: 'what open orders reserve is forgotten over a restart',
    file: 'core/execution/order-desk.ts',
    find: 'this.#reservedMoney += order.reservedMoney;\n      this.#reserve(order, order.remaining);',
    replace: '',
  },
  {
    story: 'the trades that were booked are forgotten over a restart, and booked again',
    file: 'core/execution/order-desk.ts',
    find: '...(lastTradeId === undefined ? {} : { lastTradeId }),\n    ...(tradeIds === undefined ? {} : { tradeIds }),',
    replace: '',
  },
  {
    story: 'only the last trade of an order is remembered: one that is told late and twice is booked twice',
    file: 'core/execution/order.ts',
    find: 'return this.lastTradeId === tradeId || this.tradeIds?.includes(tradeId) === true;',
    replace: 'return this.lastTradeId === tradeId;',
  },
  {
    story: 'an order that the venue does not show yet is given up at once',
    file: 'modes/live/order-pursuit.ts',
    find: 'if (this.#name !== undefined || this.#expiresAt === undefined || asked <= this.#expiresAt + this.#link.limits.grace) return;',
    replace: 'if (this.#name !== undefined) return;',
  },
  {
    story: 'a question that failed is taken for an empty answer',
    file: 'modes/live/order-pursuit.ts',
    find: 'const told = await this.#link.venue.order(this.#ref);',
    replace: 'const told = await this.#link.venue.order(this.#ref).catch(() => undefined);',
  },
  {
    story: 'the end of an order is believed before its fills are known',
    file: 'core/execution/told-events.ts',
    find: "if (told.filledQuantity !== filled) return { events, disagrees: told.status !== 'open' || told.filledQuantity > filled };",
    replace: '',
  },
  {
    story: 'fills that are told after the end of their order are dropped',
    file: 'engine/venue-answers.ts',
    find: 'const order = account.desk.find(event.intentId) ?? account.desk.findEnded(event.intentId);',
    replace: 'const order = account.desk.find(event.intentId);',
  },
  {
    story: 'that an order to be cancelled is gone is taken for its cancellation',
    file: 'modes/live/order-pursuit.ts',
    find: "if (answer.kind !== 'requested') this.#problem = answer.reason;",
    replace: `const { intentId } = this.order.intent;
    const ts = this.#link.clock.now();
    if (answer.kind === 'gone' && isOpen(this.order.status))
      await this.#link.enter(() => [{ kind: 'venue', ts, event: { kind: 'canceled', intentId, ts, reason: answer.reason } }]);`,
  },
  {
    story: 'a cancel that got lost is never asked for again',
    file: 'modes/live/order-pursuit.ts',
    find: "return !isOpen(status) || (this.#name !== undefined && status !== 'Unknown' && !this.#isToBeCancelled);",
    replace: "return !isOpen(status) || this.#attempt > 0 || (this.#name !== undefined && status !== 'Unknown' && !this.#isToBeCancelled);",
  },
  {
    story: 'ids of orders are given out again after a restart',
    file: 'engine/account.ts',
    find: 'this.nextIntentId = state.nextIntentId;',
    replace: 'this.nextIntentId = Math.max(1, state.nextIntentId - 2);',
  },
  {
    story: 'an order is sent before its intent is stored',
    file: 'modes/live-session.ts',
    find: 'const began = stopwatch();',
    replace: 'session.venue.release?.();\n    const began = stopwatch();',
  },
  {
    story: 'a commit that failed is taken for done',
    file: 'modes/live-session.ts',
    find: 'await store.commit({\n      sessionId,',
    replace: 'await ((batch: Parameters<typeof store.commit>[0]) => store.commit(batch).catch(() => undefined))({\n      sessionId,',
  },
  {
    story: 'the gate opens before all was found equal',
    file: 'modes/live/venue-watch.ts',
    find: "if (outcome === 'clean' && this.#downSince === undefined)",
    replace: 'if (this.#downSince === undefined)',
  },
  {
    story: 'an order that waited is not looked at again before it is sent',
    file: 'modes/live/last-hop.ts',
    find: "if (account.gate !== 'open') return",
    replace: 'if (quantity < 0) return',
  },
  {
    story: 'a kill is forgotten over a restart',
    file: 'engine/account.ts',
    find: 'this.tradingState = state.tradingState;',
    replace: '',
  },
  {
    story: 'a kill leaves the orders that wait at the venue',
    file: 'engine/engine.ts',
    find: "if (state !== 'ACTIVE') this.#cancelWhatAdds();",
    replace: '',
  },
  {
    story: 'a stop outlives its position',
    file: 'engine/brackets.ts',
    find: 'this.#pipeline.cancelAll(host, seat, (other) => isProtection(other) && other.intent.side !== guarding);',
    replace: 'void [isProtection, guarding];',
  },
  {
    story: 'a stop guards what was ordered, not what was filled',
    file: 'engine/brackets.ts',
    find: 'const quantity = Math.min(entry.filledQuantity, held - this.#guardedBeside(host, seat, intentId));',
    replace: 'const quantity = entry.intent.quantity;',
  },
  {
    story: 'stop and target both sell: the one that is reached does not cancel the other',
    file: 'engine/venue-answers.ts',
    find: 'this.#brackets.onTrigger(host, seat, order);\n    order.isTriggered = true;',
    replace: 'order.isTriggered = true;',
  },
  {
    story: 'stops that Ballast holds itself are forgotten over a restart',
    file: 'modes/live/remote-venue.ts',
    find: 'this.#held.resume(intent, trigger, since);',
    replace: 'void [trigger, since];',
  },
  {
    story: 'a fee that is taken from the coins is not booked',
    file: 'core/ledger/ledger.ts',
    find: 'accounts.coins.add(-coins);\n      accounts.coinsFees.add(coins);',
    replace: '',
  },
  {
    story: 'what came from outside is forgotten over a restart, and booked again',
    file: 'engine/account.ts',
    find: 'for (const ref of state.refs ?? []) this.#refs.add(ref);',
    replace: '',
  },
  {
    story: 'the halt of a strategy is forgotten over a restart',
    file: 'engine/engine-state.ts',
    find: "host.tradingState = saved.tradingState ?? 'ACTIVE';",
    replace: "host.tradingState = 'ACTIVE';",
  },
  {
    story: 'what a kill wants flat is closed once, and not again when that came to nothing',
    file: 'modes/kill/keep-flat.ts',
    find: "await enter(() => (engine.unflattened.length === 0 ? [] : [{ kind: 'flatten', ts: clock.now() }])).catch(() => undefined);",
    replace: '',
  },
  {
    story: 'the halt of a strategy lets its new orders pass',
    file: 'core/risk/controls/kill.ts',
    find: 'if (passes(strategyState, intent, state)) return undefined;',
    replace: 'return undefined;',
  },
];
