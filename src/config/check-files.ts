import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import type { LoadedConfig } from './load.ts';
import { passwordProblem } from './password-problem.ts';
import type { KeyViolation } from './violation.ts';

/** Whether a strategy of the configuration is named by its path rather than by the id of a shipped one. */
export function isStrategyPath(strategy: string): boolean {
  return strategy.includes('/') || strategy.endsWith('.ts') || strategy.endsWith('.js');
}

/** The files that a configuration names and that are not there or cannot be read, and a file of a password that holds none. */
export function checkFiles({ config, folder }: Pick<LoadedConfig, 'config' | 'folder'>): readonly KeyViolation[] {
  const named: (readonly [path: readonly PropertyKey[], file: string | undefined, contentProblem?: typeof passwordProblem])[] = [
    [['store', 'passwordFile'], config.store.passwordFile, passwordProblem],
    [['venue', 'keyFile'], config.venue.keyFile],
    [['venue', 'secretFile'], config.venue.secretFile],
    [['notify', 'webhook', 'urlFile'], config.notify.webhook?.urlFile],
    ...config.strategies.map(
      ({ strategy }, index) => [['strategies', index, 'strategy'], isStrategyPath(strategy) ? strategy : undefined] as const,
    ),
  ];
  return named.flatMap(([path, file, contentProblem]) => {
    const problem = file === undefined ? undefined : fileProblem(resolve(folder, file), contentProblem);
    return problem === undefined ? [] : [{ path, problem }];
  });
}

function fileProblem(file: string, contentProblem?: typeof passwordProblem): string | undefined {
  try {
    if (!statSync(file).isFile()) return `is ${file}, which is no file`;
    accessSync(file, constants.R_OK);
    const problem = contentProblem?.(readFileSync(file, 'utf8'));
    return problem === undefined ? undefined : `is ${file}, ${problem}`;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return `is ${file}, which ${missing ? 'is not there' : 'cannot be read'}`;
  }
}
