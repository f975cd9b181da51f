import { join, relative, resolve } from 'node:path';

import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

const NEXT = `  npx ballast config check   what the configuration means
  npx ballast data synth     make bars to try it on; data import takes your own
  npx ballast backtest       run it over them
  npx ballast paper          run it on the synthetic exchange`;

/** `ballast init [DIR]`: a commented configuration, a strategy of the user's own and a home folder. */
export function register(program: Command, context: CliContext): void {
  program
    .command('init')
    .description('write a commented ballast.yaml, a strategy of your own and a home folder')
    .argument('[dir]', 'where to', '.')
    .action(async (dir: string) => {
      const [{ initProject }, { openHome }] = await Promise.all([import('../init-project.ts'), import('../../config/home.ts')]);
      const folder = resolve(context.cwd, dir);
      const written = initProject(folder);
      const home = openHome(context.homeNamed ? context.home : join(folder, 'var', 'ballast'), { create: true });
      const enter = relative(context.cwd, folder);
      context.out(`Wrote in ${folder}`);
      for (const { path, meaning } of written) context.out(`  ${path.padEnd(26)} ${meaning}`);
      context.out(`State will lie in ${home.root}`);
      context.out(`\nNext:\n${enter === '' ? '' : `  cd ${enter}\n`}${NEXT}`);
    });
}
