import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { Micros } from '../../kernel/time.ts';

/** A sign of life of the engine, in a file: whoever looks after it needs neither it nor its store. */
export interface Heartbeat {
  readonly at: Micros;
  readonly session: string;
  /** What the client order ids of the session begin with. */
  readonly clientIds: string;
  /** How long the oldest input that is not yet stored has waited. */
  readonly uncommittedFor: Micros;
  /** Whether the session has ended in order: then nobody waits for the next one. */
  readonly hasEnded: boolean;
}

/** Writes it in one step. A disk that is full must not end the engine: who looks after it acts. */
export function writeHeartbeat(path: string, beat: Heartbeat): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(beat), { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    return;
  }
}

/** The newest sign of life; undefined where there never was one, `unreadable` where there is something else. */
export function readHeartbeat(path: string): Heartbeat | 'unreadable' | undefined {
  try {
    const { at, session, clientIds, uncommittedFor, hasEnded } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const isWhole =
      typeof at === 'number' && typeof uncommittedFor === 'number' && typeof session === 'string' && typeof clientIds === 'string';
    return isWhole ? { at, session, clientIds, uncommittedFor, hasEnded: hasEnded === true } : 'unreadable';
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isMissing ? undefined : 'unreadable';
  }
}

/** Why the engine has to be taken for dead, in words; undefined while it lives, has ended in order or never was. */
export function deathOf(beat: ReturnType<typeof readHeartbeat>, now: Micros, patience: Micros): string | undefined {
  if (beat === undefined) return undefined;
  if (beat === 'unreadable') return 'its heartbeat cannot be read';
  if (beat.hasEnded) return undefined;
  const silence = now - beat.at;
  if (silence > patience) return `its heartbeat stopped ${Math.round(silence / 1e6)} s ago`;
  return beat.uncommittedFor > patience ? `it has stored nothing for ${Math.round(beat.uncommittedFor / 1e6)} s` : undefined;
}
