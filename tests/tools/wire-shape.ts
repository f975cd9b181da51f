import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SHARED_DATA } from './shared-data.ts';

interface Recorded {
  readonly name: string;
  readonly response?: unknown;
  readonly steps?: readonly { readonly dir: string; readonly msg: unknown }[];
}

/** An answer of a venue as somebody recorded it, by its name in the recording. */
export function readRecorded(venue: string, name: string): unknown {
  return find(venue, 'rest', name).response;
}

/** A message that a stream pushed, as somebody recorded it. */
export function readRecordedPush(venue: string, name: string): unknown {
  return find(venue, 'websocket', name).steps?.find(({ dir }) => dir === 'server push')?.msg;
}

function find(venue: string, part: 'rest' | 'websocket', name: string): Recorded {
  const text = readFileSync(join(SHARED_DATA, 'wire', `${venue}_fixtures.json`), 'utf8');
  const recorded = (JSON.parse(text) as Readonly<Record<string, readonly Recorded[]>>)[part]?.find((each) => each.name === name);
  if (recorded === undefined) throw new Error(`nothing was recorded as ${name}`);
  return recorded;
}

/** Wherein an answer differs from a recorded one in shape: fields that it lacks, and values of another kind. Fields that it has besides do not count. */
export function shapeDifferences(recorded: unknown, ours: unknown, at = ''): readonly string[] {
  if (recorded === null || ours === null) return [];
  if (kindOf(recorded) !== kindOf(ours)) return [`${at} is a ${kindOf(ours)}, not a ${kindOf(recorded)}`];
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    return recorded.length === 0 || ours.length === 0 ? [] : shapeDifferences(recorded[0], ours[0], `${at}[]`);
  }
  if (!isFields(recorded) || !isFields(ours)) return [];
  return Object.entries(recorded).flatMap(([name, value]) =>
    name in ours ? shapeDifferences(value, ours[name], `${at}.${name}`) : [`${at}.${name} is missing`],
  );
}

/** The value of the first field: of objects whose names are ids. */
export function firstOf(fields: unknown): unknown {
  return isFields(fields) ? Object.values(fields)[0] : undefined;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
