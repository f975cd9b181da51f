import { fail } from '../../../kernel/errors.ts';
import type { AuditCheckpoint } from '../../../domain/audit-checkpoint.ts';
import type { Signed } from '../../../domain/signed.ts';
import type { StageEvent } from '../../../domain/stage-event.ts';
import type { ValidationEvent } from '../../../domain/validation-event.ts';
import type {
  AuditDraft,
  AuditEntry,
  AuditFilter,
  BackupSummary,
  CommitBatch,
  JournalEntry,
  Lease,
  OrderPage,
  FillPage,
  Page,
  Snapshot,
  Store,
  StoredActivity,
  StoredAdjustment,
  StoredAllocation,
  StoredBalance,
  StoredEquity,
  StoredFill,
  StoredGate,
  StoredInstrumentState,
  StoredOrder,
  StoredOrderEvent,
  StoredOrderId,
  StoredPosting,
  StoredReconciliation,
  StoredLimitEvent,
  StoredRegime,
  StoredRefusal,
  StoredRun,
  StoredSession,
  StoredStrategyState,
  StoredStrategyStop,
  StoredTradingState,
} from '../../../ports/store.ts';
import { auditEntries, verifyAudit } from './audit.ts';
import { backupLines, restoreLines } from './backup.ts';
import { commitBatch } from './commit.ts';
import type { Engine } from './engine.ts';
import { takeLease, type HeldLease } from './leases.ts';
import { migrate } from './migrate.ts';
import * as orderReads from './order-reads.ts';
import * as reads from './reads.ts';
import * as runTable from './runs.ts';
import * as auditSearch from './audit-search.ts';
import * as stageTable from './stage-events.ts';
import * as validationTable from './validation-events.ts';
import type { Database } from './schema.ts';

