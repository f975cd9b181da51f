import { writeKillFile } from '../../adapters/control/kill-file.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notice } from '../../ports/notifier.ts';
import { cancelAlone, type CancelOnlyVenue } from './cancel-alone.ts';
import { deathOf, readHeartbeat } from './heartbeat.ts';
import type { LeftOver } from './left-over.ts';

/** What a watchdog watches and what it acts with. It has nothing of the engine's: no store, no socket, no connection. */
export interface WatchdogOptions {
  /** The file of the engine's heartbeat. */
  readonly heartbeat: string;
  readonly killFiles: readonly string[];
  readonly instruments: readonly Instrument[];
  /** After how long a silence it acts. */
  readonly after: Micros;
  readonly clock: Clock;
  /** Opens its own way to the venue, which can place nothing. */
  readonly connect: (signal: AbortSignal) => Promise<CancelOnlyVenue>;
  readonly onNotice: (notice: Omit<Notice, 'ts'>) => void;
  /** Told what is left after each time that it has acted. */
  readonly onLeft: (left: LeftOver) => void;
}

const LOOK: Micros = 500 * MICROS_PER_MILLISECOND;
/** As long as the engine is silent it looks again: what was on its way may have arrived. */
const AGAIN: Micros = 5 * MICROS_PER_SECOND;

/**
 * Watches the engine from outside, and acts when its heartbeat stops: it writes the kill files, tells people, and cancels at the venue
 * what can add exposure, until the engine is back, which the kill files then hold. It never opens anything, and lifts nothing.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #venue: CancelOnlyVenue | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Watches until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    // What is wrong with its key or its way is told now, not when it matters.
    await this.#reach(signal);
    try {
      for (let hasActed = false; !signal.aborted; await clock.sleep(hasActed ? AGAIN : LOOK, signal)) {
        const why = this.#death();
        if (why === undefined && hasActed)
          this.#tell('info', 'WATCHDOG_BACK', 'the engine is back; trading stays halted until a person resumes it');
        if (why !== undefined) await this.#act(why, hasActed, signal);
        hasActed = why !== undefined;
      }
    } finally {
      await this.#venue?.close();
    }
  }

  #death(): string | undefined {
    const { heartbeat, after, clock } = this.#options;
    return deathOf(readHeartbeat(heartbeat), clock.now(), after);
  }

  async #act(why: string, hasActed: boolean, signal: AbortSignal): Promise<void> {
    const { clock, instruments, heartbeat, onLeft } = this.#options;
    if (!hasActed) {
      this.#kill(why);
      this.#tell(
        'critical',
        'WATCHDOG_ACTS',
        `the engine is taken for dead: ${why}; trading is killed, and what adds exposure is cancelled`,
      );
    }
    const venue = await this.#reach(signal);
    if (venue === undefined) return;
    const beat = readHeartbeat(heartbeat);
    const clientIds = typeof beat === 'object' ? beat.clientIds : undefined;
    try {
      const left = await cancelAlone({ venue, instruments, clientIds, clock, signal });
      const adding = left.orders.filter(({ what }) => what === 'adds').length;
      if (adding > 0) this.#tell('critical', 'WATCHDOG_LEFT', `${adding} orders that add exposure are left at ${venue.id}`);
      if (!hasActed) onLeft(left);
    } catch (error) {
      this.#tell('critical', 'WATCHDOG_LEFT', `what is left at ${venue.id} is not known: ${words(error)}`);
    }
  }

  #kill(why: string): void {
    const { killFiles, clock } = this.#options;
    const kill = {
      scope: { kind: 'all' },
      state: 'HALTED',
      flatten: false,
      by: 'watchdog',
      reason: `the engine was taken for dead: ${why}`,
    } as const;
    for (const file of killFiles) {
      try {
        writeKillFile(file, kill, clock.now());
      } catch (error) {
        this.#tell('critical', 'KILL_FILE_UNWRITABLE', words(error));
      }
    }
  }

  /** Its way to the venue; undefined, and told, where there is none now. */
  async #reach(signal: AbortSignal): Promise<CancelOnlyVenue | undefined> {
    try {
      this.#venue ??= await this.#options.connect(signal);
    } catch (error) {
      this.#tell('critical', 'WATCHDOG_BLIND', `the venue is not reached: ${words(error)}`);
    }
    return this.#venue;
  }

  #tell(severity: Notice['severity'], code: string, text: string): void {
    this.#options.onNotice({ severity, code, text });
  }
}

function words(error: unknown): string {
  return isBallastError(error) ? `${error.code}: ${error.message}` : String(error);
}
