import { readKillFile, removeKills, writeKillFile, type Kill } from '../../adapters/control/kill-file.ts';
import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../kernel/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OperatorAnswer } from '../operator-command.ts';
import type { LeftOver } from './left-over.ts';

/** What a kill goes through, whoever orders it. */
export interface KillDoors {
  /** The kill files; the first must be written, the others as far as they can be. */
  readonly files: readonly string[];
  readonly clock: Clock;
  /** Asks the running engine. Errors: `RUN_NOT_RUNNING`, `CONTROL_UNANSWERED`, and its own. */
  readonly ask: (command: string, args: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Cancels at the venue without an engine what adds exposure, and tells what is left; undefined where no venue is configured. */
  readonly cancelAlone?: () => Promise<LeftOver>;
  /** Told what is done, in words. */
  readonly onProgress: (words: string) => void;
  /** How long it is looked after what is left. */
  readonly patience?: Micros;
}

/** What came of a kill. */
export interface KillReport {
  readonly kill: Kill;
  /** Files that were written. */
  readonly files: readonly string[];
  /** `halted`: the running engine holds it. `absent`: none runs. `silent`: one runs and has not answered; it looks at the files by itself. */
  readonly engine: 'halted' | 'absent' | 'silent';
  /** What is left, as far as it could be asked; undefined where nobody could say. */
  readonly left: LeftOver | undefined;
  /** Whether nothing is open that adds exposure, and, where it is to be flat, nothing is held. */
  readonly isDone: boolean;
  /** What could not be done or verified, in words. */
  readonly problems: readonly string[];
}

const PATIENCE: Micros = 30 * MICROS_PER_SECOND;
const LOOK: Micros = 500 * MICROS_PER_MILLISECOND;

/**
 * Kills trading, or a part of it: the one way for every door. The files come first, since they need no engine and outlive it; then the
 * engine is told, which cancels what adds exposure and closes what is to be flat; then the venue is asked what is left, until nothing is.
 * Errors: `KILL_FILE_UNWRITABLE`, `HALT_SCOPE_UNKNOWN`.
 */
export async function killTrading(kill: Kill, doors: KillDoors): Promise<KillReport> {
  const problems: string[] = [];
  const files = writeFiles(kill, doors, problems);
  const engine = await tell(kill, doors, problems);
  let left: LeftOver | undefined;
  if (engine === 'halted') left = await lookAfter(kill, doors, problems);
  else if (doors.cancelAlone !== undefined && kill.scope.kind === 'all') {
    doors.onProgress('No engine answers: asking the venue without it.');
    left = await doors.cancelAlone().catch((error: unknown) => void problems.push(words(error)));
  }
  if (kill.flatten && engine !== 'halted') problems.push('positions are closed once an engine runs; none does now');
  return { kill, files, engine, left, isDone: left !== undefined && isDone(kill, left), problems };
}

function writeFiles(kill: Kill, { files, clock, onProgress }: KillDoors, problems: string[]): readonly string[] {
  const written: string[] = [];
  for (const [index, file] of files.entries()) {
    try {
      writeKillFile(file, kill, clock.now());
      written.push(file);
      onProgress(`Wrote ${file}: nothing that adds exposure leaves while it says so.`);
    } catch (error) {
      if (index === 0) throw error;
      problems.push(words(error));
    }
  }
  return written;
}

async function tell(kill: Kill, { files, ask, onProgress }: KillDoors, problems: string[]): Promise<KillReport['engine']> {
  try {
    const { scope, ...rest } = kill;
    const answer = await ask('kill', { ...rest, scope: scope.kind, ...(scope.name !== undefined && { name: scope.name }) });
    if (answer === 'recovering') {
      onProgress('The running engine is coming back to its session; it halts trading before it trades.');
      return 'silent';
    }
    onProgress(`The running engine has halted ${describeScope(kill)}.`);
    return 'halted';
  } catch (error) {
    if (isBallastError(error, 'RUN_NOT_RUNNING')) {
      onProgress('No engine runs; the next one starts halted.');
      return 'absent';
    }
    // A name that nobody trades halts nothing: it stays in no file, and whoever mistyped it must know at once.
    if (isBallastError(error, 'HALT_SCOPE_UNKNOWN')) {
      for (const file of files) removeKills(file, kill.scope);
      throw error;
    }
    problems.push(words(error));
    if (!files.some((file) => readKillFile(file).length > 0)) throw error;
    onProgress('The running engine is busy; it halts trading as soon as it looks at that file.');
    return 'silent';
  }
}

/** Asks what is left again and again, until nothing is that should not be. */
async function lookAfter(
  kill: Kill,
  { ask, clock, onProgress, patience = PATIENCE }: KillDoors,
  problems: string[],
): Promise<LeftOver | undefined> {
  const end = clock.now() + patience;
  let left: LeftOver | undefined;
  let problem: string | undefined;
  let told = '';
  for (;;) {
    try {
      left = ((await ask('operate', { kind: 'left', by: kill.by })) as OperatorAnswer).left;
      problem = undefined;
    } catch (error) {
      problem = words(error);
    }
    if (left !== undefined && problem === undefined && isDone(kill, left)) return left;
    if (clock.now() >= end) break;
    const now = problem ?? describeLeft(left);
    if (now !== told) onProgress((told = now));
    await clock.sleep(LOOK);
  }
  if (problem !== undefined) problems.push(`what is left could not be asked: ${problem}`);
  return left;
}

function isDone({ flatten }: Kill, { orders, positions }: LeftOver): boolean {
  if (orders.some(({ what }) => what === 'adds' || what === 'unknown')) return false;
  return !flatten || positions.every(({ isFlattening }) => !isFlattening);
}

function describeLeft(left: LeftOver | undefined): string {
  const adding = left?.orders.filter(({ what }) => what === 'adds' || what === 'unknown').length ?? 0;
  const closing = left?.positions.filter(({ isFlattening }) => isFlattening).length ?? 0;
  return `${adding} orders that add exposure are left${closing === 0 ? '' : `, and ${closing} positions to be closed`}`;
}

/** What a kill covers, in words. */
export function describeScope({ scope: { kind, name } }: Pick<Kill, 'scope'>): string {
  return kind === 'all' ? 'trading' : `${kind} ${name ?? ''}`;
}

function words(error: unknown): string {
  return isBallastError(error) ? `${error.code}: ${error.message}` : String(error);
}
