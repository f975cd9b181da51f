import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { ROOT, runCommand } from '../tools/run-command.ts';

const STRATEGY = `import { crossing, defineStrategy, enter, exit, order, sma, target, z, type Bar } from 'ballast';

const isUp = (bar: Bar): boolean => bar.close > bar.open;

export default defineStrategy({
  id: 'typed',
  version: '1.0.0',
  params: z.object({ fast: z.int().default(10), mode: z.enum(['calm', 'wild']).default('calm') }),
  data: ({ params }) => ({ bars: [{}, { interval: '1d' }], warmUp: params.fast, timers: { review: '1h' } }),
  indicators: ({ params }) => ({ slow: sma(30), cross: crossing(sma(params.fast), sma(30)) }),
  init: () => ({ entries: 0, last: '' }),
  onBar({ indicators, params, position, state, portfolio, history }, bar) {
    if (params.mode === 'wild') return target(0.5);
    if (indicators.cross.above && isUp(bar)) {
      state.entries += 1;
      return enter('long', { weight: 0.5, stop: indicators.slow.value, target: bar.close + history(1).length });
    }
    return position.isLong ? [exit(), order({ side: 'buy', type: 'limit', limit: bar.low, quantity: portfolio.cash / bar.close })] : undefined;
  },
  onFill({ state }, fill) {
    state.last = fill.role;
  },
});
`;

/** A slip of the pen, and what the compiler says of it. */
const SLIPS: readonly (readonly [what: string, correct: string, wrong: string, expected: RegExp])[] = [
  ['a parameter', 'params.mode ===', 'params.mood ===', /'mood' does not exist/],
  ['a parameter in data', 'warmUp: params.fast', 'warmUp: params.fats', /'fats' does not exist/],
  ['a value that a parameter cannot have', "=== 'wild'", "=== 'mild'", /no overlap/],
  ['an indicator', 'indicators.cross', 'indicators.corss', /'corss' does not exist/],
  ['a value of an indicator', 'cross.above', 'cross.abvoe', /Did you mean 'above'/],
  ['an option of an intent', 'stop: ind', 'stopp: ind', /Did you mean to write 'stop'/],
  ['two sizes in one intent', 'weight: 0.5', 'weight: 0.5, quantity: 1', /not assignable/],
  ['no size in an intent', 'weight: 0.5, ', '', /not assignable/],
  ['a direction', "enter('long'", "enter('up'", /'"up"' is not assignable/],
  ['a limit order without a limit', 'limit: bar.low, ', '', /'limit' is missing/],
  ['a stop on a limit order', 'limit: bar.low', 'limit: bar.low, stop: 5', /'stop' does not exist/],
  ['a field of the state', 'state.entries', 'state.entires', /Did you mean 'entries'/],
  ['a type in the state', 'state.last = fill.role', 'state.last = fill.price', /'number' is not assignable to type 'string'/],
  ['a field of the bar', 'bar.low', 'bar.lo', /'lo' does not exist/],
  ['a field of the position', 'position.isLong', 'position.isOpen', /'isOpen' does not exist/],
  ['an interval', "'1d'", "'1day'", /'"1day"' is not assignable/],
  ['a type in data', 'warmUp: params.fast', 'warmUp: params.mode', /'warmUp' are incompatible/],
  ['a handler', 'onFill(', 'onFil(', /'onFil' does not exist/],
  ['a handler that is async', 'onBar(', 'async onBar(', /Promise/],
  ['what a handler returns', 'return target(0.5)', 'return 0.5', /not assignable/],
];

suite('types catch slips in a strategy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-types-'));
  after(() => rmSync(folder, { recursive: true }));
  let output = '';

  before(async () => {
    const compilerOptions = { paths: { ballast: [join(ROOT, 'src/index.ts')] }, typeRoots: [join(ROOT, 'node_modules/@types')] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }),
    );
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'correct.ts'), STRATEGY);
    for (const [index, [what, correct, wrong]] of SLIPS.entries()) {
      assert.ok(STRATEGY.includes(correct), what);
      writeFileSync(join(folder, `slip-${index}.ts`), STRATEGY.replace(correct, wrong));
    }
    ({ output } = await runCommand(['tsc', '--project', folder, '--pretty', 'false']));
  });

  test('a correct strategy has no error', () => assert.doesNotMatch(output, /correct\.ts/));

  for (const [index, [what, , , expected]] of SLIPS.entries()) {
    test(what, () => {
      const said = output.split(/^(?=\S)/m).filter((line) => line.includes(`slip-${index}.ts(`));
      assert.match(said.join(''), expected);
    });
  }
});
