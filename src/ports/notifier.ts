import type { Micros } from '../kernel/time.ts';

/** How much a notice matters. */
export type Severity = 'info' | 'warning' | 'critical';

/** Something a person should hear of. */
export interface Notice {
  readonly ts: Micros;
  readonly severity: Severity;
  /** A stable code: an error code, or an event such as `STRATEGY_STOPPED`. */
  readonly code: string;
  readonly text: string;
}

/** Tells people. A notifier never throws into trading: it retries within its bounds and then reports `NOTIFY_FAILED` to the log. */
export interface Notifier {
  notify(notice: Notice): Promise<void>;
  close(): Promise<void>;
}
