import { hostname } from 'node:os';
import { fail } from '../../../kernel/errors.ts';
import type { Engine, Hold } from './engine.ts';

/** A lease as its store keeps it. */
export interface HeldLease {
  readonly epoch: number;
  readonly hold: Hold;
}

async function refuse(engine: Engine, sessionId: string): Promise<never> {
  const session = await engine.database.selectFrom('sessions').select('holder').where('id', '=', sessionId).executeTakeFirst();
  const holder = session === undefined ? 'another process' : session.holder;
  return fail('STORE_IN_USE', `session "${sessionId}" is held by ${holder}`, { where: engine.place });
}

/** Takes the lock of a session, then its next epoch. Errors: `STORE_IN_USE`, and those of the engine. */
export async function takeLease(engine: Engine, sessionId: string): Promise<HeldLease> {
  const hold = (await engine.hold(sessionId)) ?? (await refuse(engine, sessionId));
  try {
    const holder = `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}`;
    const { epoch } = await engine.database
      .insertInto('sessions')
      .values({ id: sessionId, epoch: 1, holder, input_seq: 0, record_seq: 0 })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ epoch: (set) => set('sessions.epoch', '+', 1), holder }))
      .returning('epoch')
      .executeTakeFirstOrThrow();
    return { epoch, hold };
  } catch (error) {
    await hold.release();
    throw error;
  }
}
