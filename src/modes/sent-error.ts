import { BallastError, isBallastError } from '../kernel/errors.ts';
import type { SentError } from './session-plan.ts';

/** An error, ready to travel between threads. One that nobody expected keeps its stack as details, apart from its message. */
export function sentError(error: unknown): SentError {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (isBallastError(error)) return { ...error.toJSON(), ...(error.code === 'ASSERTION_FAILED' && { details }) };
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return { ...new BallastError('RUN_ENGINE_ENDED', message).toJSON(), details };
}

/** The error that was sent. Its details, where there are any, are its cause. */
export function receivedError({ code, message, details, ...rest }: SentError): BallastError {
  return new BallastError(code, message, { ...rest, ...(details !== undefined && { cause: details }) });
}
