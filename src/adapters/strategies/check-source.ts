import type { AnyNode, Identifier, ImportDeclaration, ModuleDeclaration, Program, Statement } from 'acorn';
import { nearest } from '../../kernel/nearest.ts';
import * as strategyEntry from '../../strategy/index.ts';
import { freeNames, type FreeName } from './free-names.ts';
import type { Offence } from './offence.ts';
import { PURE_NAMES, REFUSED_BY_DEFAULT, REFUSED_FORMS, REFUSED_MEMBERS, REFUSED_NAMES, type Refusal } from './refusals.ts';
import { positionOf, rootOf, walk, writtenKey } from './syntax-tree.ts';

const EXPORTS: ReadonlySet<string> = new Set(Object.keys(strategyEntry));

/**
 * What a strategy's file may not do, found without running it: names and forms that reach outside.
 * It guards against mistakes, not malice. Imports are judged by `checkImports`.
 */
export function checkSource(program: Program): readonly Offence[] {
  const free = freeNames(program);
  return [
    ...free.flatMap(judgeName),
    ...judgeForms(program, new Set(free.map(({ identifier }) => identifier))),
    ...program.body.flatMap(judgeModuleVariable),
    ...program.body.filter((node) => node.type === 'ImportDeclaration').flatMap(judgeImportedNames),
  ];
}

function refuse(node: AnyNode, what: string, refusal: Refusal): Offence {
  return { code: 'STRATEGY_FORBIDDEN', position: positionOf(node), what: `${what} is refused: ${refusal.why}`, instead: refusal.instead };
}

function judgeName({ identifier, parent }: FreeName): readonly Offence[] {
  const { name } = identifier;
  if (PURE_NAMES.has(name)) return judgeMember(identifier, parent);
  const refusal = REFUSED_NAMES.get(name) ?? (name in globalThis ? REFUSED_BY_DEFAULT : undefined);
  if (refusal !== undefined) return [refuse(identifier, usage(identifier, parent), refusal)];
  const near = nearest(name, [...EXPORTS, ...PURE_NAMES]);
  const instead = EXPORTS.has(name)
    ? `Import it: import { ${name} } from 'ballast'.`
    : `Declare it, or correct its name${near === undefined ? '' : `; the nearest known one is ${near}`}.`;
  return [{ code: 'STRATEGY_INVALID', position: positionOf(identifier), what: `${name} is not declared`, instead }];
}

/** The use as it is written: `Date.now()` rather than `Date`. */
function usage(identifier: Identifier, parent: AnyNode): string {
  if (parent.type === 'NewExpression') return `new ${identifier.name}()`;
  if (parent.type === 'CallExpression' && parent.callee === identifier) return `${identifier.name}()`;
  if (parent.type !== 'MemberExpression') return identifier.name;
  const key = writtenKey(parent.property, parent.computed);
  return key === undefined ? identifier.name : `${identifier.name}.${key}`;
}

function judgeMember(identifier: Identifier, parent: AnyNode): readonly Offence[] {
  const refuseMember = (node: AnyNode, key: string | undefined): readonly Offence[] => {
    const refusal = REFUSED_MEMBERS.get(`${identifier.name}.${key}`);
    return refusal === undefined ? [] : [refuse(node, `${identifier.name}.${key}`, refusal)];
  };
  if (parent.type === 'MemberExpression') return refuseMember(parent, writtenKey(parent.property, parent.computed));
  if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return [];
  return parent.id.properties.flatMap((property) =>
    property.type === 'Property' ? refuseMember(property, writtenKey(property.key, property.computed)) : [],
  );
}

function judgeForms(program: Program, free: ReadonlySet<Identifier>): readonly Offence[] {
  const found: Offence[] = [];
  const changesBuiltIn = (target: AnyNode | undefined): boolean => {
    const root = target?.type === 'MemberExpression' ? rootOf(target) : undefined;
    return root !== undefined && free.has(root) && PURE_NAMES.has(root.name);
  };
  walk(program, (node) => {
    if (node.type === 'ImportExpression') found.push(refuse(node, 'import()', REFUSED_FORMS.dynamicImport));
    else if (node.type === 'MetaProperty' && node.meta.name === 'import') found.push(refuse(node, 'import.meta', REFUSED_FORMS.importMeta));
    else if (node.type === 'AwaitExpression') found.push(refuse(node, 'await', REFUSED_FORMS.asynchronous));
    else if (node.type === 'ForOfStatement' && node.await) found.push(refuse(node, 'for await', REFUSED_FORMS.asynchronous));
    else if ('async' in node && node.async) found.push(refuse(node, 'an async function', REFUSED_FORMS.asynchronous));
    else if (node.type === 'DebuggerStatement') found.push(refuse(node, 'debugger', REFUSED_FORMS.debugger));
    else if (changesBuiltIn(changedBy(node))) found.push(refuse(node, 'changing a built-in', REFUSED_FORMS.mutatedBuiltIn));
  });
  return found;
}

/** What an expression assigns to, counts up or deletes. */
function changedBy(node: AnyNode): AnyNode | undefined {
  if (node.type === 'AssignmentExpression') return node.left;
  if (node.type === 'UpdateExpression') return node.argument;
  return node.type === 'UnaryExpression' && node.operator === 'delete' ? node.argument : undefined;
}

function judgeModuleVariable(statement: Statement | ModuleDeclaration): readonly Offence[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'VariableDeclaration' || (declaration.kind !== 'let' && declaration.kind !== 'var')) return [];
  return [refuse(declaration, `a module's ${declaration.kind}`, REFUSED_FORMS.moduleVariable)];
}

function judgeImportedNames(declaration: ImportDeclaration): readonly Offence[] {
  if (declaration.source.value !== 'ballast') return [];
  return declaration.specifiers.flatMap((specifier): readonly Offence[] => {
    const position = positionOf(specifier);
    if (specifier.type === 'ImportNamespaceSpecifier') return [];
    if (specifier.type === 'ImportDefaultSpecifier') {
      const instead = "Name what you need: import { defineStrategy } from 'ballast'.";
      return [{ code: 'STRATEGY_INVALID', position, what: "'ballast' has no default export", instead }];
    }
    const name = specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
    if (EXPORTS.has(name)) return [];
    const near = nearest(name, EXPORTS);
    const instead = `${near === undefined ? '' : `Did you mean ${near}? `}A type is imported with: import type { ${name} } from 'ballast'.`;
    return [{ code: 'STRATEGY_INVALID', position, what: `'ballast' offers a strategy no value named ${name}`, instead }];
  });
}
