import { existsSync } from 'node:fs';
import { instrumentOf } from '../config/instrument-definition.ts';
import { loadConfig } from '../config/load.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CliContext } from './context.ts';

/** The instruments that the user's configuration defines; none where there is no configuration. Errors: those of `loadConfig`. */
export function configuredInstruments(context: Pick<CliContext, 'configFile' | 'configNamed'>): readonly Instrument[] {
  if (!context.configNamed && !existsSync(context.configFile)) return [];
  return loadConfig(context.configFile).config.instruments.map(instrumentOf);
}
