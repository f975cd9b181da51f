import type { ErrorCode } from '../../kernel/error-codes.ts';

/** A control's no: its code, and in words the limit, the value and what would have passed. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The refusal of a control. */
export function refuse(code: ErrorCode, message: string): Refusal {
  return { code, message };
}
