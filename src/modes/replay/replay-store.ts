import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { CommitBatch, JournalEntry, Snapshot, Store, StoredBalance } from '../../ports/store.ts';
import type { CoreRecord, Posting } from '../../domain/records.ts';
import type { SessionStore } from '../live-session.ts';
import { toldRecord, type ToldRecord } from './told-record.ts';

/** Where a replay parts from what is on record. */
export interface ReplayDifference {
  /** The input that led there. */
  readonly input: Pick<JournalEntry, 'seq' | 'ts' | 'kind'>;
  /** What the store has; null where it has nothing there. */
  readonly stored: ToldRecord | null;
  /** What the replay decided; null where it decided nothing. */
  readonly replayed: ToldRecord | null;
  /** The fields that differ, where both are of one kind. */
  readonly fields: readonly string[];
}

/** What a replay is held against. */
export interface ReplayRecord {
  readonly journal: Pick<Store, 'journal'>;
  /** Records after those of `from`, by number. */
  readonly stored: ReadonlyMap<number, ToldRecord>;
  /** The ledger's legs from before the replay. */
  readonly earlier: readonly Posting[];
  /** The newest input that is replayed. */
  readonly lastSeq: number;
  /** Told of every record that is made. */
  readonly onRecord: (record: ToldRecord) => void;
  readonly onDifference: () => void;
}

/**
 * A store that writes nothing: a session that runs on it takes the inputs of the journal, and what it would store is compared with what is
 * stored. What follows the first difference is not looked at, for it follows from it.
 */
export class ReplayStore implements SessionStore {
  readonly #record: ReplayRecord;
  readonly #balances = new Map<string, StoredBalance>();
  readonly #from: number;
  readonly #lastStored: number;
  /** Where the session begins or goes on. */
  #snapshot: Snapshot | undefined;
  #until = Infinity;
  #input: JournalEntry = { seq: 0, ts: 0, kind: 'start', version: 1, payload: '{}' };
  #difference: ReplayDifference | undefined;
  #made = 0;
  #unstored = 0;

  constructor(record: ReplayRecord, from: Snapshot | undefined) {
    this.#record = record;
    this.#snapshot = from;
    this.#from = from?.recordSeq ?? 0;
    this.#lastStored = record.stored.keys().reduce((last, seq) => Math.max(last, seq), this.#from);
    for (const posting of record.earlier) this.#book(posting);
  }

  /** The input at hand. */
  get input(): JournalEntry {
    return this.#input;
  }

  get difference(): ReplayDifference | undefined {
    return this.#difference;
  }

  /** Records that were made. */
  get made(): number {
    return this.#made;
  }

  /** Records of the last input that the store lacks: the session was killed before it stored them, or is about to. */
  get unstored(): number {
    return this.#unstored;
  }

  /** The session goes on from here, up to the input `until`. */
  continueFrom(snapshot: Snapshot | undefined, until: number): void {
    this.#snapshot = snapshot;
    this.#until = until;
  }

  latestSnapshot(): Promise<Snapshot | undefined> {
    return Promise.resolve(this.#snapshot);
  }

  lastRecordSeq(): Promise<number> {
    return Promise.resolve(this.#snapshot?.recordSeq ?? 0);
  }

  balances(): Promise<readonly StoredBalance[]> {
    return Promise.resolve([...this.#balances.values()]);
  }

  async *journal(sessionId: string, afterSeq: number): AsyncGenerator<JournalEntry, void> {
    const { journal, lastSeq } = this.#record;
    for await (const entry of journal.journal(sessionId, afterSeq)) {
      if (entry.seq > Math.min(lastSeq, this.#until)) return;
      this.#input = entry;
      yield entry;
    }
  }

  commit({ records }: Pick<CommitBatch, 'records'>): Promise<void> {
    for (const record of records) {
      if (this.#difference !== undefined) break;
      this.#compare(record);
    }
    return Promise.resolve();
  }

  /** Everything was replayed: what is on record besides, without anything that led to it, is a difference too. */
  finish(): void {
    const next = this.#record.stored.get(this.#from + this.#made + 1);
    if (this.#difference === undefined && next !== undefined) this.#differ(next, null);
  }

  #compare(record: CoreRecord): void {
    const replayed = toldRecord(record);
    this.#made += 1;
    if ('postings' in record) for (const posting of record.postings) this.#book(posting);
    this.#record.onRecord(replayed);
    const stored = this.#record.stored.get(record.seq);
    if (stored === undefined && this.#isLast(record.seq)) this.#unstored += 1;
    else if (stored === undefined || !isSame(stored, replayed)) this.#differ(stored ?? null, replayed);
  }

  /** Whether nothing is on record from here on, and no further input either. */
  #isLast(seq: number): boolean {
    return this.#input.seq === this.#record.lastSeq && seq > this.#lastStored;
  }

  #differ(stored: ToldRecord | null, replayed: ToldRecord | null): void {
    const fields = stored !== null && replayed !== null && stored.kind === replayed.kind ? fieldsThatDiffer(stored, replayed) : [];
    const { seq, ts, kind } = this.#input;
    this.#difference = { input: { seq, ts, kind }, stored, replayed, fields };
    this.#record.onDifference();
  }

  #book({ account, currency, scale, amount }: Posting): void {
    const key = `${account} ${currency} ${scale}`;
    const { balance = 0n } = this.#balances.get(key) ?? {};
    this.#balances.set(key, { account, currency, scale, balance: balance + amount });
  }
}

function isSame(stored: ToldRecord, replayed: ToldRecord): boolean {
  return stored.kind === replayed.kind && stored.ts === replayed.ts && fieldsThatDiffer(stored, replayed).length === 0;
}

function fieldsThatDiffer({ fields: stored }: ToldRecord, { fields: replayed }: ToldRecord): readonly string[] {
  const names = new Set([...Object.keys(stored), ...Object.keys(replayed)]);
  return [...names].filter((name) => canonicalJson(stored[name] ?? null) !== canonicalJson(replayed[name] ?? null));
}
