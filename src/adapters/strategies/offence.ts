import { fail, type BallastError } from '../../kernel/errors.ts';
import type { Position } from './syntax-tree.ts';

/** Something that a strategy's file may not do, or does wrong: where, what, and what to write instead. */
export interface Offence {
  readonly code: Extract<BallastError['code'], 'STRATEGY_FORBIDDEN' | 'STRATEGY_INVALID'>;
  readonly position: Position;
  readonly what: string;
  readonly instead: string;
}

/** Raises the first offence of a file; the others are named with their lines, so that all can be mended at once. */
export function raise(file: string, offences: readonly Offence[]): void {
  const [first, ...others] = offences.toSorted(
    (left, right) => left.position.line - right.position.line || left.position.column - right.position.column,
  );
  if (first === undefined) return;
  const place = ({ position }: Offence): string => `${file}:${position.line}:${position.column}`;
  const more = others.map((other) => `\nalso ${place(other)}: ${other.what}. ${other.instead}`).join('');
  fail(first.code, first.what + more, { where: place(first), mend: first.instead });
}
