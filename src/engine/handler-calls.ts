import { fail, isBallastError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Intents, StrategyIntent } from '../strategy/intents.ts';
import { describe } from '../core/signal/read-field.ts';
import { findUnsafeState } from '../strategy/find-unsafe-state.ts';
import { placeInStack } from '../strategy/place-in-stack.ts';
import { poisonable } from './bar-cursor.ts';
import type { StrategyHost, Subscription } from './strategy-host.ts';

/** The handlers of a strategy, in the order of their numbers on the beacon. */
export const HANDLERS = ['none', 'onBar', 'onTick', 'onOrder', 'onFill', 'onTimer'] as const;
/** The name of a handler. */
export type HandlerName = (typeof HANDLERS)[number];

/**
 * Where the engine shows a supervisor in another thread what it is doing: events taken, strategy and handler at work (0 when none),
 * the time of the event, and the number of the call. Five numbers that may lie in shared memory.
 */
export type Beacon = Float64Array;
/** Places on the beacon. */
export const BEACON = { events: 0, strategy: 1, handler: 2, time: 3, call: 4 } as const;

/** Whether a handler is running; the loader's traps on `Date` and `Math.random` read it. */
export interface HandlerGuard {
  active: boolean;
}

/** A call that must not be made again: an earlier process had to be ended in it. */
export interface CondemnedCall {
  readonly strategyId: string;
  /** Its number among all calls of the session; the same inputs give every call the same number. */
  readonly call: number;
  readonly message: string;
}

/** Told of every answer and every failure of a handler. */
export interface HandlerOutcome {
  act(host: StrategyHost, subject: Subscription['seat'], intent: StrategyIntent): void;
  failed(host: StrategyHost, handler: HandlerName, code: ErrorCode, message: string): void;
}

/** News of news of news: how deep handlers may answer each other before it is a loop. */
const DEEPEST = 16;
/** How often a strategy may answer the news of one event. */
const MOST_ANSWERS = 10_000;
const ENDLESS = 'answers its own news without end';
/** Calls of a strategy between two looks at its state: it may be large, and what is wrong with it stays so. */
const STATE_LOOK = 256;
const ON_BAR = HANDLERS.indexOf('onBar');

/**
 * Calls handlers: shows on the beacon which one is at work, arms the traps, catches what it throws, and passes on what it wants.
 * A failure stops that strategy only.
 */
export class HandlerCalls {
  readonly #beacon: Beacon;
  readonly #guard: HandlerGuard;
  readonly #outcome: HandlerOutcome;
  readonly #debug: boolean;
  #depth = 0;
  #condemned: CondemnedCall[] | undefined = undefined;

  constructor(beacon: Beacon, guard: HandlerGuard, debug: boolean, outcome: HandlerOutcome) {
    this.#beacon = beacon;
    this.#guard = guard;
    this.#debug = debug;
    this.#outcome = outcome;
  }

  /** Counts events, so that a supervisor sees progress. */
  count(events: number): void {
    this.#beacon[BEACON.events] = (this.#beacon[BEACON.events] as number) + events;
  }

  /** Calls made so far. */
  get made(): number {
    return this.#beacon[BEACON.call] as number;
  }

  set made(calls: number) {
    this.#beacon[BEACON.call] = calls;
  }

