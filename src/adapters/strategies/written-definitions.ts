import type { ObjectExpression, Program } from 'acorn';
import { positionOf, walk, writtenKey } from './syntax-tree.ts';

/** What is written out in `defineStrategy({ ... })`. */
export function writtenDefinitions(program: Program): readonly ObjectExpression[] {
  const found: ObjectExpression[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'defineStrategy') return;
    const [definition] = node.arguments;
    if (definition?.type === 'ObjectExpression') found.push(definition);
  });
  return found;
}

/** Where each field of a file's definition is written, as `file:line:column`. */
export function writtenPlaces(program: Program, file: string): Readonly<Record<string, string>> {
  const fields = writtenDefinitions(program).flatMap(({ properties }) => properties);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = field.type === 'Property' ? writtenKey(field.key, field.computed) : undefined;
      const { line, column } = positionOf(field);
      return name === undefined ? [] : [[name, `${file}:${line}:${column}`]];
    }),
  );
}
