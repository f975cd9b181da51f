/** One folder of `src`, or one adapter that needs more than the others, and what its files may import, besides the kernel and each other. */
export interface Layer {
  readonly name: string;
  /** Other layers that it may import; `*` is all of them. */
  readonly mayImport: readonly string[] | '*';
  /** How many folders deep its rooms lie; a room never imports its neighbour. 0: the layer is one room. */
  readonly roomDepth: number;
  /** npm packages that it may import; `*` is any of the project's dependencies. */
  readonly packages: readonly string[] | '*';
  /** Whether it may import Node's own modules. */
  readonly node: boolean;
}

const pure = { roomDepth: 0, packages: [], node: false } as const;
const outer = { roomDepth: 0, packages: [], node: true } as const;

/** Who may import whom, innermost first; everything may import the kernel. The row that names most of a path counts. */
export const IMPORT_TABLE: readonly Layer[] = [
  { ...pure, name: 'kernel', mayImport: [] },
  { ...pure, name: 'domain', mayImport: [] },
  { ...pure, name: 'indicators', mayImport: ['domain'] },
  { ...pure, name: 'strategy', mayImport: ['domain', 'indicators'], packages: ['zod'] },
  { ...pure, name: 'ports', mayImport: ['domain'] },
  { ...pure, name: 'core', mayImport: ['domain', 'indicators', 'strategy'], roomDepth: 1 },
  { ...pure, name: 'engine', mayImport: ['domain', 'indicators', 'strategy', 'ports', 'core'] },
  { ...pure, name: 'sim', mayImport: ['domain'] },
  { ...outer, name: 'data', mayImport: ['domain', 'ports'], packages: ['@duckdb/node-api'] },
  { ...outer, name: 'adapters', mayImport: ['domain', 'ports'], roomDepth: 2, packages: '*' },
  { ...outer, name: 'adapters/strategies', mayImport: ['domain', 'indicators', 'strategy', 'ports'], packages: ['acorn', 'zod'] },
  // The exchange behind the wire is a function of its inputs, as the simulation needs it.
  { ...pure, name: 'testnet/exchange', mayImport: ['domain', 'sim'] },
  {
    ...outer,
    name: 'testnet',
    // The api, for the guard of the Host header.
    mayImport: ['domain', 'ports', 'sim', 'data', 'api', 'testnet/exchange'],
    packages: ['fastify', 'protobufjs', 'ws', 'zod'],
  },
  { ...outer, name: 'report', mayImport: ['domain'], packages: ['zod'] },
  { ...outer, name: 'config', mayImport: ['domain'], packages: ['yaml', 'zod'] },
  {
    ...outer,
    name: 'modes',
    mayImport: ['domain', 'indicators', 'strategy', 'ports', 'core', 'engine', 'sim', 'data', 'adapters', 'testnet', 'report', 'config'],
    packages: ['acorn', 'zod'],
  },
  { ...outer, name: 'api', mayImport: ['domain', 'ports', 'config', 'report'], packages: ['fastify', 'prom-client', 'zod'] },
  { ...outer, name: 'services', mayImport: '*', packages: ['pino', 'prom-client'] },
  { ...outer, name: 'cli', mayImport: '*', packages: ['commander', 'zod'] },
];

/** Layers whose behaviour is a function of their inputs alone. */
export const DETERMINISTIC_LAYERS: readonly string[] = [
  'kernel',
  'domain',
  'indicators',
  'strategy',
  'core',
  'engine',
  'sim',
  'testnet/exchange',
];

/** What a strategy that ships may import. */
export const STRATEGY_IMPORTS: readonly string[] = ['ballast', 'zod'];