  /** Fails a call, when it comes, instead of making it. */
  condemn(call: CondemnedCall): void {
    (this.#condemned ??= []).push(call);
  }

  /** Calls `onBar` with the bar at hand. */
  onBar(subscription: Subscription): void {
    const { host, stretch } = subscription;
    const beacon = this.#beacon;
    beacon[BEACON.call] = (beacon[BEACON.call] as number) + 1;
    if (this.#condemned !== undefined && this.#isCondemned(host, 'onBar')) return;
    beacon[BEACON.strategy] = host.index;
    beacon[BEACON.time] = stretch.closeTime;
    beacon[BEACON.handler] = ON_BAR;
    this.#guard.active = true;
    let answer: Intents;
    try {
      answer = this.#debug ? callPoisoned(subscription) : host.definition.onBar?.(subscription.seat.context, subscription.cursor);
    } catch (error) {
      return this.#fail(host, 'onBar', error);
    } finally {
      this.#guard.active = false;
      beacon[BEACON.handler] = 0;
    }
    if (host.state !== undefined && this.#isDamaged(host, 'onBar')) return;
    if (answer !== undefined) this.#act(host, subscription.seat, 'onBar', answer);
  }

  /** Calls any other handler. */
  call(host: StrategyHost, seat: Subscription['seat'], handler: HandlerName, time: Micros, run: () => Intents): void {
    if (host.stopped !== undefined) return;
    const beacon = this.#beacon;
    beacon[BEACON.call] = (beacon[BEACON.call] as number) + 1;
    if (this.#condemned !== undefined && this.#isCondemned(host, handler)) return;
    beacon[BEACON.strategy] = host.index;
    beacon[BEACON.time] = time;
    beacon[BEACON.handler] = HANDLERS.indexOf(handler);
    this.#guard.active = true;
    let answer: Intents;
    try {
      answer = run();
    } catch (error) {
      return this.#fail(host, handler, error);
    } finally {
      this.#guard.active = false;
      beacon[BEACON.handler] = 0;
    }
    if (host.state !== undefined && this.#isDamaged(host, handler)) return;
    if (answer !== undefined) this.#act(host, seat, handler, answer);
  }

  #isCondemned(host: StrategyHost, handler: HandlerName): boolean {
    const call = this.#condemned?.find((each) => each.strategyId === host.id && each.call === this.made);
    if (call !== undefined) this.#outcome.failed(host, handler, 'STRATEGY_LOOPED', call.message);
    return call !== undefined;
  }

  /**
   * Counts a call of a strategy with state, and stops it when something is in the state that a restart would damage. It looks after the
   * calls 1, 2, 4, 8 and so on, and after every 256th; in debug mode after each.
   */
  #isDamaged(host: StrategyHost, handler: HandlerName): boolean {
    const calls = (host.calls += 1);
    if ((calls & (calls - 1)) !== 0 && calls % STATE_LOOK !== 0 && !this.#debug) return false;
    const unsafe = findUnsafeState(host.state);
    if (unsafe !== undefined) this.#outcome.failed(host, handler, 'STRATEGY_STATE_INVALID', unsafe);
    return unsafe !== undefined;
  }

  /** Whether a strategy has answered news of one event too often: such a loop may go through the venue, and so never get deep. */
  #isEndless(host: StrategyHost, handler: HandlerName): boolean {
    const event = this.#beacon[BEACON.events] as number;
    if (handler === 'onBar' || handler === 'onTimer' || handler === 'onTick' || host.answeredEvent !== event) host.answers = 0;
    host.answeredEvent = event;
    host.answers += 1;
    return host.answers > MOST_ANSWERS;
  }

  #act(host: StrategyHost, seat: Subscription['seat'], handler: HandlerName, answer: Intents): void {
    try {
      if (++this.#depth > DEEPEST || this.#isEndless(host, handler)) fail('STRATEGY_BAD_INTENT', `${handler} ${ENDLESS}`);
      if (!Array.isArray(answer)) return this.#outcome.act(host, seat, answer as StrategyIntent);
      for (const intent of answer as readonly StrategyIntent[]) {
        this.#outcome.act(host, seat, intent);
        // What came of the one may have stopped the strategy: the next is then no longer wanted.
        if (host.stopped !== undefined) return;
      }
    } catch (error) {
      this.#fail(host, handler, error);
    } finally {
      this.#depth -= 1;
    }
  }

  #fail(host: StrategyHost, handler: HandlerName, error: unknown): void {
    const { code, message } = describeFailure(error);
    this.#outcome.failed(host, handler, code, message);
  }
}

/** The code and words of what a handler threw, whatever it is: even its message may throw when it is read. */
function describeFailure(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  try {
    const place = placeInStack(error);
    const at = place === undefined ? '' : ` (at ${place})`;
    if (isBallastError(error)) return { code: error.code, message: `${error.message}${at}` };
    return {
      code: 'STRATEGY_THREW',
      message: `${error instanceof Error ? `${error.name}: ${error.message}` : `threw ${describe(error)}`}${at}`,
    };
  } catch {
    return { code: 'STRATEGY_THREW', message: 'threw something that cannot be told' };
  }
}

function callPoisoned(subscription: Subscription): Intents {
  const { bar, poison } = poisonable(subscription.cursor);
  const answer = subscription.host.definition.onBar?.(subscription.seat.context, bar);
  poison();
  return answer;
}
