import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { fail, isBallastError } from '../kernel/errors.ts';
import { crossCheck } from './cross-check.ts';
import { describeIssues } from './describe-issue.ts';
import { CONFIG_VERSION, configSchema, type Config } from './schema.ts';
import { keyText, type KeyViolation, violationsError } from './violation.ts';
import { NumberText, readYaml, type YamlSource } from './yaml-source.ts';

/** A configuration and where it came from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file: string;
  /** Paths of strategies start here; the keys that end in File are absolute already. */
  readonly folder: string;
  /** The error that names `violations` found later, such as files that are missing, with their lines. */
  violated(violations: readonly KeyViolation[]): Error;
  /** Whether the file itself says a key, rather than its default. */
  states(path: readonly string[]): boolean;
}

const LARGEST_BYTES = 1_000_000;

/**
 * Reads, checks and freezes a configuration file.
 * Errors: `CONFIG_MISSING`, `CONFIG_UNREADABLE`, `CONFIG_SYNTAX`, `CONFIG_INVALID`, `CONFIG_NEWER`.
 */
export function loadConfig(file: string): LoadedConfig {
  const path = resolve(file);
  const folder = dirname(path);
  const { config, violated, states } = parseConfig(readText(path), path);
  return { config: deepFreeze(withAbsoluteFiles(config, folder)), violated, states, file: path, folder };
}

/** The same with absolute paths to the files of secrets and kills. A strategy's path stays as it is: it is part of what is hashed. */
function withAbsoluteFiles({ store, venue, watchdog, notify, risk, ...rest }: Config, folder: string): Config {
  const absolute = <Key extends string>(key: Key, path: string | undefined): { readonly [Name in Key]?: string } =>
    (path === undefined ? {} : { [key]: resolve(folder, path) }) as { readonly [Name in Key]?: string };
  const { webhook } = notify;
  return {
    ...rest,
    store: { ...store, ...absolute('passwordFile', store.passwordFile) },
    venue: { ...venue, ...absolute('keyFile', venue.keyFile), ...absolute('secretFile', venue.secretFile) },
    watchdog: { ...watchdog, ...absolute('keyFile', watchdog.keyFile), ...absolute('secretFile', watchdog.secretFile) },
    risk: { ...risk, ...absolute('killFile', risk.killFile) },
    notify: webhook === undefined ? notify : { ...notify, webhook: { ...webhook, urlFile: resolve(folder, webhook.urlFile) } },
  };
}

/** The configuration that a text means; `file` is the name that errors give it. Errors: `CONFIG_SYNTAX`, `CONFIG_INVALID`, `CONFIG_NEWER`. */
export function parseConfig(text: string, file: string): Pick<LoadedConfig, 'config' | 'violated' | 'states'> {
  const source = readYaml(text, file);
  refuseNewer(source, file);
  const violated = (violations: readonly KeyViolation[]): Error => locate(violations, source, file);
  const parsed = configSchema.safeParse(source.value ?? {}, { reportInput: true });
  if (!parsed.success) throw violated(describeIssues(parsed.error.issues));
  const violations = crossCheck(parsed.data);
  if (violations.length > 0) throw violated(violations);
  const states = (keys: readonly string[]): boolean => {
    let value: unknown = source.value;
    for (const key of keys)
      value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    return value !== undefined;
  };
  return { config: deepFreeze(parsed.data), violated, states };
}

function readText(path: string): string {
  try {
    const size = statSync(path).size;
    if (size > LARGEST_BYTES)
      fail('CONFIG_UNREADABLE', `the file has ${size} bytes, and a configuration at most ${LARGEST_BYTES}`, { where: path });
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (isBallastError(error)) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') fail('CONFIG_MISSING', 'there is no configuration file here', { where: path });
    return fail('CONFIG_UNREADABLE', error instanceof Error ? error.message : String(error), { where: path, cause: error });
  }
}

/** A file of a newer version may have keys that this Ballast would call misspelled: that would mislead. */
function refuseNewer(source: YamlSource, file: string): void {
  const value = source.value;
  const version = typeof value === 'object' && value !== null && 'version' in value ? value['version'] : undefined;
  if (!(version instanceof NumberText) || !(Number(version.text) > CONFIG_VERSION)) return;
  const { line, column } = source.positionOf(['version']);
  fail('CONFIG_NEWER', `the configuration has version ${version.text}, and this Ballast reads version ${CONFIG_VERSION}`, {
    where: `${file}:${line}:${column}`,
  });
}

function locate(violations: readonly KeyViolation[], source: YamlSource, file: string): Error {
  return violationsError(
    'CONFIG_INVALID',
    file,
    violations.map(({ path, problem, atKey }) => ({
      position: atKey === true ? source.keyPositionOf(path) : source.positionOf(path),
      key: keyText(path),
      problem,
    })),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
