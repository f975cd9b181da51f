import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { fail } from '../kernel/errors.ts';

/** The layout of the home folder; a newer one is refused. */
const HOME_VERSION = 1;

/** The folder that holds all state of a Ballast: absolute paths, none of which need exist but `root`. */
export interface HomeFolder {
  readonly root: string;
  /** The file that makes a folder a home. */
  readonly marker: string;
  /** Market data. */
  readonly catalog: string;
  readonly logs: string;
  readonly reports: string;
  /** Results of kept backtests. */
  readonly runs: string;
  /** Locked by the running engine: there is one at a time. */
  readonly lock: string;
  /** The command socket of the running engine. */
  readonly controlSocket: string;
  /** While this file exists, nothing that adds exposure leaves; works without a running engine. */
  readonly killFile: string;
  /** The same beside the home folder: a kill outlives a backup of the folder that is older and takes its place. */
  readonly killFileBeside: string;
  /** Written again and again by the running engine; what looks after it acts when that stops. */
  readonly heartbeat: string;
  /** Results of drills. */
  readonly drills: string;
  /** Keys of people and of this host, a file each. */
  readonly keys: string;
  /** What validations have proven, a file each. */
  readonly certificates: string;
}

/** The paths inside the home folder `root`. Touches no disk. */
export function homeFolder(root: string): HomeFolder {
  const path = resolve(root);
  return {
    root: path,
    marker: join(path, 'home.json'),
    catalog: join(path, 'catalog'),
    logs: join(path, 'logs'),
    reports: join(path, 'reports'),
    runs: join(path, 'runs'),
    lock: join(path, 'engine.lock'),
    controlSocket: join(path, 'control.sock'),
    killFile: join(path, 'KILL'),
    killFileBeside: `${path}.KILL`,
    heartbeat: join(path, 'heartbeat.json'),
    drills: join(path, 'drills'),
    keys: join(path, 'keys'),
    certificates: join(path, 'certificates'),
  };
}

/** The kill files of a home folder, the one that a configuration names included: each of them kills. */
export function killFilesOf({ killFile, killFileBeside }: HomeFolder, configured: string | undefined): readonly string[] {
  return [...new Set([killFile, killFileBeside, ...(configured === undefined ? [] : [configured])])];
}

/**
 * Opens the home folder. Only commands that begin a life (`init`, `start`, `paper`, imports) pass `create`.
 * Errors: `HOME_MISSING`, `HOME_NEWER`, `HOME_UNWRITABLE`.
 */
export function openHome(root: string, options: { readonly create: boolean }): HomeFolder {
  const home = homeFolder(root);
  if (!existsSync(home.marker)) {
    if (!options.create) {
      fail('HOME_MISSING', existsSync(home.root) ? 'this folder is no Ballast home' : 'there is no Ballast home here', {
        where: home.root,
      });
    }
    createHome(home);
  }
  const version = markerVersion(home);
  if (version > HOME_VERSION) {
    fail('HOME_NEWER', `the home has layout ${version}, and this Ballast knows ${HOME_VERSION}`, { where: home.marker });
  }
  return home;
}

function createHome(home: HomeFolder): void {
  try {
    mkdirSync(home.root, { recursive: true, mode: 0o700 });
    const draft = `${home.marker}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ ballastHome: HOME_VERSION })}\n`);
    renameSync(draft, home.marker);
  } catch (error) {
    fail('HOME_UNWRITABLE', `the home folder cannot be made: ${error instanceof Error ? error.message : String(error)}`, {
      where: home.root,
      cause: error,
    });
  }
}

function markerVersion(home: HomeFolder): number {
  try {
    const marker: unknown = JSON.parse(readFileSync(home.marker, 'utf8'));
    if (typeof marker === 'object' && marker !== null && 'ballastHome' in marker && typeof marker.ballastHome === 'number')
      return marker.ballastHome;
  } catch (error) {
    return fail('HOME_MISSING', 'the file that marks a Ballast home cannot be read', { where: home.marker, cause: error });
  }
  return fail('HOME_MISSING', 'this file does not mark a Ballast home', { where: home.marker });
}
