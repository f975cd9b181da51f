import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { DrillReport } from '../../src/modes/kill/drill/drill-figures.ts';
import { ROOT } from '../tools/run-command.ts';
import { tempFolder } from '../tools/temp-folder.ts';

/** Few orders, so that it is short; how fast this machine is, is not asked. */
const ORDERS = '6';

interface Drilled {
  readonly code: number | null;
  readonly report: DrillReport;
  readonly kept: DrillReport;
  readonly stderr: string;
}

/** Runs the drill of Ballast as it lies in a folder. */
function drill(context: TestContext, root: string): Drilled {
  const home = join(tempFolder(context), 'home');
  const args = [join(root, 'bin/ballast.js'), '--home', home, 'drill', 'kill', '--orders', ORDERS, '--json'];
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/node'), args, { encoding: 'utf8' });
  const [file = ''] = readdirSync(join(home, 'drills'));
  const kept = JSON.parse(readFileSync(join(home, 'drills', file), 'utf8')) as DrillReport;
  return { code: status, report: JSON.parse(stdout) as DrillReport, kept, stderr };
}

/** Figures that count rather than time. */
const counted = ({ figures }: DrillReport): readonly number[] => figures.filter(({ unit }) => unit !== 'ms').map(({ value }) => value);

/** Breaks of the kill path: an edit of one source file, and what the drill must notice. */
const BREAKS: readonly [story: string, file: string, find: string, replace: string, notices: RegExp][] = [
  [
    'a halt cancels nothing',
    'engine/engine.ts',
    "if (state !== 'ACTIVE') this.#cancelWhatAdds();",
    '',
    /until no order that adds exposure was open/,
  ],
  [
    'a halt takes the stops away too',
    'engine/engine.ts',
    "if (state !== 'ACTIVE') this.#cancelWhatAdds();",
    "if (state !== 'ACTIVE') for (const order of [...this.account.desk.all()]) this.#pipeline.cancel(order);",
    /protective stops that were lost/,
  ],
  [
    'new orders pass the halt',
    'core/risk/controls/kill.ts',
    "if (trading === 'ACTIVE' || reduceOnly) return true;",
    'return true;',
    /orders that add exposure and came/,
  ],
  [
    'nothing is closed',
    'engine/engine.ts',
    'for (const seat of this.unflattened) this.#pipeline.exit(seat.host, seat);',
    '',
    /until all was flat/,
  ],
];

describe('the drill of the kill switch', () => {
  test('meets all that it counts, with real processes, and keeps its result', (context) => {
    const { code, report, kept, stderr } = drill(context, ROOT);
    assert.deepEqual(counted(report), [0, 0, 0, 0], stderr);
    assert.ok(report.orders >= Number(ORDERS));
    assert.deepEqual(kept, report);
    assert.equal(code === 0, report.passed);
  });

  for (const [story, file, find, replace, notices] of BREAKS) {
    test(`fails where ${story}`, (context) => {
      const root = tempFolder(context);
      for (const part of ['src', 'bin', 'package.json']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
      const source = join(root, 'src', file);
      const parts = readFileSync(source, 'utf8').split(find);
      assert.equal(parts.length, 2, `what the break replaces stands once in src/${file}`);
      writeFileSync(source, parts.join(replace));
      const { code, report, stderr } = drill(context, root);
      assert.deepEqual([code, report.passed], [1, false]);
      assert.match(stderr, notices);
      assert.match(stderr, /DRILL_FAILED/);
    });
  }
});
