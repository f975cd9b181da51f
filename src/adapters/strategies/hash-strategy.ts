import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { z } from 'zod';
import type { StrategySource } from './read-source.ts';

/** A file of a strategy by its path from the strategy's own file, with the SHA-256 of its bytes. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What a strategy is made of, and the SHA-256 over all of it. */
export interface StrategyHash {
  readonly hash: string;
  readonly files: readonly HashedFile[];
  /** The packages that it reaches: `name@version`, with the integrity that the lock file pins where that is known. */
  readonly packages: readonly string[];
}

/** Hashes a strategy's files, entry first, with the packages that it reaches. The folder's own place does not count. */
export function hashStrategy(sources: readonly StrategySource[]): StrategyHash {
  const folder = dirname(sources[0]?.path ?? '.');
  const files = sources
    .map(({ path, sha256 }): HashedFile => ({ path: relative(folder, path).replaceAll('\\', '/'), sha256 }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
  const packages = reachedPackages();
  const hash = createHash('sha256').update(JSON.stringify({ files, packages })).digest('hex');
  return { hash, files, packages };
}

const Manifest = z.object({ version: z.string() });
const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })) });

let reached: readonly string[] | undefined;

function reachedPackages(): readonly string[] {
  reached ??= [`ballast@${versionIn(new URL('../../../package.json', import.meta.url))}`, lockedZod()];
  return reached;
}

function lockedZod(): string {
  const installed = versionIn(createRequire(import.meta.url).resolve('zod/package.json'));
  const locked = readLock()?.packages['node_modules/zod'];
  return locked?.version === installed ? `zod@${installed} ${locked.integrity ?? ''}`.trimEnd() : `zod@${installed}`;
}

/** The lock that Ballast was built with: the repository's own, or the copy that the package carries. */
function readLock(): z.output<typeof Lock> | undefined {
  const file = [new URL('../../package-lock.json', import.meta.url), new URL('../../../package-lock.json', import.meta.url)].find((url) =>
    existsSync(url),
  );
  return file === undefined ? undefined : Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function versionIn(manifest: string | URL): string {
  return Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}
