import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auditHash } from '../../../src/adapters/store/sql/audit-hash.ts';
import type { Database, Row } from '../../../src/adapters/store/sql/schema.ts';
import { asOutsider, batchOf, refused, withSession, withStore, type TestedEngine } from './place.ts';
import { tradeBatch } from './trade.ts';

const ENTRIES = 12;
type Entry = Row<'audit'>;

/** A way to tamper with the log, and the first entry that is then wrong. */
interface Tampering {
  readonly what: string;
  readonly first: number;
  readonly log: (entries: readonly Entry[]) => Entry[];
}

const position = fc.integer({ min: 1, max: ENTRIES });

function edited(entry: Entry, field: keyof Entry): Entry {
  const value = entry[field];
  return { ...entry, [field]: typeof value === 'number' ? value + 1 : field === 'details' ? `${value.slice(0, -1)},"x":1}` : `${value}x` };
}

const FIELDS = ['session_id', 'ts', 'actor', 'action', 'subject', 'details', 'previous_hash', 'hash'] as const;

const edit = fc.tuple(position, fc.constantFrom(...FIELDS)).map(([at, field]): Tampering => ({
  what: `edit ${field} of ${at}`,
  first: at,
  log: (entries) => entries.map((entry) => (entry.seq === at ? edited(entry, field) : entry)),
}));

const removal = fc.tuple(position, position).map(([from, count]): Tampering => ({
  what: `remove ${count} from ${from}`,
  first: from,
  log: (entries) => entries.filter(({ seq }) => seq < from || seq >= from + count),
}));

const swap = fc.uniqueArray(position, { minLength: 2, maxLength: 2 }).map(([a = 0, b = 0]): Tampering => ({
  what: `swap ${a} and ${b}`,
  first: Math.min(a, b),
  log: (entries) => entries.map((entry) => ({ ...entry, seq: entry.seq === a ? b : entry.seq === b ? a : entry.seq })),
}));

const moved = fc.tuple(position, fc.integer({ min: ENTRIES + 1, max: 99 })).map(([at, to]): Tampering => ({
  what: `move ${at} to ${to}`,
  first: at,
  log: (entries) => entries.map((entry) => (entry.seq === at ? { ...entry, seq: to } : entry)),
}));

const before = fc.integer({ min: -9, max: 0 }).map((seq): Tampering => ({
  what: `put an entry in front, at ${seq}`,
  first: 1,
  log: (entries) => [...entries, ...entries.slice(0, 1).map((entry) => ({ ...entry, seq }))],
}));

/** An entry that continues the chain as it should, but that no commit wrote. */
const forged = fc.string().map((action): Tampering => ({
  what: 'append a forged entry',
  first: ENTRIES + 1,
  log: (entries) =>
    entries.flatMap((entry) => {
      if (entry.seq !== ENTRIES) return [entry];
      const text = { ...entry, seq: ENTRIES + 1, action: action.replaceAll('\0', '') };
      const { session_id: sessionId, previous_hash: _, hash: __, ...rest } = text;
      return [entry, { ...text, previous_hash: entry.hash, hash: auditHash(entry.hash, { ...rest, sessionId }) }];
    }),
}));

async function replaceLog(database: Database, entries: readonly Entry[]): Promise<void> {
  await database.transaction().execute(async (write) => {
    await write.deleteFrom('audit').execute();
    if (entries.length > 0) await write.insertInto('audit').values(entries).execute();
  });
}

/** Rules of the audit log. */
export function auditRules(engine: TestedEngine): void {
  test('entries are numbered and chained over sessions', () =>
    withSession(engine, async ({ store, lease }) => {
      const other = await store.lease('other');
      await store.commit(
        batchOf(lease, { audit: [{ ts: 1, actor: 'operator:ann', action: 'kill', subject: 'all', details: { b: [1, null], a: 'x' } }] }),
      );
      await store.commit(
        batchOf(other, { sessionId: 'other', audit: [{ ts: 2, actor: 'core', action: 'resume', subject: '', details: {} }] }),
      );
      const [first, second] = await store.audit();
      assert.deepEqual(first, {
        seq: 1,
        sessionId: 'paper',
        ts: 1,
        actor: 'operator:ann',
        action: 'kill',
        subject: 'all',
        details: { a: 'x', b: [1, null] },
        previousHash: '0'.repeat(64),
        hash: first?.hash,
      });
      assert.match(first?.hash ?? '', /^[0-9a-f]{64}$/);
      assert.deepEqual([second?.seq, second?.sessionId, second?.previousHash], [2, 'other', first?.hash]);
      assert.equal(await store.verifyAudit(), 2);
    }));

  test('two stores that write at once for two sessions keep one unbroken chain', () =>
    withSession(engine, async ({ store, lease, place }) => {
      await withStore(place, async (second) => {
        const other = await second.lease('other');
        const writes = Array.from({ length: 20 }, (_, index) => index + 1);
        const one = async (): Promise<void> => {
          for (const n of writes) await store.commit(tradeBatch('paper', lease.epoch, n));
        };
        const two = async (): Promise<void> => {
          for (const n of writes) await second.commit(tradeBatch('other', other.epoch, n));
        };
        await Promise.all([one(), two()]);
        assert.equal(await store.verifyAudit(), 80);
      });
    }));

  test('the first entry that was edited, removed, moved, swapped or forged is named', () =>
    withSession(engine, async ({ store, lease, place }) => {
      for (let n = 1; n <= ENTRIES / 2; n += 1) await store.commit(tradeBatch('paper', lease.epoch, n));
      assert.equal(await store.verifyAudit(), ENTRIES);
      await asOutsider(place, async ({ database }) => {
        const original = await database.selectFrom('audit').selectAll().orderBy('seq').execute();
        await fc.assert(
          fc.asyncProperty(fc.oneof(edit, removal, swap, moved, before, forged), async ({ what, first, log }) => {
            await replaceLog(database, log(original));
            const message = await refused(store.verifyAudit(), 'STORE_AUDIT_BROKEN');
            assert.match(message, new RegExp(`^audit entry ${first} `), what);
          }),
          { numRuns: engine.tries },
        );
        await replaceLog(database, original);
      });
      assert.equal(await store.verifyAudit(), ENTRIES);
    }));

  test('a log that was rewritten from some entry on does not end where the store last wrote', () =>
    withSession(engine, async ({ store, lease, place }) => {
      await store.commit(tradeBatch('paper', lease.epoch, 1));
      await asOutsider(place, async ({ database }) => {
        const [first, second] = await database.selectFrom('audit').selectAll().orderBy('seq').execute();
        assert.ok(first !== undefined && second !== undefined);
        const { session_id: sessionId, previous_hash: _, hash: __, ...rest } = { ...second, action: 'nothing happened' };
        const rewritten = { ...second, action: 'nothing happened', hash: auditHash(first.hash, { ...rest, sessionId }) };
        await replaceLog(database, [first, rewritten]);
        assert.match(await refused(store.verifyAudit(), 'STORE_AUDIT_BROKEN'), /^audit entry 2 is not the one that was written last/);
        await database.deleteFrom('audit_head').execute();
        await refused(store.verifyAudit(), 'STORE_AUDIT_BROKEN');
      });
    }));
}
