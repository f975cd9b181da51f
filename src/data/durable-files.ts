import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { DRAFT } from './series-files.ts';

/** A finished draft and the name it is to get. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

const COMMIT = 'commit.json';

/** Makes the file's content, or a folder's names, survive a power cut. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes a text file so that its name holds either the old content or the whole new one. */
export function writeDurably(path: string, text: string): void {
  writePieces(path, [text]);
}

/** The same for a text that comes in pieces, and may be longer than the longest string. */
export function writePieces(path: string, pieces: Iterable<string>): void {
  const draft = path + DRAFT;
  const file = openSync(draft, 'w');
  try {
    for (const piece of pieces) writeSync(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncPath(dirname(path));
}

/**
 * Gives finished, synced drafts their names, all of them or none: the list of moves is written first,
 * and once it is there, `finishMoves` carries it out, in this process or after a crash in the next one.
 */
export function commitMoves(root: string, moves: readonly Move[]): void {
  if (moves.length === 0) return;
  for (const folder of new Set(moves.map((move) => dirname(move.from)))) syncPath(folder);
  const listed = moves.map((move) => ({ from: relative(root, move.from), to: relative(root, move.to) }));
  writeDurably(join(root, COMMIT), JSON.stringify(listed));
  finishMoves(root);
}

/** Whether moves were committed that are not carried out yet. */
export function movesPending(root: string): boolean {
  return existsSync(join(root, COMMIT));
}

/** Carries out committed moves; carrying them out twice does no harm. */
export function finishMoves(root: string): void {
  if (!movesPending(root)) return;
  const path = join(root, COMMIT);
  const moves = (JSON.parse(readFileSync(path, 'utf8')) as readonly Move[]).map((move) => ({
    from: join(root, move.from),
    to: join(root, move.to),
  }));
  for (const move of moves) if (existsSync(move.from)) renameSync(move.from, move.to);
  for (const folder of new Set(moves.map((move) => dirname(move.to)))) syncPath(folder);
  rmSync(path);
  syncPath(root);
}
