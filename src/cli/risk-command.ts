import { systemClock } from '../adapters/clock/system-clock.ts';
import { sendCommand } from '../adapters/control/send-command.ts';
import { signCommand } from '../adapters/keys/signed-command.ts';
import { readLength } from '../domain/read-limit.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { LimitStatus, StatusSnapshot } from '../ports/status-source.ts';
import type { CliContext } from './context.ts';
import { openKeyRing } from './open-key-ring.ts';
import { operate } from './operate.ts';
import { operatorName } from './operator-name.ts';
import { orderOf, type OrderFlags } from './order-flags.ts';
import { renderTable } from './table.ts';

/** The flags of `ballast risk set`. */
export interface LimitFlags {
  readonly by: string;
  readonly reason: string;
  readonly of?: string;
  readonly for?: string;
  readonly confirm?: string;
}

/** `ballast risk show`: every limit of the running session, those first of which most is used. */
export async function showLimits(context: CliContext, json: boolean): Promise<void> {
  const { limits } = await statusOf(context);
  if (json) return context.out(JSON.stringify(limits, null, 2));
  const rows = limits.toSorted((one, other) => other.share - one.share).map(cells);
  for (const line of renderTable(['level', 'limit', '>used', '>allowed', '>share', ''], rows, context.stdout.columns)) context.out(line);
}

/** `ballast risk set`: sets a limit of the running session, signed. Errors: those of keys and limits, and `USAGE_INVALID`. */
export async function setLimit(context: CliContext, limit: string, value: string, flags: LimitFlags): Promise<void> {
  const { by, reason, of = '', confirm } = flags;
  const now = systemClock.now();
  const until = flags.for === undefined ? null : now + lengthOf(flags.for);
  const keys = openKeyRing(context, context.openHome({ create: false }).keys);
  const { sessionId, now: sessionTime } = await statusOf(context);
  // A synthetic market has a time of its own.
  const end = until === null ? null : sessionTime + (until - now);
  const signed = signCommand(keys, by, sessionId, { kind: 'limit', of, limit, value, reason, until: end } as const, now);
  const confirmation = confirm === undefined ? undefined : keys.sign(signed.document, 'approval', confirm).signature;
  await operate(context, { kind: 'limit', by, signed, ...(confirmation && { confirmation }) });
  context.out(`Set: ${limit} of ${of === '' ? 'the account' : of} is ${value}${end === null ? '' : `, until ${formatTime(end)}`}.`);
}

/** `ballast risk check`: what every control of the running session would say of an order. */
export async function checkOrder(context: CliContext, side: 'buy' | 'sell', instrument: string, flags: OrderFlags): Promise<void> {
  const by = operatorName();
  const { findings = [] } = await operate(context, { kind: 'check', by, order: orderOf(side, instrument, by, flags) });
  if (flags.json === true) return context.out(JSON.stringify(findings, null, 2));
  const rows = findings.map(({ control, code, value, limit, passes }) => [
    control,
    code === '' ? 'passes' : code,
    [value, limit, passes].filter((part) => part !== '').join('; '),
  ]);
  for (const line of renderTable(['control', 'says', ''], rows, context.stdout.columns)) context.out(line);
  const refused = findings.filter(({ code }) => code !== '').length;
  context.out(refused === 0 ? 'It would pass.' : `It would be refused, by ${refused} of ${findings.length} controls.`);
}

async function statusOf(context: CliContext): Promise<StatusSnapshot> {
  const home = context.openHome({ create: false });
  return (await sendCommand(home.controlSocket, 'status')) as StatusSnapshot;
}

function cells({ level, name, limit, used, most, share, isHit, setBy, until }: LimitStatus): readonly string[] {
  const end = until === undefined || until === null ? '' : ` until ${formatTime(until)}`;
  const set = setBy === undefined ? '' : `set by ${setBy}${end}`;
  const part = used === '' ? '' : `${Math.round(share * 100)}%`;
  return [level === 'account' ? 'account' : name, limit, used, most, part, isHit ? 'HIT' : set];
}

function lengthOf(text: string): Micros {
  return readLength(text) ?? fail('USAGE_INVALID', `--for is a length of time such as 2h, not ${text}`);
}
