import type { z } from 'zod';

import { nearest } from '../kernel/nearest.ts';
import { shown } from './fields.ts';
import { flattenKeys, listKeys, type KeyInfo } from './list-keys.ts';
import { keyText, type KeyViolation } from './violation.ts';
import { NumberText } from './yaml-source.ts';

/** What the findings of the schema mean to the person who wrote the file. They carry their inputs (`reportInput`). */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): readonly KeyViolation[] {
  // A number where a group of keys belongs is an object to the schema, which then misses all keys of the group in it.
  const inNumber = issues.filter((issue) => issue.code === 'unrecognized_keys' && issue.input instanceof NumberText);
  const numbers = new Set(inNumber.map((issue) => keyText(issue.path)));
  const isMissedInNumber = (issue: z.core.$ZodIssue): boolean => numbers.has(keyText(issue.path.slice(0, -1))) && issue.input === undefined;
  return issues.filter((issue) => !isMissedInNumber(issue)).flatMap(describeIssue);
}

function describeIssue(issue: z.core.$ZodIssue): readonly KeyViolation[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      if (issue.input instanceof NumberText) return [{ path, problem: wrongShape('object', issue.input) }];
      return issue.keys.map((key) => ({ path: [...path, key], problem: unknownKey(path, key), atKey: true }));
    case 'invalid_type':
      return [{ path, problem: wrongShape(issue.expected, issue.input) }];
    case 'too_small':
      return [{ path, problem: 'is an empty list: it has at least one entry' }];
    default:
      return [{ path, problem: issue.message }];
  }
}

/** Fields check their own texts, so what is left to the schema are groups and lists. */
function wrongShape(expected: string, input: unknown): string {
  const wanted = expected === 'array' ? 'a list' : 'a group of keys';
  if (input === undefined) return `is missing: it is ${wanted}`;
  if (input === null) return `has nothing under it: leave it out, or give it ${wanted}`;
  return `is ${wanted}, not ${shown(input)}`;
}

/** The nearest right key: of the same group, else of the whole file. */
function unknownKey(parent: readonly PropertyKey[], key: string): string {
  const all = flattenKeys(listKeys());
  const group = parent.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );
  const siblings = all.filter((info) => parentOf(info) === group);
  const near = nearest(
    key,
    siblings.map((info) => info.name),
  );
  if (near !== undefined) return `is no key of Ballast; did you mean ${near}?`;
  const elsewhere = all.find((info) => info.name.toLowerCase() === key.toLowerCase());
  if (elsewhere !== undefined) return `is no key here; did you mean ${elsewhere.path}?`;
  return `is no key of Ballast; ${group === '' ? 'the top' : group} has ${siblings.map((info) => info.name).join(', ')}`;
}

function parentOf(info: KeyInfo): string {
  return info.path.slice(0, Math.max(0, info.path.length - info.name.length - 1));
}
