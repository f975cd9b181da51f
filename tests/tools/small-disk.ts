import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A file system of its own and of few bytes, which can grow and be made read-only; removed after the test. */
export interface SmallDisk {
  readonly folder: string;
  /** Mounts it anew with these options, such as `size=64m` or `ro`. */
  readonly remount: (options: string) => void;
}

/** Mounts a disk of the given size, such as `2m`; undefined where this user may not mount anything. */
export function mountSmallDisk(context: TestContext, size: string): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-disk-'));
  const mount = (options: string): unknown =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'ballast-test', folder], { stdio: 'pipe' });
  try {
    mount(`size=${size}`);
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  context.after(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  return { folder, remount: (options) => void mount(`remount,${options}`) };
}
