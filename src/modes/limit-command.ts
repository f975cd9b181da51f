import { z } from 'zod';
import { checkCommand } from '../adapters/keys/signed-command.ts';
import type { KeyRing } from '../adapters/keys/key-ring.ts';
import { fail } from '../kernel/errors.ts';
import type { Micros } from '../kernel/time.ts';
import type { LimitChange } from '../domain/limit-change.ts';
import type { Engine } from '../engine/engine.ts';
import type { SessionInput } from './session-input.ts';

const signature = z.strictObject({ by: z.string(), key: z.string(), signature: z.string() });
const document = z.strictObject({
  session: z.string(),
  ts: z.number(),
  once: z.string(),
  command: z.strictObject({
    kind: z.literal('limit'),
    /** The strategy or the instrument; the account where empty. */
    of: z.string().max(100),
    limit: z.string().max(100),
    value: z.string().max(100),
    reason: z.string().min(1).max(1000),
    until: z.number().nullable(),
  }),
});

/** A limit to be set, signed by who sets it, and by who confirms that it is loosened. */
export const limitCommand = z.strictObject({
  kind: z.literal('limit'),
  by: z.string().min(1).max(100),
  signed: z.strictObject({ document, signature }),
  confirmation: signature.optional(),
});

/** Such a command. */
export type LimitCommand = z.output<typeof limitCommand>;
/** What is signed of it. */
export type LimitDocument = z.output<typeof document>;

/** What a command is checked against. */
export interface LimitCommandPlace {
  readonly keys: KeyRing;
  readonly sessionId: string;
  readonly engine: Engine;
  /** Now by the clock of people, by which a signature is fresh. */
  readonly now: Micros;
  /** Whether real or test venues take the orders: what is loosened there ends by itself. */
  readonly isLive: boolean;
}

/**
 * The input that sets a limit as a person asked. Tightening needs their signature; loosening also that of who confirms it, and in live trading
 * an end. Errors: those of the keys, `RISK_LIMIT_UNKNOWN`, `RISK_LIMIT_INVALID`, `RISK_LIMIT_UNCONFIRMED`.
 */
export function limitInput(
  { signed, confirmation }: LimitCommand,
  ts: Micros,
  { keys, sessionId, engine, now, isLive }: LimitCommandPlace,
): SessionInput {
  const { of, limit, value, reason, until } = checkCommand(keys, signed, sessionId, now);
  const { by } = signed.signature;
  const change: LimitChange = { ...levelOf(engine, of), limit, value, by: `operator:${by}`, reason, until };
  if (!engine.risk.book.isTightening(change)) {
    if (confirmation === undefined) fail('RISK_LIMIT_UNCONFIRMED', `${value} is looser than what ${limit} is now`, { where: limit });
    keys.check(signed.document, 'approval', confirmation);
    if (isLive && until === null)
      fail('RISK_LIMIT_UNCONFIRMED', `what loosens ${limit} in live trading has to end by itself`, { where: limit });
  }
  return { kind: 'limit', ts, change, signature: signed.signature.signature };
}

/** The level that a name means: the account where it is empty, else a strategy or an instrument. */
function levelOf({ risk: { levels } }: Engine, of: string): Pick<LimitChange, 'level' | 'name'> {
  if (of === '') return { level: 'account', name: levels.account.name };
  const { kind: level, name } =
    levels.find('strategy', of) ??
    levels.find('instrument', of) ??
    fail('RISK_LIMIT_UNKNOWN', `this session has no strategy and no instrument ${of}`, { where: of });
  return { level, name };
}
