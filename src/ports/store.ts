import type { AllocationShare } from '../domain/allocation-share.ts';
import type { CoreRecord } from '../domain/records.ts';
import type { ValidationEvent } from '../domain/validation-event.ts';
import type { AuditCheckpoint } from '../domain/audit-checkpoint.ts';
import type { Signed } from '../domain/signed.ts';
import type { StageEvent } from '../domain/stage-event.ts';
import type { OrderStatus } from '../domain/order.ts';
import type { Micros } from '../kernel/time.ts';

/** One input of the core, as the journal keeps it. `payload` is JSON text of the given kind and version. */
export interface JournalEntry {
  readonly seq: number;
  readonly ts: Micros;
  readonly kind: string;
  readonly version: number;
  readonly payload: string;
}

/** The state of a session after the input `seq` and the record `recordSeq`; `payload` is JSON text. */
export interface Snapshot {
  readonly seq: number;
  readonly recordSeq: number;
  readonly version: number;
  readonly payload: string;
}

/** What is to be put on the audit log; the store numbers and chains it. */
export interface AuditDraft {
  readonly ts: Micros;
  /** Who decided: `core`, `operator:<name>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON-safe details; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An entry of the audit log. `hash` = SHA-256 over the previous hash and the canonical JSON of the entry. */
export interface AuditEntry extends AuditDraft {
  readonly seq: number;
  readonly sessionId: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What a backup holds: rows by table, and the SHA-256 of its lines. */
export interface BackupSummary {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** Which entries of the audit log to read. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** A whole action, or what comes before its dot: `stage` is `stage.promoted` and all others. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** From this time on, and before that. */
  readonly from?: Micros | undefined;
  readonly to?: Micros | undefined;
}

/** All that one step of a session writes; it is stored whole or not at all. */
export interface CommitBatch {
  readonly sessionId: string;
  /** Fencing epoch of the lease under which this is written. */
  readonly epoch: number;
  readonly inputs: readonly JournalEntry[];
  readonly records: readonly CoreRecord[];
  readonly audit: readonly AuditDraft[];
  readonly snapshot?: Snapshot;
}

/** The right to write for a session. It ends with the process that holds it, however that ends. */
export interface Lease {
  /** Grows by one with every holder; a commit under an older epoch is refused with `STORE_FENCED`. */
  readonly epoch: number;
  release(): Promise<void>;
}

/** A stored order, as the read model tells it. Numbers are integers at the scales beside them; `seq` is the record of its intent. */
export interface StoredOrder {
  readonly seq: number;
  readonly intentId: number;
  readonly clientOrderId: string;
  readonly venueOrderId: string | null;
  readonly accountId: string;
  readonly strategyId: string;
  readonly instrumentId: string;
  readonly side: string;
  readonly type: string;
  readonly role: string;
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly quantityScale: number;
  readonly limitPrice: number | null;
  readonly stopPrice: number | null;
  readonly trailOffset: number | null;
  readonly priceScale: number;
  readonly timeInForce: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly bracketStopPrice: number | null;
  readonly bracketTargetPrice: number | null;
  readonly parentId: number | null;
  readonly ocoGroup: number | null;
  readonly status: OrderStatus;
  readonly reason: string | null;
  readonly sizing: string;
  readonly tsInit: Micros;
  readonly tsLast: Micros;
}

/** One thing that happened to an order, and how it stood then. */
export interface StoredOrderEvent {
  readonly seq: number;
  readonly ts: Micros;
  readonly intentId: number;
  readonly event: string;
  readonly status: string;
  readonly filledQuantity: number;
  readonly venueOrderId: string | null;
  readonly reason: string | null;
}

/** A stored fill. Numbers are integers at the scales beside them. */
export interface StoredFill {
  readonly seq: number;
  readonly tradeId: string;
  readonly intentId: number;
  readonly strategyId: string;
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side: string;
  readonly quantity: number;
  readonly quantityScale: number;
  readonly price: number;
  readonly priceScale: number;
  readonly notional: number;
  readonly fee: number;
  readonly moneyScale: number;
  readonly currency: string;
  readonly liquidity: string;
  readonly tsEvent: Micros;
  readonly feeCurrency: string;
  readonly feeScale: number;
}

/** One leg of a double entry; `entry` is the kind of record that it belongs to, `fill`, `opening` or `adjustment`. */
export interface StoredPosting {
  readonly seq: number;
  readonly leg: number;
  readonly ts: Micros;
  readonly entry: string;
  readonly account: string;
  readonly currency: string;
  readonly scale: number;
  readonly amount: bigint;
}

/** A ledger account's balance: the sum of its postings. */
export interface StoredBalance {
  readonly account: string;
  readonly currency: string;
  readonly scale: number;
  readonly balance: bigint;
}

/** A stored equity point, in money units of its currency. */
export interface StoredEquity {
  readonly seq: number;
  readonly ts: Micros;
  readonly currency: string;
  readonly equity: number;
  readonly cash: number;
}

/** Something that a strategy wanted and that was refused. */
export interface StoredRefusal {
  readonly seq: number;
  readonly ts: Micros;
  readonly strategyId: string;
  readonly instrumentId: string;
  readonly code: string;
  readonly message: string;
}

/** A strategy that was stopped, with the handler and error that stopped it. */
export interface StoredStrategyStop {
  readonly seq: number;
  readonly ts: Micros;
  readonly strategyId: string;
  readonly handler: string;
  readonly code: string;
  readonly message: string;
}

/** What one strategy did in a session. */
export interface StoredActivity {
  readonly strategyId: string;
  readonly orders: number;
  readonly fills: number;
  /** Orders and intents that were refused. */
  readonly refusals: number;
}

/** A change of the trading state. */
export interface StoredTradingState {
  readonly seq: number;
  readonly ts: Micros;
  readonly state: string;
  readonly reason: string;
}

/** Money or coins that came or went other than by a fill of ours. */
export interface StoredAdjustment {
  readonly seq: number;
  readonly ts: Micros;
  readonly currency: string;
  readonly scale: number;
  readonly amount: number;
  readonly cause: string;
  readonly ref: string;
}

/** A change of what strategies may use. */
export interface StoredAllocation {
  readonly seq: number;
  readonly ts: Micros;
  readonly reason: string;
  readonly shares: readonly AllocationShare[];
}

/** A change of the gate between a session and its venue. */
export interface StoredGate {
  readonly seq: number;
  readonly ts: Micros;
  readonly state: string;
  readonly reason: string;
}

/** A change of whether an instrument is traded. */
export interface StoredInstrumentState {
  readonly seq: number;
  readonly ts: Micros;
  readonly instrumentId: string;
  readonly state: string;
  readonly by: string;
  readonly reason: string;
}

/** A change of whether a strategy trades. */
export interface StoredStrategyState {
  readonly seq: number;
  readonly ts: Micros;
  readonly strategyId: string;
  readonly state: string;
  readonly by: string;
  readonly reason: string;
}

/** A change of the regime of an instrument, or of the market where that is null. */
export interface StoredRegime {
  readonly seq: number;
  readonly ts: Micros;
  readonly instrumentId: string | null;
  readonly regime: string;
  /** What was measured, in words. */
  readonly reason: string;
}

/** A limit that was hit, or (where `by` is told) set by a person; `most` is then empty. */
export interface StoredLimitEvent {
  readonly seq: number;
  readonly ts: Micros;
  readonly level: string;
  readonly name: string;
  readonly limit: string;
  readonly value: string;
  readonly most: string;
  readonly by: string | null;
  readonly until: Micros | null;
  readonly reason: string;
}

/** What a comparison with the venue found, in words. */
export interface StoredReconciliation {
  readonly seq: number;
  readonly ts: Micros;
  readonly isClean: boolean;
  readonly found: readonly string[];
}

/** A session that the store has. */
export interface StoredSession {
  readonly id: string;
  /** The process that took it last. */
  readonly holder: string;
  readonly orders: number;
  readonly fills: number;
  /** Time of its newest input; null before the first. */
  readonly lastTime: Micros | null;
}

/** A backtest that was kept. `settings` and `statistics` are JSON text; `file` is relative to the home folder. */
export interface StoredRun {
  readonly id: string;
  readonly ts: Micros;
  readonly strategyId: string;
  readonly hash: string;
  readonly settings: string;
  readonly statistics: string;
  readonly file: string;
}

/** An order by our id, or by the venue's, which counts by instrument. */
export type StoredOrderId = { readonly clientOrderId: string } | { readonly instrumentId: string; readonly venueOrderId: string };

/** How much of a session's rows to read, newest last. */
export interface Page {
  readonly limit?: number | undefined;
  /** Only the newest `limit` rows; oldest first within them. */
  readonly newest?: boolean | undefined;
}

/** Which fills of a session to read. */
export interface FillPage extends Page {
  /** Only those of this order. */
  readonly intentId?: number | undefined;
}

/** Which orders of a session to read. */
export interface OrderPage extends Page {
  /** Only those that can still trade, or may be trading unseen. */
  readonly open?: boolean | undefined;
}

/**
 * The truth. One schema on SQLite and PostgreSQL; what `commit` has acknowledged survives a power cut.
 * Errors: `STORE_UNAVAILABLE` (unreachable, locked), `STORE_FULL` (no space left), `STORE_READ_ONLY`, `STORE_FENCED`,
 * `STORE_IN_USE` (another process holds the lease), `STORE_NEWER` (written by a newer Ballast), `STORE_CORRUPT`,
 * `STORE_DUPLICATE` (a number, order or fill that is stored already).
 */
export interface Store {
  readonly engine: 'sqlite' | 'postgres';
  /** Brings the schema up to date, whole or not at all; safe with two starters. */
  migrate(): Promise<void>;
  /** Takes the single-writer lease of a session; refused with `STORE_IN_USE` while another process holds it. */
  lease(sessionId: string): Promise<Lease>;
  /**
   * Writes a batch in one synced transaction. A record or input whose `seq` is already stored is an error, never a second row;
   * so is a hole in the numbers of the records, and postings that do not sum to zero.
   * After `STORE_UNAVAILABLE` the batch is either stored whole or not at all: `lastRecordSeq` tells which.
   */
  commit(batch: CommitBatch): Promise<void>;
  latestSnapshot(sessionId: string): Promise<Snapshot | undefined>;
  /** Every snapshot that is kept, oldest first. */
  snapshots(sessionId: string): Promise<readonly Snapshot[]>;
  /** Inputs after `afterSeq`, in order. */
  journal(sessionId: string, afterSeq: number): AsyncIterable<JournalEntry>;
  /** The highest stored record number of a session; 0 for none. */
  lastRecordSeq(sessionId: string): Promise<number>;
  /** Every session, by name. */
  sessions(): Promise<readonly StoredSession[]>;
  /** Number of orders and of fills of a session. */
  counts(sessionId: string): Promise<{ readonly orders: number; readonly fills: number }>;
  /** The same and refusals by strategy, in the order of their ids; strategies that did nothing are left out. */
  activity(sessionId: string): Promise<readonly StoredActivity[]>;
  orders(sessionId: string, page?: OrderPage): Promise<readonly StoredOrder[]>;
  order(sessionId: string, id: StoredOrderId): Promise<StoredOrder | undefined>;
  fills(sessionId: string, page?: FillPage): Promise<readonly StoredFill[]>;
  /** What happened to the orders of a session, in order. */
  orderEvents(sessionId: string, page?: Page): Promise<readonly StoredOrderEvent[]>;
  /** The legs of the ledger, in order. */
  postings(sessionId: string, page?: Page): Promise<readonly StoredPosting[]>;
  refusals(sessionId: string, page?: Page): Promise<readonly StoredRefusal[]>;
  strategyStops(sessionId: string, page?: Page): Promise<readonly StoredStrategyStop[]>;
  tradingStates(sessionId: string, page?: Page): Promise<readonly StoredTradingState[]>;
  adjustments(sessionId: string, page?: Page): Promise<readonly StoredAdjustment[]>;
  gates(sessionId: string, page?: Page): Promise<readonly StoredGate[]>;
  instrumentStates(sessionId: string, page?: Page): Promise<readonly StoredInstrumentState[]>;
  strategyStates(sessionId: string, page?: Page): Promise<readonly StoredStrategyState[]>;
  allocations(sessionId: string, page?: Page): Promise<readonly StoredAllocation[]>;
  regimes(sessionId: string, page?: Page): Promise<readonly StoredRegime[]>;
  limitEvents(sessionId: string, page?: Page): Promise<readonly StoredLimitEvent[]>;
  reconciliations(sessionId: string, page?: Page): Promise<readonly StoredReconciliation[]>;
  equity(sessionId: string, page?: Page): Promise<readonly StoredEquity[]>;
  balances(sessionId: string): Promise<readonly StoredBalance[]>;
  /** The audit log in order. */
  audit(page?: Page): Promise<readonly AuditEntry[]>;
  /** The entries that a filter lets pass, oldest first. */
  auditLog(filter?: AuditFilter): AsyncIterable<AuditEntry>;
  /** Keeps a signed checkpoint. Errors: `STORE_DUPLICATE` where the log has not grown since the last. */
  saveCheckpoint(checkpoint: Signed<AuditCheckpoint>): Promise<void>;
  /** Every checkpoint, oldest first. */
  checkpoints(): Promise<readonly Signed<AuditCheckpoint>[]>;
  /** Recomputes the chain; the number of entries, or `STORE_AUDIT_BROKEN` naming the first entry that does not fit. */
  verifyAudit(): Promise<number>;
  /** Keeps a backtest. Errors: `STORE_DUPLICATE` for an id that is kept already. */
  saveRun(run: StoredRun): Promise<void>;
  runs(): Promise<readonly StoredRun[]>;
  run(id: string): Promise<StoredRun | undefined>;
  /** Forgets a backtest; one that is not kept is forgotten already. */
  removeRun(id: string): Promise<void>;
  /** All that the store holds, as it was at one moment, as lines that every engine takes. */
  backup(): AsyncIterable<string>;
  /**
   * Fills this store, which is empty, with the lines of a backup: all of them or none.
   * Errors: `BACKUP_STORE_IN_USE`, `BACKUP_DAMAGED`, `BACKUP_UNREADABLE`, `BACKUP_OTHER_VERSION`.
   */
  restore(lines: AsyncIterable<string>): Promise<BackupSummary>;
  /** Puts on record, and on the audit log, that a deployment entered a stage. Errors: `STORE_DUPLICATE` when the number is taken. */
  enterStage(event: StageEvent): Promise<void>;
  /** Every such event, oldest first. */
  stageEvents(): Promise<readonly StageEvent[]>;
  /** Puts an event of a validation run on record. Errors: `STORE_DUPLICATE` when its number is taken. */
  recordValidation(run: string, event: ValidationEvent, audit?: readonly AuditDraft[]): Promise<void>;
  /** The events of a run, oldest first. */
  validationEvents(run: string): Promise<readonly ValidationEvent[]>;
  /** Every run by its id, in the order of their beginnings. */
  validationRuns(): Promise<readonly string[]>;
  /** Resolves when the store can be read and written now. */
  ping(): Promise<void>;
  /** Ends every lease taken through this store, then the store. */
  close(): Promise<void>;
}
