import { isBallastError, type BallastError } from '../../kernel/errors.ts';

/** Whether a question to a venue has failed, in one of the ways that its port names. Nothing follows from that but to ask again. */
export function isVenueFailure(error: unknown): error is BallastError {
  return isBallastError(error) && error.code.startsWith('VENUE_');
}
