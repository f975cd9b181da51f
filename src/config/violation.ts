import { BallastError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';

/** A place in a text: line and column count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a key; `problem` is the end of a sentence that begins with the key. */
export interface KeyViolation {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  /** Whether the key itself is wrong, rather than its value. */
  readonly atKey?: boolean;
}

/** One thing that is wrong with a configuration, and where. */
export interface Violation {
  readonly position: TextPosition;
  /** The key, as its path: `strategies[0].interval`; empty for the whole file. */
  readonly key: string;
  /** What is wrong, as the end of a sentence that begins with the key. */
  readonly problem: string;
}

/** More problems than this are counted, not listed. */
const LISTED = 50;

/** The error that names every violation of a file, in the order of the file. */
export function violationsError(code: ErrorCode, file: string, violations: readonly Violation[]): BallastError {
  const sorted = violations.toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  const lines = sorted.slice(0, LISTED).map(({ position, key, problem }) => {
    return `line ${position.line}, column ${position.column}: ${key === '' ? '' : `${key} `}${problem}`;
  });
  if (sorted.length > LISTED) lines.push(`and ${sorted.length - LISTED} more`);
  const first = sorted[0]?.position ?? { line: 1, column: 1 };
  const message = lines.length === 1 ? (lines[0] ?? '') : `${sorted.length} problems\n${lines.join('\n')}`;
  return new BallastError(code, message, { where: `${file}:${first.line}:${first.column}` });
}

/** The path of a key as text: `['strategies', 0, 'id']` is `strategies[0].id`. */
export function keyText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );
}
