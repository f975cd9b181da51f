import { fail } from '../kernel/errors.ts';
import { backtestResultSchema, RESULT_VERSION, type BacktestResult } from './result.ts';

/** The result that a JSON text holds; `where` names its file for the error. Errors: `RESULT_INVALID`, `RESULT_NEWER`. */
export function readResult(text: string, where: string): BacktestResult {
  const value = parse(text, where);
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > RESULT_VERSION) {
    fail('RESULT_NEWER', `the result has version ${version}, this Ballast reads up to ${RESULT_VERSION}`, { where });
  }
  const checked = backtestResultSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  return fail('RESULT_INVALID', `${issue?.path.join('.') || 'the whole text'}: ${issue?.message ?? 'not a result'}`, { where });
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail('RESULT_INVALID', `not JSON: ${(error as Error).message}`, { where, cause: error });
  }
}
