import type { BallastError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import type { Micros } from '../kernel/time.ts';
import type { Notice } from '../ports/notifier.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import type { Config } from '../config/schema.ts';
import type { LiveVenue } from './live/open-venue.ts';
import type { TradingOrder } from '../engine/halts.ts';
import type { OperatorCommand } from './operator-command.ts';

/** A session to be run, as plain data that can be sent to another thread. */
export interface SessionPlan {
  /** The home folder. */
  readonly home: string;
  /** Relative paths of strategies start here. */
  readonly folder: string;
  readonly config: Config;
  readonly sessionId: string;
  /** The synthetic exchange ends after so many bars of each instrument, counted from its beginning. */
  readonly bars?: number;
  /** Where orders go; to the simulated venue where left out. */
  readonly venue?: LiveVenue;
  /** When this process took the session up, by the machine's clock. */
  readonly startedAt: Micros;
  /** Handlers in which the engine had to be ended: their strategies are stopped before anything else. */
  readonly looped?: readonly LoopedHandler[];
}

/** A handler that did not come back. */
export interface LoopedHandler {
  readonly strategyId: string;
  readonly handler: string;
  /** Time of the event for which it was called. */
  readonly at: Micros;
  /** The number of the call among all that the session made. */
  readonly call: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What the thread that trades is asked. Each is answered by its number. */
export type ThreadRequest =
  | { readonly id: number; readonly kind: 'stop' }
  | { readonly id: number; readonly kind: 'ping' }
  | {
      readonly id: number;
      readonly kind: 'trading-state';
      readonly order: TradingOrder;
    }
  | { readonly id: number; readonly kind: 'operate'; readonly command: OperatorCommand };

/** An error as it travels between threads; `details` are for whoever looks into a mistake of Ballast's own. */
export type SentError = ReturnType<BallastError['toJSON']> & { readonly details?: string };

/** What the thread that trades tells. */
export type ThreadMessage =
  /** The strategy whose file is being loaded; none once all are. */
  | { readonly kind: 'loading'; readonly strategyId: string | undefined }
  | { readonly kind: 'status'; readonly status: StatusSnapshot }
  | { readonly kind: 'commits'; readonly seconds: readonly number[] }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'answer'; readonly id: number; readonly result?: unknown; readonly error?: SentError }
  /** The session is let go of; `error` says why, when it was not asked to end. */
  | { readonly kind: 'ended'; readonly error?: SentError };
