import type { AnyNode, CatchClause, Identifier, Program, VariableDeclaration } from 'acorn';
import { childrenOf, namesOf } from './syntax-tree.ts';

/** A name that a file uses and does not declare, with the node around it. */
export interface FreeName {
  readonly identifier: Identifier;
  readonly parent: AnyNode;
}

interface Scope {
  readonly names: Set<string>;
  readonly outer: Scope | undefined;
}

type FunctionNode = Extract<AnyNode, { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }>;
type LoopNode = Extract<AnyNode, { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' }>;

/** Every use of a name that no scope of the module declares: the built-ins and globals that it reaches for. */
export function freeNames(program: Program): readonly FreeName[] {
  const found: FreeName[] = [];
  const scope = openScope(undefined, [...lexicalNames(program.body), ...program.body.flatMap(varNames)]);
  for (const statement of program.body) resolve(statement, program, scope, found);
  return found;
}

function resolve(node: AnyNode, parent: AnyNode, scope: Scope, found: FreeName[]): void {
  const inside = (children: readonly AnyNode[], inner = scope): void => {
    for (const child of children) resolve(child, node, inner, found);
  };
  switch (node.type) {
    case 'Identifier':
      if (!declares(scope, node.name)) found.push({ identifier: node, parent });
      return;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return inside(
        childrenOf(node).filter((child) => child !== node.id),
        functionScope(node, scope),
      );
    case 'ClassDeclaration':
    case 'ClassExpression':
      return inside(
        childrenOf(node).filter((child) => child !== node.id),
        openScope(scope, node.id ? [node.id.name] : []),
      );
    case 'MemberExpression':
      return inside(node.computed ? [node.object, node.property] : [node.object]);
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return inside([...(node.computed ? [node.key] : []), ...(node.value ? [node.value] : [])]);
    case 'BlockStatement':
      return inside(node.body, openScope(scope, lexicalNames(node.body)));
    case 'StaticBlock':
      return inside(node.body, openScope(scope, [...lexicalNames(node.body), ...node.body.flatMap(varNames)]));
    case 'SwitchStatement':
      return inside(childrenOf(node), openScope(scope, lexicalNames(node.cases.flatMap((each) => each.consequent))));
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      return inside(childrenOf(node), openScope(scope, loopNames(node)));
    case 'CatchClause':
      return inside(childrenOf(node), openScope(scope, catchNames(node)));
    case 'LabeledStatement':
      return inside([node.body]);
    case 'ExportNamedDeclaration':
      return inside(node.declaration ? [node.declaration] : []);
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'MetaProperty':
      return;
    default:
      return inside(childrenOf(node));
  }
}

function openScope(outer: Scope | undefined, names: readonly string[]): Scope {
  return { names: new Set(names), outer };
}

function declares(scope: Scope | undefined, name: string): boolean {
  for (let at = scope; at !== undefined; at = at.outer) if (at.names.has(name)) return true;
  return false;
}

function functionScope(node: FunctionNode, outer: Scope): Scope {
  const own = node.type === 'ArrowFunctionExpression' ? [] : ['arguments'];
  // A function expression's name is visible inside it only; a declaration's name is already in the scope around it.
  if (node.type === 'FunctionExpression' && node.id) own.push(node.id.name);
  return openScope(outer, [...own, ...node.params.flatMap(namesOf), ...varNames(node.body)]);
}

function loopNames(loop: LoopNode): readonly string[] {
  const declaration = loop.type === 'ForStatement' ? loop.init : loop.left;
  return declaration?.type === 'VariableDeclaration' ? declaredNames(declaration) : [];
}

function catchNames(clause: CatchClause): readonly string[] {
  return clause.param ? namesOf(clause.param) : [];
}

function declaredNames(declaration: VariableDeclaration): readonly string[] {
  return declaration.declarations.flatMap((declarator) => namesOf(declarator.id));
}

/** What the statements of one block declare for it: let, const, functions, classes and imports. */
function lexicalNames(statements: readonly AnyNode[]): readonly string[] {
  return statements.flatMap((statement): readonly string[] => {
    switch (statement.type) {
      case 'VariableDeclaration':
        return declaredNames(statement);
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return statement.id ? [statement.id.name] : [];
      case 'ImportDeclaration':
        return statement.specifiers.map((specifier) => specifier.local.name);
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return statement.declaration ? lexicalNames([statement.declaration]) : [];
      default:
        return [];
    }
  });
}

/** What `var` declares anywhere below a node: it belongs to the nearest function, which this does not enter. */
function varNames(node: AnyNode): readonly string[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return [];
    case 'VariableDeclaration':
      return node.kind === 'var' ? declaredNames(node) : [];
    default:
      return childrenOf(node).flatMap(varNames);
  }
}
