import { sendCommand } from '../adapters/control/send-command.ts';
import { BallastError } from '../kernel/errors.ts';
import type { OperatedOrder, OperatorAnswer, OperatorCommand } from '../modes/operator-command.ts';
import { displayDecimal } from '../report/display.ts';
import type { CliContext } from './context.ts';
import { renderTable } from './table.ts';

/** A command may wait for its turn, and for a venue that is asked; the command socket waits no longer than half a minute. */
const PATIENCE_MS = 25_000;

/** Has the running session do what a person asks for, and gives what came of it. Errors: why it is refused, and those of `sendCommand`. */
export async function operate(context: CliContext, command: OperatorCommand): Promise<OperatorAnswer> {
  const home = context.openHome({ create: false });
  return (await sendCommand(home.controlSocket, 'operate', { ...command }, { timeoutMs: PATIENCE_MS })) as OperatorAnswer;
}

/** Does so and shows the orders that were placed or cancelled, and what was refused; `nothing` is said where there was nothing to do. */
export async function operateOrders(context: CliContext, command: OperatorCommand, json: boolean, nothing: string): Promise<void> {
  const answer = await operate(context, command);
  if (json) return context.out(JSON.stringify(answer, null, 2));
  const { orders, refusals } = answer;
  if (orders.length + refusals.length === 0) return context.out(nothing);
  if (orders.length > 0)
    for (const line of renderTable(['order', '', 'status', '>id'], orders.map(cells), context.stdout.columns)) context.out(line);
  if (answer.unconfirmed !== undefined) context.out(`closed by our own books, the venue did not confirm them: ${answer.unconfirmed}`);
  for (const { strategy, code, message } of refusals) context.out(`refused to ${strategy}: ${code}: ${message}`);
}

function cells({ side, quantity, instrument, type, status, reason, id }: OperatedOrder): readonly string[] {
  return [`${side} ${displayDecimal(quantity)} ${instrument}`, type, reason === null ? status : `${status}: ${reason}`, id];
}

/** The flags of `ballast reconcile`. */
export interface ReconcileFlags {
  readonly by: string;
  /** Books what nothing explains, in this name. */
  readonly accept: boolean;
  readonly json: boolean;
}

/** `ballast reconcile`: the running session compares itself with its venue. Errors: `RUN_NOT_RECONCILED`, naming every difference. */
export async function reconcileCommand(context: CliContext, { by, accept, json }: ReconcileFlags): Promise<void> {
  const answer = await operate(context, { kind: 'reconcile', by, ...(accept && { accept }) });
  const { found = [] } = answer;
  if (json) context.out(JSON.stringify({ clean: found.length === 0, found }, null, 2));
  if (found.length > 0) throw new BallastError('RUN_NOT_RECONCILED', found.join('\n'));
  if (!json) context.out('Compared with the venue: orders, fills and balances are equal.');
}