/** The store over an engine: it checks the lease, and tells every error in Ballast's terms. */
export class SqlStore implements Store {
  readonly engine: 'sqlite' | 'postgres';
  readonly #engine: Engine;
  readonly #leases = new Map<string, HeldLease>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.engine = engine.name;
  }

  async #run<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    try {
      return await work(this.#engine.database);
    } catch (error) {
      throw this.#engine.translate(error);
    }
  }

  migrate(): Promise<void> {
    return this.#run(() => migrate(this.#engine));
  }

  async lease(sessionId: string): Promise<Lease> {
    const held = await this.#run(() => takeLease(this.#engine, sessionId));
    this.#leases.set(sessionId, held);
    return {
      epoch: held.epoch,
      release: async () => {
        if (this.#leases.get(sessionId) === held) this.#leases.delete(sessionId);
        await held.hold.release();
      },
    };
  }

  /** The database checks the epoch again, in the transaction; this is what it cannot know: that the lock itself is gone. */
  #checkLease(sessionId: string, epoch: number): void {
    const held = this.#leases.get(sessionId);
    if (held?.epoch === epoch && !held.hold.lost) return;
    const why = held?.hold.lost === true ? ': the connection that held it was cut, as by a restart of the database' : '';
    fail('STORE_FENCED', `the lease of session "${sessionId}" at epoch ${epoch} is held no longer${why}`, { where: this.#engine.place });
  }

  commit(batch: CommitBatch): Promise<void> {
    return this.#run(async () => {
      this.#checkLease(batch.sessionId, batch.epoch);
      await commitBatch(this.#engine, batch);
    });
  }

  latestSnapshot(sessionId: string): Promise<Snapshot | undefined> {
    return this.#run((database) => reads.latestSnapshot(database, sessionId));
  }

  snapshots(sessionId: string): Promise<readonly Snapshot[]> {
    return this.#run((database) => reads.snapshots(database, sessionId));
  }

  async *journal(sessionId: string, afterSeq: number): AsyncIterable<JournalEntry> {
    let last = afterSeq;
    for (;;) {
      const entries = await this.#run((database) => reads.journalPage(database, sessionId, last));
      yield* entries;
      const end = entries.at(-1);
      if (end === undefined) return;
      last = end.seq;
    }
  }

  lastRecordSeq(sessionId: string): Promise<number> {
    return this.#run((database) => reads.lastRecordSeq(database, sessionId));
  }

  sessions(): Promise<readonly StoredSession[]> {
    return this.#run((database) => reads.sessions(database));
  }

  counts(sessionId: string): Promise<{ readonly orders: number; readonly fills: number }> {
    return this.#run((database) => reads.counts(database, sessionId));
  }

  activity(sessionId: string): Promise<readonly StoredActivity[]> {
    return this.#run((database) => reads.activity(database, sessionId));
  }

  orders(sessionId: string, page?: OrderPage): Promise<readonly StoredOrder[]> {
    return this.#run((database) => orderReads.orders(database, sessionId, page));
  }

  order(sessionId: string, id: StoredOrderId): Promise<StoredOrder | undefined> {
    return this.#run((database) => orderReads.order(database, sessionId, id));
  }

  orderEvents(sessionId: string, page?: Page): Promise<readonly StoredOrderEvent[]> {
    return this.#run((database) => orderReads.orderEvents(database, sessionId, page));
  }

  fills(sessionId: string, page?: FillPage): Promise<readonly StoredFill[]> {
    return this.#run((database) => orderReads.fills(database, sessionId, page));
  }

  postings(sessionId: string, page?: Page): Promise<readonly StoredPosting[]> {
    return this.#run((database) => reads.postings(database, sessionId, page));
  }

  refusals(sessionId: string, page?: Page): Promise<readonly StoredRefusal[]> {
    return this.#run((database) => reads.refusals(database, sessionId, page));
  }

  strategyStops(sessionId: string, page?: Page): Promise<readonly StoredStrategyStop[]> {
    return this.#run((database) => reads.strategyStops(database, sessionId, page));
  }

  tradingStates(sessionId: string, page?: Page): Promise<readonly StoredTradingState[]> {
    return this.#run((database) => reads.tradingStates(database, sessionId, page));
  }

  adjustments(sessionId: string, page?: Page): Promise<readonly StoredAdjustment[]> {
    return this.#run((database) => reads.adjustments(database, sessionId, page));
  }

  gates(sessionId: string, page?: Page): Promise<readonly StoredGate[]> {
    return this.#run((database) => reads.gates(database, sessionId, page));
  }

  instrumentStates(sessionId: string, page?: Page): Promise<readonly StoredInstrumentState[]> {
    return this.#run((database) => reads.instrumentStates(database, sessionId, page));
  }

  strategyStates(sessionId: string, page?: Page): Promise<readonly StoredStrategyState[]> {
    return this.#run((database) => reads.strategyStates(database, sessionId, page));
  }

  allocations(sessionId: string, page?: Page): Promise<readonly StoredAllocation[]> {
    return this.#run((database) => reads.allocations(database, sessionId, page));
  }

  limitEvents(sessionId: string, page?: Page): Promise<readonly StoredLimitEvent[]> {
    return this.#run((database) => reads.limitEvents(database, sessionId, page));
  }

  regimes(sessionId: string, page?: Page): Promise<readonly StoredRegime[]> {
    return this.#run((database) => reads.regimes(database, sessionId, page));
  }

  reconciliations(sessionId: string, page?: Page): Promise<readonly StoredReconciliation[]> {
    return this.#run((database) => reads.reconciliations(database, sessionId, page));
  }

  equity(sessionId: string, page?: Page): Promise<readonly StoredEquity[]> {
    return this.#run((database) => reads.equity(database, sessionId, page));
  }

  balances(sessionId: string): Promise<readonly StoredBalance[]> {
    return this.#run((database) => reads.balances(database, sessionId));
  }

  audit(page?: Page): Promise<readonly AuditEntry[]> {
    return this.#run((database) => auditEntries(database, page));
  }

  async *auditLog(filter: AuditFilter = {}): AsyncIterable<AuditEntry> {
    for (let after = 0; ;) {
      const entries = await this.#run((database) => auditSearch.auditPage(database, filter, after));
      yield* entries;
      const end = entries.at(-1);
      if (end === undefined) return;
      after = end.seq;
    }
  }

  saveCheckpoint(checkpoint: Signed<AuditCheckpoint>): Promise<void> {
    return this.#run((database) => auditSearch.saveCheckpoint(database, checkpoint));
  }

  checkpoints(): Promise<readonly Signed<AuditCheckpoint>[]> {
    return this.#run((database) => auditSearch.checkpoints(database));
  }

  verifyAudit(): Promise<number> {
    return this.#run(() => verifyAudit(this.#engine));
  }

  saveRun(run: StoredRun): Promise<void> {
    return this.#run((database) => runTable.saveRun(database, run));
  }

  runs(): Promise<readonly StoredRun[]> {
    return this.#run((database) => runTable.runs(database));
  }

  run(id: string): Promise<StoredRun | undefined> {
    return this.#run((database) => runTable.run(database, id));
  }

  removeRun(id: string): Promise<void> {
    return this.#run((database) => runTable.removeRun(database, id));
  }

  async *backup(): AsyncIterable<string> {
    try {
      yield* backupLines(this.#engine);
    } catch (error) {
      throw this.#engine.translate(error);
    }
  }

  restore(lines: AsyncIterable<string>): Promise<BackupSummary> {
    return this.#run(() => restoreLines(this.#engine, lines));
  }

  enterStage(event: StageEvent): Promise<void> {
    return this.#run(() => stageTable.enterStage(this.#engine, event));
  }

  stageEvents(): Promise<readonly StageEvent[]> {
    return this.#run((database) => stageTable.stageEvents(database));
  }

  recordValidation(run: string, event: ValidationEvent, audit: readonly AuditDraft[] = []): Promise<void> {
    return this.#run(() => validationTable.recordValidation(this.#engine, run, event, audit));
  }

  validationEvents(run: string): Promise<readonly ValidationEvent[]> {
    return this.#run((database) => validationTable.validationEvents(database, run));
  }

  validationRuns(): Promise<readonly string[]> {
    return this.#run((database) => validationTable.validationRuns(database));
  }

  /** Takes the write path to the last step before the disk, and leaves everything as it was. */
  ping(): Promise<void> {
    return this.#run(async (database) => {
      await database.transaction().execute((write) => write.updateTable('sessions').set({ epoch: 0 }).where('id', '=', '').execute());
    });
  }

  close(): Promise<void> {
    return this.#run(async () => {
      for (const { hold } of this.#leases.values()) await hold.release();
      this.#leases.clear();
      await this.#engine.close();
    });
  }
}
