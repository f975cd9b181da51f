/** What loading one venue takes beside importing all of ccxt: in processes of their own, in turns. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPackage } from '../tests/tools/build-package.ts';

/** Milliseconds and bytes of resident memory of each round. */
export interface VenueLoad {
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
}

/** Measures so many rounds of each, of the package as it is installed. */
export async function measureVenueLoad(rounds: number): Promise<Readonly<Record<'one' | 'all', VenueLoad>>> {
  const exchange = pathToFileURL(join(await buildPackage(), 'adapters/venues/ccxt/exchange.js')).href;
  const programs = {
    one: `const { loadExchange } = await import(${JSON.stringify(exchange)}); await (await loadExchange('binance', { urls: {}, timeoutMs: 1 }))();`,
    all: `const { default: ccxt } = await import('ccxt'); new ccxt.pro.binance();`,
  };
  const loads = { one: { ms: [] as number[], bytes: [] as number[] }, all: { ms: [] as number[], bytes: [] as number[] } };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['one', 'all'] as const) {
      const { ms, bytes } = load(programs[name]);
      loads[name].ms.push(ms);
      loads[name].bytes.push(bytes);
    }
  }
  return loads;
}

function load(program: string): { readonly ms: number; readonly bytes: number } {
  const code = `const began = performance.now(); ${program}
    console.log(JSON.stringify({ ms: performance.now() - began, bytes: process.memoryUsage().rss }));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', cwd: import.meta.dirname });
  return JSON.parse(said) as { ms: number; bytes: number };
}
