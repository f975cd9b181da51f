/** Loaded before a test run: one source file is another one than on disk, as `BALLAST_MUTANT` says. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutants.ts';

const { file, start, end, text } = JSON.parse(process.env['BALLAST_MUTANT'] ?? '{}') as Mutant & { readonly file: string };
const place = pathToFileURL(file).href;

registerHooks({
  load: (url, context, next) => {
    if (url !== place) return next(url, context);
    const source = readFileSync(file, 'utf8');
    return { format: 'module-typescript', shortCircuit: true, source: source.slice(0, start) + text + source.slice(end) };
  },
});
