import process from 'node:process';
import { assert } from '../../kernel/assert.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import { isStrategy, type AnyStrategy } from '../../strategy/define-strategy.ts';
import { placeInStack } from '../../strategy/place-in-stack.ts';
import { checkDefinition } from './check-definition.ts';
import { checkNames } from './check-names.ts';
import { checkSetup } from './check-setup.ts';
import { findStrategy } from './find-strategy.ts';
import { hashStrategy, type StrategyHash } from './hash-strategy.ts';
import { serveSources } from './module-hooks.ts';
import { raise } from './offence.ts';
import { parseParameters } from './parameters.ts';
import { readGraph } from './read-graph.ts';
import type { StrategySource } from './read-source.ts';
import { writtenPlaces } from './written-definitions.ts';

/** How to load a strategy. */
export interface LoadOptions {
  /** Values of parameters by name; text as a command line gives it is read as the number or truth value that is wanted. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The folder from which relative paths are seen; that of the process unless given. */
  readonly cwd?: string;
}

/** A strategy that passed every check, with its parameters. */
export interface LoadedStrategy extends StrategyHash {
  readonly definition: AnyStrategy;
  /** Complete: what was given, and defaults for the rest. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Absolute path of its file. */
  readonly file: string;
  /** Where its handlers and other fields are written, as `file:line:column`; those that are written elsewhere are left out. */
  readonly places: Readonly<Record<string, string>>;
}

/** A strategy whose file passed every check; its parameters are not known yet. */
export interface LoadedDefinition extends StrategyHash {
  readonly definition: AnyStrategy;
  /** Absolute path of its file. */
  readonly file: string;
  /** The file as messages name it. */
  readonly shown: string;
  /** The file and those that it imports; itself first. */
  readonly sources: readonly StrategySource[];
}

/** Loads the definition of a strategy, seen from the folder `cwd`. Errors: those of `loadStrategy` that no parameter causes. */
export async function loadDefinition(reference: string, cwd: string): Promise<LoadedDefinition> {
  const file = findStrategy(reference, cwd);
  const sources = readGraph(file, cwd);
  const shown = sources[0]?.shown ?? file;
  const hashed = hashStrategy(sources);
  const definition = await importDefinition(serveSources(sources, hashed.hash), shown);
  checkDefinition(definition, shown);
  return { ...hashed, definition, file, shown, sources };
}

/**
 * Loads a strategy: the id of one that ships (`sma-cross`) or the path of a file. Its code runs only after all of it was checked.
 * Errors: `STRATEGY_NOT_FOUND`, `STRATEGY_SYNTAX`, `STRATEGY_FORBIDDEN`, `STRATEGY_INVALID`, `STRATEGY_PARAMETER`, and what the file
 * itself raises while its indicators are made, such as `INDICATOR_INVALID`.
 */
export async function loadStrategy(reference: string, options: LoadOptions = {}): Promise<LoadedStrategy> {
  const { shown, sources, ...loaded } = await loadDefinition(reference, options.cwd ?? process.cwd());
  const { definition } = loaded;
  const params = parseParameters(definition, options.params ?? {});
  checkSetup(definition, params, shown);
  const names = { definition, params, indicators: definition.indicators?.({ params }) ?? {} };
  const [entry] = sources;
  assert(entry !== undefined, 'a strategy has a file');
  raise(shown, checkNames(entry.program, names));
  return { ...loaded, params, places: writtenPlaces(entry.program, shown) };
}

async function importDefinition(url: string, shown: string): Promise<AnyStrategy> {
  const exported = await importModule(url, shown);
  const found = exported.default;
  if (isStrategy(found)) return found;
  const what = found === undefined ? 'has no default export' : 'exports something else than defineStrategy({ ... }) as its default';
  return fail('STRATEGY_INVALID', `${shown} ${what}`, { where: shown });
}

async function importModule(url: string, shown: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    const where = placeInStack(error) ?? shown;
    if (error instanceof BallastError) throw new BallastError(error.code, error.message, { where, mend: error.mend, cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof SyntaxError) return fail('STRATEGY_SYNTAX', reason, { where, mend: 'Correct the import.', cause: error });
    return fail('STRATEGY_INVALID', `the file throws while it is loaded: ${reason}`, {
      where,
      mend: 'Correct the named line.',
      cause: error,
    });
  }
}
