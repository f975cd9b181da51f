import { canonicalJson } from '../../kernel/canonical-json.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_SECOND } from '../../kernel/time.ts';
import type { Clearance } from '../../domain/clearance.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SessionInput } from '../session-input.ts';
import type { Words } from '../session-notices.ts';
import type { GateKeeper } from './gate-keeper.ts';

/** How soon a demotion reaches a session that trades, at the latest. */
const LOOK = MICROS_PER_SECOND;

/** What a gate watch is set before. */
export interface GatePost {
  readonly keeper: GateKeeper;
  readonly isReal: boolean;
  readonly host: string;
  readonly instruments: readonly Instrument[];
}

/** The gate before a venue that asks for certificates: it lets strategies in at the start, and takes back what fades while they trade. */
export class GateWatch {
  readonly #post: GatePost;
  #known: string;
  #clearances: readonly Clearance[];

  private constructor(post: GatePost, clearances: readonly Clearance[]) {
    this.#post = post;
    this.#clearances = clearances;
    this.#known = canonicalJson(clearances);
  }

  /** Asks the gate, where it has to be asked. Errors: what speaks against letting any of the strategies in. */
  static async open(post: GatePost): Promise<GateWatch | undefined> {
    const { keeper, isReal, instruments, host } = post;
    if (!keeper.isNeeded(isReal)) return undefined;
    return new GateWatch(post, (await keeper.demand(isReal, instruments, host)).clearances);
  }

  /** What the gate lets strategies do. */
  get clearances(): readonly Clearance[] {
    return this.#clearances;
  }

  /** Looks again and again; what has changed is entered, and told. While the store is not there, what was known holds, as do its ends. */
  async run(
    clock: Clock,
    enter: (inputs: () => readonly SessionInput[]) => Promise<void>,
    tell: (words: Words) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { keeper, isReal, instruments } = this.#post;
    for (await clock.sleep(LOOK, signal); !signal.aborted; await clock.sleep(LOOK, signal)) {
      try {
        const { clearances, refusals } = await keeper.ask(isReal, instruments);
        const now = canonicalJson(clearances);
        if (now === this.#known) continue;
        this.#known = now;
        this.#clearances = clearances;
        await enter(() => [{ kind: 'clearance', ts: clock.now(), clearances }]);
        for (const { deployment, code, message } of refusals) tell({ severity: 'critical', code, text: `${deployment}: ${message}` });
      } catch (error) {
        if (!isBallastError(error, 'STORE_UNAVAILABLE')) throw error;
      }
    }
  }
}
