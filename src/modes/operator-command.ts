import { z } from 'zod';
import { fail } from '../kernel/errors.ts';
import { limitCommand } from './limit-command.ts';
import type { LeftOver } from './kill/left-over.ts';

const name = z.string().min(1).max(100);
const id = z.string().min(1).max(100);
const decimal = z.string().max(40);

const order = z.strictObject({
  kind: z.literal('order'),
  by: name,
  instrument: id,
  side: z.enum(['buy', 'sell']),
  type: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']),
  quantity: decimal,
  limit: decimal.optional(),
  stop: decimal.optional(),
  trail: decimal.optional(),
  timeInForce: z.enum(['GTC', 'IOC', 'FOK']).optional(),
  postOnly: z.boolean().optional(),
  reduceOnly: z.boolean().optional(),
});
/** Orders by our id or the venue's; all open ones, of an instrument where one is named, without. */
const cancel = z.strictObject({ kind: z.literal('cancel'), by: name, ids: z.array(id).max(1000).optional(), instrument: id.optional() });
const close = z.strictObject({ kind: z.literal('close'), by: name, instrument: id });
/** With `accept`, what differs at a venue elsewhere and nothing explains is booked in the name of who asks. */
const reconcile = z.strictObject({ kind: z.literal('reconcile'), by: name, accept: z.boolean().optional() });

/** What is still open and held, asked for at the venue. */
const left = z.strictObject({ kind: z.literal('left'), by: name });

/** What every control would say of an order. */
const check = z.strictObject({ kind: z.literal('check'), by: name, order });

const operatorCommand = z.discriminatedUnion('kind', [order, cancel, close, reconcile, left, check, limitCommand]);

/** What a person asks a running session to do, in their name. Decimals are texts, as they were typed. */
export type OperatorCommand = z.output<typeof operatorCommand>;
/** An order as it was typed. */
export type TypedOrder = z.output<typeof order>;

/** An order that a command placed or cancelled, as it stands now that this is stored. */
export interface OperatedOrder {
  readonly id: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly side: string;
  readonly type: string;
  readonly quantity: string;
  readonly status: string;
  readonly reason: string | null;
}

/** What a control says of an order; empty texts where it passes. */
export interface ControlFinding {
  readonly control: string;
  readonly code: string;
  readonly value: string;
  readonly limit: string;
  readonly passes: string;
}

/** What came of a command. It is stored. */
export interface OperatorAnswer {
  readonly orders: readonly OperatedOrder[];
  readonly refusals: readonly { readonly strategy: string; readonly code: string; readonly message: string }[];
  /** Of a look at an order: what each control says, in their order. */
  readonly findings?: readonly ControlFinding[];
  /** Of a comparison with the venue: what differed, in words; nothing when it was clean. */
  readonly found?: readonly string[];
  /** Of `left`. */
  readonly left?: LeftOver;
  /** Why the venue has not confirmed what was closed, in words. */
  readonly unconfirmed?: string;
}

/** The command of a line from the command socket. Errors: `CONTROL_REFUSED`. */
export function readOperatorCommand(value: unknown): OperatorCommand {
  const read = operatorCommand.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return fail('CONTROL_REFUSED', `the command cannot be read: ${problems.join('; ')}`);
}
