import { loadConfig, parseConfig } from '../config/load.ts';
import type { CliContext } from './context.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { sessionCommand, withPort, type SessionFlags } from './session-command.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast paper`. */
export interface PaperFlags extends SessionFlags {
  readonly demo?: boolean;
  readonly speed?: string;
  readonly bars?: string;
}

/** Runs a paper session in the foreground until it is stopped. */
export async function paperCommand(context: CliContext, flags: PaperFlags): Promise<void> {
  const { demo = false, speed, bars } = flags;
  const { config, folder } = demo ? { ...parseConfig(DEMO_CONFIG, 'the demo'), folder: context.cwd } : loadConfig(context.configFile);
  const feed = { ...config.feed, ...(speed !== undefined && { speed: wholeFlag('--speed', speed, 1, 100_000_000) }) };
  await sessionCommand(context, flags, {
    folder,
    config: withPort({ ...config, feed }, flags),
    ...(bars !== undefined && { bars: wholeFlag('--bars', bars, 1, 1_000_000_000) }),
  });
}
