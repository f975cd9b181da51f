import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { BallastError } from '../../kernel/errors.ts';
import { installTraps, handlerGuard } from './traps.ts';
import { loadStrategy, type LoadedStrategy } from './load-strategy.ts';
import { shippedStrategies } from './find-strategy.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-strategies-'));
after(() => rmSync(folder, { recursive: true }));
let folders = 0;

/** Loads `my.ts` out of a folder of its own that holds these files. */
function load(files: Readonly<Record<string, string>> | string, params: Readonly<Record<string, unknown>> = {}): Promise<LoadedStrategy> {
  const cwd = join(folder, String((folders += 1)));
  for (const [name, text] of Object.entries(typeof files === 'string' ? { 'my.ts': files } : files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return loadStrategy('./my.ts', { cwd, params });
}

/** A strategy with these fields, over the least that one needs. */
function strategy(fields: string, head = ''): string {
  return `import { defineStrategy, sma, z } from 'ballast';\n${head}
export default defineStrategy({ id: 'my', version: '1.0.0', params: z.object({}), onBar() {}, ${fields} });`;
}

async function refusal(files: Readonly<Record<string, string>> | string, params?: Readonly<Record<string, unknown>>): Promise<string> {
  try {
    await load(files, params);
  } catch (error) {
    if (error instanceof BallastError) return `${error.code} | ${error.where ?? ''} | ${error.message} | ${error.mend}`;
    throw error;
  }
  return 'nothing';
}

for (const id of shippedStrategies()) {
  test(`${id} ships, loads with its defaults, and is named after its file`, async () => {
    const loaded = await loadStrategy(id);
    assert.equal(loaded.definition.id, id);
    assert.deepEqual(
      loaded.files.map(({ path }) => path),
      [`${id}.ts`],
    );
  });
}

test('a strategy in a folder of its own, without any installation there, loads with the files beside it', async () => {
  const loaded = await load({
    'my.ts': strategy(
      'init: () => ({ seen: START })',
      "import { START } from './parts/start.ts';\nimport type { Bar } from 'ballast';\nexport type B = Bar;",
    ),
    'parts/start.ts': "import { z } from 'zod';\nexport const START: number = z.int().parse(7);",
  });
  assert.deepEqual(loaded.definition.init?.({ params: {} }), { seen: 7 });
  assert.deepEqual(
    loaded.files.map(({ path }) => path),
    ['my.ts', 'parts/start.ts'],
  );
});

test('the hash is that of all files and does not depend on the folder; any change gives another', async () => {
  const files = { 'my.ts': strategy('init: () => A', "import { A } from './a.ts';"), 'a.ts': 'export const A = 1;' };
  const [one, same, other] = [await load(files), await load(files), await load({ ...files, 'a.ts': 'export const A = 2;' })];
  assert.equal(one.hash, same.hash);
  assert.notEqual(one.hash, other.hash);
  assert.match(one.packages.join(' '), /^ballast@\d+\.\d+\.\d+ zod@\d+\.\d+\.\d+ sha512-/);
});

test('a file that changed is loaded anew in the same process', async () => {
  const cwd = join(folder, 'changing');
  mkdirSync(cwd);
  const versions = [];
  for (const version of ['1.0.0', '1.0.1']) {
    writeFileSync(join(cwd, 'my.ts'), strategy('').replace('1.0.0', version));
    versions.push((await loadStrategy('./my.ts', { cwd })).definition.version);
  }
  assert.deepEqual(versions, ['1.0.0', '1.0.1']);
});

test('nothing of a refused file has run', async () => {
  const files = { 'my.ts': strategy('', "import './a.ts';\nJSON.parse('{');\nDate.now();"), 'a.ts': "JSON.parse('{');" };
  assert.match(await refusal(files), /^STRATEGY_FORBIDDEN \| my\.ts:4:1 \| Date\.now is refused: .* \| Use context\.clock\.now/);
});

const REFUSED: readonly (readonly [rule: string, files: Readonly<Record<string, string>> | string, expected: RegExp])[] = [
  ['a syntax error is told with its place', 'const a = ;', /^STRATEGY_SYNTAX \| my\.ts:1:11 \|/],
  ['so is TypeScript that Node cannot strip', '\nenum A { B }', /^STRATEGY_SYNTAX \| my\.ts:2:1 \| .*enum/],
  ['and what is left over by the stripping', '@dec class A {}', /^STRATEGY_SYNTAX \| my\.ts:1:1 \|/],
  ['no default export', 'export const a = 1;', /^STRATEGY_INVALID \| my\.ts \| my\.ts has no default export/],
  ['a default export of another kind', "export default { id: 'my' };", /^STRATEGY_INVALID \| .*something else than defineStrategy/],
  ['an import of Node', "import fs from 'node:fs';", /^STRATEGY_FORBIDDEN \| my\.ts:1:1 \| importing 'node:fs' is refused/],
  ['an import of another package', "import ccxt from 'ccxt';", /^STRATEGY_FORBIDDEN .*'ccxt'/],
  ['an import from outside the folder', "import '../1/my.ts';", /^STRATEGY_FORBIDDEN .*outside the strategy's folder/],
  ['an import by URL', "import 'file:///etc/passwd';", /^STRATEGY_FORBIDDEN /],
  ['an import without ending', { 'my.ts': "import './a';", 'a.ts': '' }, /^STRATEGY_INVALID .*Write the ending: '\.\/a\.ts'/],
  ['an import with the wrong ending', { 'my.ts': "export * from './a.js';", 'a.ts': '' }, /^STRATEGY_INVALID .*'\.\/a\.ts'/],
  ['an import of no file', "import './gone.ts';", /^STRATEGY_INVALID \| my\.ts:1:1 \| '\.\/gone\.ts' does not exist/],
  [
    'a name that the imported file lacks',
    { 'my.ts': "import { b } from './a.ts';\nb;", 'a.ts': '' },
    /^STRATEGY_SYNTAX .*does not provide an export named 'b'/,
  ],
  ['an offence in an imported file', { 'my.ts': "import './a.ts';", 'a.ts': '\n  fetch("x");' }, /^STRATEGY_FORBIDDEN \| a\.ts:2:3 \|/],
  [
    'a file that throws',
    'const a = null as unknown as { b: number };\na.b;',
    /^STRATEGY_INVALID \| my\.ts:2:3 \| the file throws while it is loaded/,
  ],
  ['an indicator of a length that cannot be', strategy('indicators: () => ({ a: sma(0) })'), /^INDICATOR_INVALID \| my\.ts, indicators \|/],
  ['an indicator that is none', strategy('indicators: () => ({ a: 5 })'), /^STRATEGY_INVALID .*a is not an indicator/],
  [
    'an indicator on bars that never come',
    strategy("indicators: () => ({ a: sma(5).on('1d') })"),
    /^STRATEGY_INVALID .*wants bars of 1d.*\{ interval: '1d' \}/,
  ],
  ['a misspelled field', strategy('onbar() {}'), /^STRATEGY_INVALID .*no field "onbar" \| Did you mean onBar\?/],
  ['an id with blanks', strategy("id: 'My strategy'"), /^STRATEGY_INVALID .*kebab-case/],
  ['a version that is none', strategy("version: '1'"), /^STRATEGY_INVALID .*three numbers/],
  ['params that are no schema', strategy('params: {}'), /^STRATEGY_INVALID .*not a zod object/],
  ['a handler that is a generator', strategy('*onBar() {}'), /^STRATEGY_INVALID .*onBar is a generator/],
  ['a handler that is no function', strategy('onBar: 5'), /^STRATEGY_INVALID .*onBar is a number/],
  ['no handler at all', strategy('onBar: undefined').replace('onBar() {}, onBar: undefined', ''), /^STRATEGY_INVALID .*no handler/],
  ['a state that JSON loses', strategy('init: () => ({ seen: new Map() })'), /^STRATEGY_INVALID .*JSON does not keep/],
  ['a NaN in the state', strategy('init: () => ({ price: NaN })'), /^STRATEGY_INVALID .*JSON does not keep/],
  ['an interval that is none', strategy("data: { bars: [{ interval: '7m' }] }"), /^STRATEGY_INVALID .*"7m"/],
  ['a misspelled need', strategy('data: { warmup: 3 }'), /^STRATEGY_INVALID .*Did you mean warmUp/],
  ['a warm-up of half a bar', strategy('data: { warmUp: 2.5 }'), /^STRATEGY_INVALID .*warmUp is 2\.5/],
];

for (const [rule, files, expected] of REFUSED) {
  test(`loading: ${rule}`, async () => assert.match(await refusal(files), expected));
}

const WITH_PARAMS = strategy(
  "params: z.object({ fast: z.int().min(2).max(50).default(10), size: z.number().gt(0).optional(), kind: z.enum(['a', 'b']).default('a'), live: z.boolean().default(false) })",
);

test('parameters: defaults, and text read as what is wanted', async () => {
  assert.deepEqual((await load(WITH_PARAMS)).params, { fast: 10, kind: 'a', live: false });
  assert.deepEqual((await load(WITH_PARAMS, { fast: '20', size: '0.5', kind: 'b', live: 'true' })).params, {
    fast: 20,
    size: 0.5,
    kind: 'b',
    live: true,
  });
});

const PARAMETERS: readonly (readonly [params: Readonly<Record<string, unknown>>, expected: RegExp])[] = [
  [{ fast: 51 }, /^STRATEGY_PARAMETER \| my, fast \| fast is 51: .* \| Allowed are: fast: integer, 2 to 50\.$/],
  [{ fast: '2.5' }, /fast is 2\.5/],
  [{ fast: 'ten' }, /fast is "ten"/],
  [{ fast: '' }, /fast is ""/],
  [{ size: 0 }, /size is 0: .*size: number, above 0\./],
  [{ kind: 'c' }, /kind is "c": .*one of "a", "b"/],
  [{ fsat: 5 }, /my has no parameter "fsat" \| Did you mean fast\? Its parameters are fast, size, kind, live\./],
  [{ fast: 1, size: -1 }, /fast is 1: .*; size is -1: .*fast: integer, 2 to 50\. size: number, above 0\./],
];

for (const [params, expected] of PARAMETERS) {
  test(`parameters: ${JSON.stringify(params)} is refused`, async () => assert.match(await refusal(WITH_PARAMS, params), expected));
}

test('parameters that contradict each other are refused by the rule of the strategy', async () => {
  await assert.rejects(loadStrategy('sma-cross', { params: { fast: 30, slow: 10 } }), (error) => {
    assert.ok(error instanceof BallastError);
    assert.equal(error.code, 'STRATEGY_PARAMETER');
    assert.match(error.message, /fast is 30: must be less than slow/);
    return true;
  });
});

const UNKNOWN: readonly (readonly [reference: string, expected: RegExp])[] = [
  ['sma-crss', /no strategy named "sma-crss".*donchian-breakout, rsi-mean-reversion, sma-cross.*Did you mean sma-cross\?/s],
  ['something', /path of your file/],
  ['my', /Did you mean \.\/my\.ts\?/],
  ['./mi.ts', /there is no file mi\.ts.*Did you mean my\.ts\?/s],
  ['.\\', /is not a file|there is no file/],
  ['./my.tsx', /there is no file/],
];

test('an unknown strategy is answered with what there is', async () => {
  const cwd = join(folder, 'unknown');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'my.ts'), '');
  for (const [reference, expected] of UNKNOWN) {
    await assert.rejects(loadStrategy(reference, { cwd }), (error) => {
      assert.ok(error instanceof BallastError && error.code === 'STRATEGY_NOT_FOUND', String(error));
      assert.match(`${error.message} ${error.mend}`, expected);
      return true;
    });
  }
});

test('what the check at load cannot see is trapped while a handler runs, and only then', async () => {
  const roundabout = 'const pick = (o: object, name: string) => Reflect.get(o, name);';
  const { definition } = await load(strategy("init: () => ({ random: pick(Math, 'random').call(Math) < 1 })", roundabout));
  const RealDate = Date;
  const removeTraps = installTraps();
  try {
    assert.deepEqual(definition.init?.({ params: {} }), { random: true });
    handlerGuard.active = true;
    assert.throws(() => definition.init?.({ params: {} }), { code: 'STRATEGY_FORBIDDEN', message: /Math\.random is refused/ });
    for (const reach of [() => new Date(), () => Date(), () => Date.now(), () => performance.now(), () => setTimeout(() => {}, 0)]) {
      assert.throws(reach, { code: 'STRATEGY_FORBIDDEN' });
    }
    handlerGuard.active = false;
    assert.ok(new Date() instanceof RealDate);
    assert.ok(Math.abs(Date.now() - new Date().getTime()) < 60_000);
  } finally {
    handlerGuard.active = false;
    removeTraps();
  }
  assert.equal(Date, RealDate);
  assert.equal(Object.hasOwn(performance, 'now'), false);
});
