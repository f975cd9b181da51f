import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { errorCodes } from '../../src/kernel/error-codes.ts';
import { loadStrategy } from '../../src/adapters/strategies/load-strategy.ts';
import { ROOT, type CommandResult } from '../tools/run-command.ts';

const page = readFileSync(join(ROOT, 'docs/strategies.md'), 'utf8');
/** The complete strategies of the page, by id. */
const EXAMPLES = new Map(
  [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => [/id: '([^']+)'/.exec(code)?.[1] ?? 'nameless', code]),
);
/** The other pieces of code of the page: lines that stand in a handler, each with a handler around it. */
const PIECES: readonly (readonly [id: string, first: string, handler: (lines: string) => string])[] = [
  ['calendar', 'const minutes =', (lines) => `onBar({ clock }) { ${lines}; throw new Error(\`weekday \${weekday}, hour \${hour}\`); }`],
  [
    'trailing',
    "return order({ side: 'sell', type: 'trailing-stop'",
    (lines) => `onBar({ position, openOrders }) {
    if (position.isFlat) return enter('long', { weight: 0.1 });
    if (openOrders.length > 0) return;
    ${lines}
  }`,
  ],
];

/** A piece of the page as a strategy. */
function pieceOf(first: string, handler: (lines: string) => string, id: string): string {
  const lines = [...page.matchAll(/(?:^ {4}.*\n)+/gm)].map(([text]) => text).find((text) => text.trimStart().startsWith(first));
  assert.ok(lines !== undefined, `the page has no piece that begins with ${first}`);
  return `import { defineStrategy, enter, order, z } from 'ballast';
export default defineStrategy({ id: '${id}', version: '1.0.0', params: z.object({}), ${handler(lines.trimEnd().replace(/( \/\/.*)$/, ''))} });
export const used = [enter, order];
`;
}

const INSTRUMENTS = ['BTC/USDT.BINANCE', 'ETH/USDT.BINANCE'];

/** What a user's shell has: nothing of this checkout on the path, nothing of its settings. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BALLAST_|NODE_|npm_)/i.test(name))),
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(ROOT))
    .join(delimiter),
};

function run(cwd: string, command: string, ...parameters: readonly string[]): Promise<CommandResult> {
  return new Promise((settle) => {
    execFile(command, parameters, { cwd, env: environment, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

async function succeed(cwd: string, command: string, ...parameters: readonly string[]): Promise<string> {
  const { code, output } = await run(cwd, command, ...parameters);
  assert.equal(code, 0, `${[command, ...parameters].join(' ')}\n${output}`);
  return output;
}

/** Ten days of minutes that rise and fall, each instrument in its own time. */
function sampleCsv(phase: number): string {
  const price = (minute: number): number => 20_000 + 900 * Math.sin(minute / 700 + phase) + 60 * Math.sin(minute / 31 + phase);
  const rows = Array.from({ length: 14_400 }, (_, minute) => {
    const [open, close] = [price(minute), price(minute + 1)];
    const time = 1_704_067_200_000 + minute * 60_000;
    return [
      time,
      open.toFixed(2),
      (Math.max(open, close) + 3).toFixed(2),
      (Math.min(open, close) - 3).toFixed(2),
      close.toFixed(2),
      5,
    ].join(',');
  });
  return ['timestamp,open,high,low,close,volume', ...rows, ''].join('\n');
}

test('the page has the examples that this file tries, and names only codes that exist', () => {
  assert.deepEqual([...EXAMPLES.keys()], ['ema-trend', 'every-handler', 'rotation', 'two-intervals']);
  const codes = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code);
  assert.deepEqual(
    codes.filter((code) => !(code in errorCodes)),
    [],
  );
});

