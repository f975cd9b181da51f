import type { Micros } from '../../kernel/time.ts';
import { fail } from '../../kernel/errors.ts';
import { installTraps } from '../../adapters/strategies/traps.ts';
import { ballastVersion } from '../../config/build.ts';
import type { Config } from '../../config/schema.ts';
import type { Store } from '../../ports/store.ts';
import { changesBetween } from '../check-same-session.ts';
import { LiveSession } from '../live-session.ts';
import { loadDeployments, type LoadedDeployment } from '../load-deployments.ts';
import { sessionFingerprint, sessionTerms } from '../session-fingerprint.ts';
import { decodeSnapshot, encodeSnapshot, SNAPSHOT_VERSION } from '../session-snapshot.ts';
import type { MarketSetup } from '../trading-session.ts';
import { OrderTracer, type OrderTrace } from './order-trace.ts';
import { replayRange, type ReplayRange } from './replay-range.ts';
import { configAt, marketsAt, placeOf, seatForReplay, type ReplayPlace } from './replay-side.ts';
import { ReplayStore, type ReplayDifference } from './replay-store.ts';
import { storedRecords } from './stored-records.ts';
import { TracedRecords } from './traced-records.ts';

/** What to replay. */
export interface ReplayPlan {
  readonly store: Store;
  readonly sessionId: string;
  readonly config: Config;
  /** Relative paths of strategies start here. */
  readonly folder: string;
  /** Inputs after this moment are left out. */
  readonly until?: Micros | undefined;
  /** The client order id of an order whose reasons are to be told. */
  readonly trace?: string | undefined;
  /** Replays though code or settings are others than those that the session ran by. */
  readonly isChanged: boolean;
  /** Told now and then how many inputs have been taken, and how many there are. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What a replay has shown. */
export interface ReplayResult {
  readonly sessionId: string;
  /** Whether it began where the session did; else from a snapshot, with the first input after `since`. */
  readonly isWhole: boolean;
  readonly since: Micros;
  /** Inputs that were taken. */
  readonly inputs: number;
  /** Records that were made, and compared. */
  readonly records: number;
  /** Records of the last input that the store lacks: the session was killed before it stored them. */
  readonly unstored: number;
  /** Which Ballast the session began with, and which has replayed it. */
  readonly versions: { readonly session: string; readonly replay: string };
  /** What is otherwise than when the session ran, in words. */
  readonly changes: readonly string[];
  readonly difference: ReplayDifference | null;
  readonly trace: OrderTrace | null;
}

/** Everything that a replay runs on. */
interface ReplayParts {
  readonly plan: ReplayPlan;
  readonly range: ReplayRange;
  readonly config: Config;
  readonly deployments: readonly LoadedDeployment[];
  readonly markets: readonly MarketSetup[];
  readonly at: ReplayPlace | undefined;
}

/** Inputs after which others have their turn. */
const BREATH = 1_000;

/**
 * Takes a stored session's inputs through the same core, without a venue and without writing anything, and compares what it decides with what
 * is on record, up to the first difference.
 * Errors: `REPLAY_CHANGED`, `REPLAY_GAP`, `REPLAY_EMPTY`, `REPLAY_ORDER_UNKNOWN`, and those of loading strategies.
 */
export async function replaySession(plan: ReplayPlan): Promise<ReplayResult> {
  const { store, sessionId, folder, until = Infinity, trace } = plan;
  const range = await replayRange(store, sessionId, until);
  const { terms, engineVersion } = range.start;
  const at = placeOf(terms);
  const config = configAt(plan.config, at);
  const deployments = await loadDeployments(config, folder);
  const parts: ReplayParts = { plan, range, config, deployments, at, markets: marketsAt(config, deployments, at, terms) };
  const changes = changesSince(parts);
  if (changes.length > 0 && !plan.isChanged)
    fail('REPLAY_CHANGED', `session ${sessionId} ran otherwise:\n${changes.join('\n')}`, { where: sessionId });
  const tracer = trace === undefined ? undefined : await openTracer(parts, trace);
  const { over, inputs } = await play(parts, tracer);
  return {
    sessionId,
    isWhole: range.from === undefined,
    since: range.since,
    inputs,
    records: over.made,
    unstored: over.unstored,
    versions: { session: engineVersion, replay: ballastVersion() },
    changes,
    difference: over.difference ?? null,
    trace: tracer?.trace ?? null,
  };
}

/** What is otherwise than when the session ran, in words; nothing where it is the same. */
function changesSince({ range: { start }, config, deployments, markets, at }: ReplayParts): readonly string[] {
  const instruments = markets.map(({ instrument }) => instrument);
  if (sessionFingerprint(config, deployments, instruments, at?.place) === start.fingerprint) return [];
  if (start.terms === undefined) return ['its strategies, parameters or trading settings were others'];
  return changesBetween(start.terms, sessionTerms(config, deployments, instruments, at?.place));
}

/** Errors: `REPLAY_ORDER_UNKNOWN`; `REPLAY_GAP` for an order from before the replay. */
async function openTracer({ plan: { store, sessionId }, range }: ReplayParts, clientOrderId: string): Promise<OrderTracer> {
  const order = await store.order(sessionId, { clientOrderId });
  if (order === undefined) fail('REPLAY_ORDER_UNKNOWN', `session ${sessionId} has no order "${clientOrderId}"`, { where: sessionId });
  else if (order.seq <= (range.from?.recordSeq ?? 0))
    fail('REPLAY_GAP', `order ${clientOrderId} was decided before what can be replayed, whose ticks have left the journal`, {
      where: sessionId,
    });
  return new OrderTracer(clientOrderId);
}

/** Plays the inputs, from where the venue's rules changed on with a session of the new ones, as it was then. */
async function play(parts: ReplayParts, tracer: OrderTracer | undefined): Promise<{ readonly over: ReplayStore; readonly inputs: number }> {
  const { store, sessionId, onProgress } = parts.plan;
  const { range, config, deployments } = parts;
  const { fingerprint, engineVersion } = range.start;
  const ended = new AbortController();
  const over = await openOver(parts, tracer, ended);
  let inputs = 0;
  const breathe = async (): Promise<void> => {
    inputs += 1;
    if (inputs % BREATH !== 0) return;
    onProgress(inputs, range.inputs);
    await new Promise((resolve) => setImmediate(resolve));
  };
  installTraps();
  let from = range.from;
  for (const { seq, rules } of [...range.relistings, { seq: Infinity, rules: undefined }]) {
    const records = new TracedRecords(({ intent }) => tracer?.onIntent(intent, session.engine, over.input));
    const session = seatForReplay(config, deployments, { ...parts, rules: (from && decodeSnapshot(from).rules) ?? {} }, records);
    over.continueFrom(from, seq);
    const lease = { epoch: 0 };
    const setup = { sessionId, session, records, store: over, lease, fingerprint, engineVersion, snapshotEvery: Infinity };
    const live = new LiveSession({ ...setup, onCommit: () => undefined, stopwatch: () => 0 });
    await live.recover(range.since, ended.signal, breathe);
    if (ended.signal.aborted || rules === undefined) break;
    from = { seq, recordSeq: records.seq, version: SNAPSHOT_VERSION, payload: encodeSnapshot(session, fingerprint, rules) };
  }
  onProgress(inputs, range.inputs);
  if (!(await hasInputAfter(store, sessionId, range.lastSeq))) over.finish();
  return { over, inputs };
}

/** What the session runs on instead of a store. What is on record is read after the range was, so that no record of an input in it is missed. */
async function openOver({ plan, range }: ReplayParts, tracer: OrderTracer | undefined, ended: AbortController): Promise<ReplayStore> {
  const { store, sessionId } = plan;
  const after = range.from?.recordSeq ?? 0;
  const stored = [...(await storedRecords(store, sessionId))].filter(([seq]) => seq > after);
  const record = {
    journal: store,
    stored: new Map(stored),
    earlier: (await store.postings(sessionId)).filter(({ seq }) => seq <= after),
    lastSeq: range.lastSeq,
    onRecord: (told: Parameters<OrderTracer['onRecord']>[0]) => tracer?.onRecord(told),
    onDifference: () => ended.abort(),
  };
  return new ReplayStore(record, range.from);
}

async function hasInputAfter(store: Store, sessionId: string, seq: number): Promise<boolean> {
  for await (const _ of store.journal(sessionId, seq)) return true;
  return false;
}
