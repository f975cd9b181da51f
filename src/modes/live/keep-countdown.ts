import type { Micros } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notice } from '../../ports/notifier.ts';
import type { Venue } from '../../ports/venue.ts';
import { isVenueFailure } from './venue-failure.ts';

/** A countdown that is kept from running out. */
export interface CountdownKeeping {
  readonly venue: Venue;
  /** After how long the venue cancels everything. */
  readonly after: Micros;
  readonly clock: Clock;
  readonly onNotice: (notice: Omit<Notice, 'ts'>) => void;
}

/** Arms the venue's countdown to cancelling all orders, and starts it anew every third of it, until `signal` is aborted. It then runs on. */
export async function keepCountdown({ venue, after, clock, onNotice }: CountdownKeeping, signal: AbortSignal): Promise<void> {
  for (let isRunning = true; !signal.aborted; await clock.sleep(after / 3, signal)) {
    try {
      await venue.cancelAllAfter?.(after);
      isRunning = true;
    } catch (error) {
      if (!isVenueFailure(error)) throw error;
      const text = `the countdown of ${venue.id} could not be started anew: ${error.message}; it may cancel all orders, stops included`;
      if (isRunning) onNotice({ severity: 'warning', code: error.code, text });
      isRunning = false;
    }
  }
}