suite('in a folder of their own, with Ballast installed from its tarball', () => {
  const outside = mkdtempSync(join(tmpdir(), 'ballast-package-'));
  const folder = join(outside, 'mine');
  after(() => rmSync(outside, { recursive: true, force: true }));

  before(async () => {
    mkdirSync(folder);
    await succeed(ROOT, 'npm', 'pack', '--pack-destination', outside);
    const tarball = readdirSync(outside).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
    await succeed(folder, 'npm', 'init', '--yes');
    await succeed(folder, 'npm', 'install', join(outside, tarball), '--prefer-offline', '--no-audit', '--no-fund');
    rmSync(join(folder, 'package.json'));
    await succeed(folder, 'npx', 'ballast', 'init');
    for (const [id, code] of EXAMPLES) writeFileSync(join(folder, 'strategies', `${id}.ts`), code);
    for (const [id, first, handler] of PIECES) writeFileSync(join(folder, 'strategies', `${id}.ts`), pieceOf(first, handler, id));
    for (const [index, instrument] of INSTRUMENTS.entries()) {
      writeFileSync(join(folder, 'bars.csv'), sampleCsv(index));
      await succeed(folder, 'npx', 'ballast', 'data', 'import', 'bars.csv', '--instrument', instrument, '--interval', '1m');
    }
  });

  const compiler = join(ROOT, 'node_modules/.bin/tsc');

  test('the strategies of the page and the one that init writes type-check', async () => {
    await succeed(folder, compiler, '--project', folder);
  });

  test('a slip is a type error there too', async () => {
    const wrong = join(folder, 'strategies', 'wrong.ts');
    writeFileSync(wrong, (EXAMPLES.get('ema-trend') ?? '').replace('cross.above', 'cross.abvoe'));
    const { code, output } = await run(folder, compiler, '--project', folder);
    rmSync(wrong);
    assert.notEqual(code, 0);
    assert.match(output, /Did you mean 'above'/);
  });

  for (const id of [...EXAMPLES.keys(), 'my-strategy', 'trailing']) {
    test(`${id} trades in a backtest`, async () => {
      const instruments = INSTRUMENTS.slice(0, id === 'rotation' ? 2 : 1).flatMap((instrument) => ['--instrument', instrument]);
      // What they do by themselves: the bars of the sample lose more in a day than the limits allow.
      const options = [...instruments, '--interval', '5m', '--limits', 'off', '--json', 'result.json'];
      await succeed(folder, 'npx', 'ballast', 'backtest', `./strategies/${id}.ts`, ...options);
      const { fills } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as {
        readonly fills: readonly { instrument: string }[];
      };
      if (id !== 'two-intervals') assert.ok(fills.length > 0, 'no fills');
      if (id === 'rotation') assert.deepEqual([...new Set(fills.map(({ instrument }) => instrument))].sort(), INSTRUMENTS);
    });
  }

  test('the lines of the page tell weekday and hour: the first bar closes on a Monday', async () => {
    const { output } = await run(
      folder,
      'npx',
      'ballast',
      'backtest',
      './strategies/calendar.ts',
      '--instrument',
      'BTC/USDT.BINANCE',
      '--interval',
      '1h',
    );
    assert.match(output, /STRATEGY_THREW[^]*weekday 1, hour 1[^]*bar closing 2024-01-01T01:00:00Z/);
  });

  test('a strategy that ships runs by its name', async () => {
    await succeed(folder, 'npx', 'ballast', 'backtest', 'sma-cross', '--instrument', 'BTC/USDT.BINANCE', '--interval', '5m');
  });

  test('a backtest is run by a call from a script, which type-checks, and gives the hash of the command line', async () => {
    const script = join(folder, 'strategies', 'sweep.ts');
    writeFileSync(
      script,
      `import { backtest, type BacktestResult } from 'ballast';
const result: BacktestResult = await backtest({ strategy: 'sma-cross', instrument: 'BTC/USDT.BINANCE', interval: '5m', keep: false });
process.stdout.write(result.hash);
`,
    );
    await succeed(folder, compiler, '--project', folder, '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types'));
    const hash = await succeed(folder, process.execPath, script);
    rmSync(script);
    await succeed(
      folder,
      'npx',
      'ballast',
      'backtest',
      'sma-cross',
      '--instrument',
      'BTC/USDT.BINANCE',
      '--interval',
      '5m',
      '--json',
      'result.json',
    );
    assert.equal(hash, (JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { readonly hash: string }).hash);
  });

  test('a refused strategy is told with file, line and what to use instead', async () => {
    writeFileSync(join(folder, 'late.ts'), (EXAMPLES.get('ema-trend') ?? '').replace('state.entries += 1;', 'state.entries = Date.now();'));
    const { code, output } = await run(
      folder,
      'npx',
      'ballast',
      'backtest',
      './late.ts',
      '--instrument',
      'BTC/USDT.BINANCE',
      '--interval',
      '5m',
    );
    assert.notEqual(code, 0);
    assert.match(output, /STRATEGY_FORBIDDEN[^]*Date\.now[^]*late\.ts:\d+:\d+[^]*context\.clock\.now/);
  });

  test('the hash of a strategy is the same from the package and from the checkout', async () => {
    const script = `import { loadStrategy } from 'ballast-inside'; console.log((await loadStrategy('./strategies/ema-trend.ts')).hash);`;
    const inside = join(folder, 'node_modules/ballast/dist/adapters/strategies/load-strategy.js');
    writeFileSync(join(folder, 'hash.mjs'), script.replace('ballast-inside', inside));
    const hash = (await succeed(folder, process.execPath, 'hash.mjs')).trim();
    assert.equal(hash, (await loadStrategy('./strategies/ema-trend.ts', { cwd: folder })).hash);
  });
});
