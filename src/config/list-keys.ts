import { z } from 'zod';

import { expectationOf } from './fields.ts';
import { keyDocs } from './key-docs.ts';
import { configSchema } from './schema.ts';

/** One key of the configuration, as its schema and documentation tell it. */
export interface KeyInfo {
  /** Path of the key; `strategies[].id` is a key of each entry of a list. */
  readonly path: string;
  readonly name: string;
  /** How many keys lie above it; entries of a list count. */
  readonly depth: number;
  readonly doc: string;
  /** The kind of value, in words; `undefined` for a group of keys. */
  readonly expected: string | undefined;
  /** As written in the file. */
  readonly default: string | undefined;
  readonly example: string | undefined;
  /** What the file of `ballast init` says instead of default and example. */
  readonly sample: string | undefined;
  readonly required: boolean;
  /** Whether it groups keys, or is a list of groups. */
  readonly group: 'keys' | 'list' | undefined;
  readonly children: readonly KeyInfo[];
}

/** Every key at the top of the configuration, with its children, in the order of the table. */
export function listKeys(): readonly KeyInfo[] {
  return childrenOf(configSchema, '', 0);
}

/** The keys of a list of keys and of all groups below, parents first. */
export function flattenKeys(keys: readonly KeyInfo[]): readonly KeyInfo[] {
  return keys.flatMap((key) => [key, ...flattenKeys(key.children)]);
}

function childrenOf(schema: z.ZodObject, parent: string, depth: number): readonly KeyInfo[] {
  return Object.entries(schema.shape).map(([name, field]) =>
    describe(name, field as z.ZodType, parent === '' ? name : `${parent}.${name}`, depth),
  );
}

function describe(name: string, field: z.ZodType, path: string, depth: number): KeyInfo {
  const { inner, fallback, optional } = unwrap(field);
  const docs = keyDocs.get(field);
  const item = inner instanceof z.ZodArray ? (inner.element as z.ZodType) : undefined;
  const children =
    inner instanceof z.ZodObject
      ? childrenOf(inner, path, depth + 1)
      : item instanceof z.ZodObject
        ? childrenOf(item, `${path}[]`, depth + 2)
        : [];
  return {
    path,
    name,
    depth,
    children,
    doc: docs?.doc ?? '',
    expected: item !== undefined && children.length === 0 ? `a list; each is ${expectationOf(item) ?? ''}` : expectationOf(inner),
    default: fallback === undefined || inner instanceof z.ZodObject ? undefined : yamlText(fallback),
    example: docs?.example,
    sample: docs?.sample,
    required: !optional && fallback === undefined,
    group: inner instanceof z.ZodObject ? 'keys' : item instanceof z.ZodObject ? 'list' : undefined,
  };
}

/** The schema inside its default and optional wrappers, and what they say. */
function unwrap(field: z.ZodType): { inner: z.ZodType; fallback: unknown; optional: boolean } {
  let inner = field;
  let fallback: unknown;
  let optional = false;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    if (inner instanceof z.ZodOptional) optional = true;
    else fallback = inner.def.defaultValue;
    inner = inner.def.innerType as z.ZodType;
  }
  return { inner, fallback, optional };
}

/** A default as YAML writes it. */
function yamlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlText).join(', ')}]`;
  return typeof value === 'object' && value !== null ? '{}' : String(value);
}
