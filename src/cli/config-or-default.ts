import { existsSync } from 'node:fs';

import { loadConfig, parseConfig } from '../config/load.ts';
import { CONFIG_VERSION, type Config } from '../config/schema.ts';
import type { CliContext } from './context.ts';

/** The configuration of this command line; all defaults where none is named and none is there. Errors: those of `loadConfig`. */
export function configOrDefault(context: Pick<CliContext, 'configFile' | 'configNamed'>): Config {
  if (context.configNamed || existsSync(context.configFile)) return loadConfig(context.configFile).config;
  return parseConfig(`version: ${CONFIG_VERSION}`, 'the defaults').config;
}
