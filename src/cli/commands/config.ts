import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** `ballast config check [FILE]`: what a configuration means, or all that is wrong with it. */
export function register(program: Command, context: CliContext): void {
  const config = program.command('config').description('check and explain a configuration');
  config
    .command('check')
    .description('say in plain words what a configuration means, or all that is wrong with it')
    .argument('[file]', 'the configuration (else --config, BALLAST_CONFIG, ./ballast.yaml)')
    .option('--json', 'print the configuration with its defaults as JSON')
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      const [{ loadConfig }, { checkFiles }] = await Promise.all([import('../../config/load.ts'), import('../../config/check-files.ts')]);
      const loaded = loadConfig(file === undefined ? context.configFile : resolve(context.cwd, file));
      const { checkDeployments } = await import('../../modes/check-deployments.ts');
      const wrong = [...checkFiles(loaded), ...(await checkDeployments(loaded.config, loaded.folder))];
      if (wrong.length > 0) throw loaded.violated(wrong);
      if (options.json === true) {
        const { redact } = await import('../../config/redact.ts');
        return context.out(JSON.stringify(redact(loaded.config), null, 2));
      }
      const { configWarnings, explainConfig } = await import('../../config/explain.ts');
      context.out(
        explainConfig(loaded)
          .map(({ topic, lines }) => `${topic.padEnd(15)}${lines.join(`\n${' '.repeat(15)}`)}`)
          .join('\n'),
      );
      for (const warning of configWarnings(loaded.config)) context.out(`Note           ${warning}`);
      context.out('\nThe configuration is right.');
    });
}
