import type { ErrorCode } from '../../kernel/error-codes.ts';

/** A control's no: its code, and in words the value, the limit, and what would have passed. */
export interface Refusal {
  readonly code: ErrorCode;
  /** All of it in one sentence. */
  readonly message: string;
  readonly value: string;
  /** Empty where the control has no limit that is set. */
  readonly limit: string;
  readonly passes: string;
}

/** The refusal of a control: `the order is worth 600 USDT`, `at most 500 USDT is allowed`, `5 of BTC/USDT would pass`. */
export function refuse(code: ErrorCode, value: string, limit = '', passes = ''): Refusal {
  return { code, message: [value, limit, passes].filter((part) => part !== '').join('; '), value, limit, passes };
}
