import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';

import { keyText, type TextPosition, type Violation, violationsError } from './violation.ts';

/** A number as it was written, so that 0.10 never passes through binary floating point. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What plain YAML can hold: no dates, no tags, no anchors. Maps have no prototype. */
export type YamlValue = string | boolean | null | NumberText | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** A YAML text as values, and where each of its keys and items stands. */
export interface YamlSource {
  readonly value: YamlValue;
  /** Where the value of a path begins; for a path that is not there, where its nearest parent does. */
  positionOf(path: readonly PropertyKey[]): TextPosition;
  /** Where the key itself stands. */
  keyPositionOf(path: readonly PropertyKey[]): TextPosition;
}

/** Deeper nesting is refused: no key of Ballast needs it, and it would exhaust the stack. */
const DEPTH = 20;
const DECIMAL = /^[+-]?(0|[1-9]\d*)(\.\d+)?$/;
const BOOLEAN_TRAP = /^(y|yes|n|no|on|off)$/i;

/**
 * Reads the plain YAML that a configuration may be: one document, text keys, each once, no anchors, tags or directives,
 * and no value that reads as something else than it looks (010, 0x1F, 1e3, yes).
 * Errors: `CONFIG_SYNTAX`, which names all of it.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const place = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, file, lines);
  const broken = [...document.errors, ...document.warnings].map((problem) => ({
    position: place(problem.pos[0]),
    key: '',
    problem: problem.message,
  }));
  if (broken.length > 0) throw violationsError('CONFIG_SYNTAX', file, broken.slice(0, 1));
  const reader = new TreeReader(place);
  if (document.directives.yaml.explicit === true) reader.violate([], 0, 'has a %YAML directive: leave it out');
  const value = document.contents === null ? null : reader.read(document.contents, []);
  if (reader.violations.length > 0) throw violationsError('CONFIG_SYNTAX', file, reader.violations);
  return { value, ...reader.positions() };
}

/** The parser is fed what people type and what breaks while a file is written: whatever it throws is a problem of the file. */
function parse(text: string, file: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    throw violationsError('CONFIG_SYNTAX', file, [
      {
        position: { line: 1, column: 1 },
        key: '',
        problem: `the file is not YAML: ${error instanceof Error ? error.message : String(error)}`,
      },
    ]);
  }
}

/** Turns the parser's nodes into values, notes where they stand, and collects what plain YAML may not have. */
class TreeReader {
  readonly violations: Violation[] = [];
  readonly #place: (offset: number) => TextPosition;
  readonly #values = new Map<string, TextPosition>();
  readonly #keys = new Map<string, TextPosition>();

  constructor(place: (offset: number) => TextPosition) {
    this.#place = place;
  }

  violate(path: readonly PropertyKey[], offset: number, problem: string): null {
    this.violations.push({ position: this.#place(offset), key: keyText(path), problem });
    return null;
  }

  positions(): Pick<YamlSource, 'positionOf' | 'keyPositionOf'> {
    const find = (maps: readonly Map<string, TextPosition>[], path: readonly PropertyKey[]): TextPosition => {
      for (let length = path.length; length > 0; length--) {
        const key = keyText(path.slice(0, length));
        for (const map of maps) {
          const position = map.get(key);
          if (position !== undefined) return position;
        }
      }
      return { line: 1, column: 1 };
    };
    return {
      positionOf: (path) => find([this.#values, this.#keys], path),
      keyPositionOf: (path) => find([this.#keys, this.#values], path),
    };
  }

  read(node: Node, path: readonly PropertyKey[]): YamlValue {
    const offset = node.range?.[0] ?? 0;
    if (path.length > 0) this.#values.set(keyText(path), this.#place(offset));
    if (path.length > DEPTH) return this.violate([], offset, `lies more than ${DEPTH} levels deep`);
    if (isAlias(node)) return this.violate(path, offset, `is an alias (*${node.source}): write the value out`);
    if ('anchor' in node && node.anchor !== undefined)
      return this.violate(path, offset, `has an anchor (&${node.anchor}): write the value out`);
    if (node.tag !== undefined) return this.violate(path, offset, `has a tag (${node.tag}): leave it out`);
    if (isMap(node)) return this.#readMap(node.items as Pair<Node, Node | null>[], path);
    if (isSeq(node))
      return (node.items as (Node | null)[]).map((item, index) => (item === null ? null : this.read(item, [...path, index])));
    if (isScalar(node)) return this.#readScalar(node.value, node.type === 'PLAIN', node.source ?? '', path, offset);
    return this.violate(path, offset, 'is not a value that Ballast reads');
  }

  #readMap(pairs: readonly Pair<Node, Node | null>[], path: readonly PropertyKey[]): YamlValue {
    const result = Object.create(null) as Record<string, YamlValue>;
    for (const pair of pairs) {
      const offset = pair.key.range?.[0] ?? 0;
      const key = this.#readKey(pair.key, path, offset);
      if (key === undefined) continue;
      const keyPath = [...path, key];
      const first = this.#keys.get(keyText(keyPath));
      if (first !== undefined) this.violate(keyPath, offset, `is given twice: on line ${first.line} already`);
      else this.#keys.set(keyText(keyPath), this.#place(offset));
      result[key] = pair.value === null ? null : this.read(pair.value, keyPath);
    }
    return result;
  }

  #readKey(node: Node, path: readonly PropertyKey[], offset: number): string | undefined {
    const plain = isScalar(node) && typeof node.value === 'string' && node.anchor === undefined && node.tag === undefined;
    if (plain && /^[A-Za-z][\w-]*$/.test(node.value as string)) return node.value as string;
    const shown = isScalar(node) ? `"${node.source ?? String(node.value)}"` : 'a list or map';
    this.violate(path, offset, `has ${shown} as a key: keys are words that begin with a letter`);
    return undefined;
  }

  #readScalar(value: unknown, plain: boolean, source: string, path: readonly PropertyKey[], offset: number): YamlValue {
    if (typeof value === 'number') {
      if (DECIMAL.test(source)) return new NumberText(source.replace(/^\+/, ''));
      return this.violate(path, offset, `is ${source}, which YAML reads as ${value}: write a plain decimal, or put quotes round a text`);
    }
    if (typeof value === 'string') {
      if (plain && BOOLEAN_TRAP.test(value)) {
        return this.violate(path, offset, `is ${value}: write true or false, or put quotes round a text`);
      }
      return value;
    }
    if (typeof value === 'boolean' || value === null) return value;
    return this.violate(path, offset, 'is not a value that Ballast reads');
  }
}
