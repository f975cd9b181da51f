import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { StrategySource } from './read-source.ts';

/** What a strategy's `import ... from 'ballast'` gives it: what strategies are written with, and not what runs them. */
const STRATEGY_ENTRY = new URL(`../../strategy/index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href;

/** Code of checked strategy files by the URL under which it is imported. */
const served = new Map<string, string>();
let registered = false;

/**
 * Makes checked sources importable, and returns the entry's URL. The code that was checked is what runs, whatever the file says by then;
 * `ballast` and `zod` are this installation's own, wherever the file lies. A changed strategy has another `version` and so another URL.
 */
export function serveSources(sources: readonly StrategySource[], version: string): string {
  const urls = sources.map((source) => {
    const url = `${pathToFileURL(source.path).href}?strategy=${version.slice(0, 16)}`;
    served.set(url, source.code);
    return url;
  });
  if (!registered) registerStrategyHooks();
  return urls[0] ?? '';
}

function registerStrategyHooks(): void {
  registered = true;
  const packages: Readonly<Record<string, string>> = { ballast: STRATEGY_ENTRY, zod: import.meta.resolve('zod') };
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (served.has(specifier)) return { url: specifier, format: 'module', shortCircuit: true };
      const { parentURL } = context;
      if (parentURL === undefined || !served.has(parentURL)) return nextResolve(specifier, context);
      const own = packages[specifier];
      if (own !== undefined) return nextResolve(own, context);
      const url = new URL(specifier, parentURL);
      url.search = new URL(parentURL).search;
      return { url: url.href, format: 'module', shortCircuit: true };
    },
    load(url, context, nextLoad) {
      const source = served.get(url);
      return source === undefined ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true };
    },
  });
}
