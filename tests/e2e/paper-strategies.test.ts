import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import { formatTime } from '../../src/kernel/time.ts';
import type { StoredStrategyStop } from '../../src/ports/store.ts';
import { startPaper, type PaperProcess, type StatusJson } from '../tools/paper-process.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

/** Every bar of the synthetic exchange comes at once; a handler may take this long. */
const ARGS = ['--speed', '100000', '--handler-limit', '400'];

/** A strategy whose handlers are the given code, on two instruments. */
const strategy = (code: string): string => `import { defineStrategy, enter, exit, z } from 'ballast';
export default defineStrategy({
  id: 'bad', version: '1.0.0', params: z.object({}), data: { warmUp: 1 }, init: () => ({ bars: 0 }),
  ${code}
});
`;

interface Bench {
  readonly home: string;
  /** What the webhook was told. */
  readonly told: readonly { readonly code: string; readonly severity: string; readonly text: string }[];
  readonly start: () => PaperProcess;
}

/** A good strategy beside a bad one, which may go under a second name as well, and a webhook that listens. */
async function bench(context: TestContext, code: string, twin?: string): Promise<Bench> {
  const folder = tempFolder(context);
  const told: { code: string; severity: string; text: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      told.push(JSON.parse(body) as (typeof told)[number]);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  writeFileSync(join(folder, 'webhook'), `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook\n`);
  writeFileSync(join(folder, 'bad.ts'), strategy(code));
  writeFileSync(
    join(folder, 'ballast.yaml'),
    `version: 1
account: { id: main, cash: 100000 }
strategies:
  - { id: bad, strategy: ./bad.ts, instruments: [BTC/USDT.SYNTH, ETH/USDT.SYNTH], interval: 1m }
  - { id: good, strategy: sma-cross, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { fast: 2, slow: 4, weight: 0.3 } }
${twin === undefined ? '' : `  - { id: ${twin}, strategy: ./bad.ts, instruments: [ETH/USDT.SYNTH], interval: 1m }`}
feed: { kind: synthetic }
risk: { dailyLoss: unlimited, weeklyLoss: unlimited, maxDrawdown: unlimited, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }
notify: { webhook: { urlFile: webhook, severity: critical } }
`,
  );
  const home = join(folder, 'home');
  return {
    home,
    told,
    start: () => {
      const paper = startPaper(home, ['--config', join(folder, 'ballast.yaml'), ...ARGS]);
      context.after(() => paper.child.kill('SIGKILL'));
      return paper;
    },
  };
}

const isStopped = ({ strategies }: StatusJson): boolean => strategies.some(({ id, state }) => id === 'bad' && state === 'stopped');
const reasonOf = ({ strategies }: StatusJson): string => strategies.find(({ id }) => id === 'bad')?.reason ?? '';
const fillsOf = ({ strategies }: StatusJson): number => strategies.find(({ id }) => id === 'good')?.fills ?? 0;

async function stopsOf(home: string): Promise<readonly StoredStrategyStop[]> {
  return withStore({ home }, (store) => store.strategyStops('main'));
}

/** The good one trades on, in this process and in the next, and the bad one stays stopped for the same reason. */
async function goesOnWithout({ home, start, told }: Bench, paper: PaperProcess): Promise<StoredStrategyStop> {
  const stopped = await paper.until('the bad strategy to be stopped', isStopped);
  await paper.until('the good one to go on', (status) => fillsOf(status) > fillsOf(stopped) + 2);
  paper.child.kill('SIGKILL');
  await paper.ended;
  for (const end of ['SIGKILL', 'SIGTERM'] as const) {
    const again = start();
    const status = await again.until('the good one to go on', (each) => each.steps > 20);
    assert.equal(reasonOf(status), reasonOf(stopped));
    again.child.kill(end);
    await again.ended;
  }
  const stops = await stopsOf(home);
  assert.equal(stops.length, 1);
  const [stop] = stops as readonly [StoredStrategyStop];
  assert.equal(stop.strategyId, 'bad');
  assert.ok(reasonOf(stopped).startsWith(`${stop.code}: ${stop.handler} at ${formatTime(stop.ts)}: ${stop.message}`), reasonOf(stopped));
  const log = readFileSync(join(home, 'logs', 'ballast.log'), 'utf8');
  for (const words of ['strategy bad is stopped', stop.code, `${stop.handler} at ${formatTime(stop.ts)}`])
    assert.ok(log.includes(words), words);
  const notice = told.find(({ code }) => code === stop.code);
  assert.ok(notice !== undefined && notice.severity === 'critical' && notice.text.includes('strategy bad is stopped'));
  return stop;
}

const stories: readonly [name: string, code: string, expected: { code: string; handler: string; message: RegExp }][] = [
  [
    'throws',
    `onBar({ state }) { if (++state.bars === 12) throw new RangeError('too far'); return undefined; }`,
    { code: 'STRATEGY_THREW', handler: 'onBar', message: /^RangeError: too far \(at bad.ts:\d+:\d+\)$/ },
  ],
  [
    'returns nonsense',
    `onBar({ state }) { return ++state.bars === 12 ? { kind: 'buy' } as never : undefined; }`,
    { code: 'STRATEGY_BAD_INTENT', handler: 'onBar', message: /buy/ },
  ],
  [
    'returns NaN',
    `onBar({ state }) { return ++state.bars === 12 ? enter('long', { weight: NaN }) : undefined; }`,
    { code: 'STRATEGY_NOT_FINITE', handler: 'onBar', message: /NaN/ },
  ],
  [
    'names an instrument that it does not trade',
    `onBar({ state }) { return ++state.bars === 12 ? enter('long', { weight: 0.1, instrument: 'SOL/USDT.SYNTH' }) : undefined; }`,
    { code: 'STRATEGY_UNKNOWN_INSTRUMENT', handler: 'onBar', message: /SOL\/USDT.SYNTH/ },
  ],
  [
    'loops for ever',
    `onBar({ state }) { state.bars += 1; while (state.bars === 12) {} return undefined; }`,
    { code: 'STRATEGY_LOOPED', handler: 'onBar', message: /^onBar did not come back within 0.4 s$/ },
  ],
  [
    // The fill that it loops on came of an order, so that the bar and what it did first are stored before the loop.
    'loops for ever in an event whose first half is stored',
    `onBar({ position }) { return position.isFlat ? enter('long', { weight: 0.1 }) : undefined; },
  onFill(_context, fill) { while (fill.side === 'buy') {} return undefined; }`,
    { code: 'STRATEGY_LOOPED', handler: 'onFill', message: /^onFill did not come back within 0.4 s$/ },
  ],
  [
    // The first bar of a moment makes an order that is stored; the second, of the same moment, loops in the same handler.
    'loops for ever on one of two instruments, after it has traded the other at that moment',
    `onBar({ position, state }, bar) {
    state.bars += 1;
    if (bar.instrument === 'BTC/USDT.SYNTH') return position.isFlat ? enter('long', { weight: 0.1 }) : exit();
    while (state.bars >= 12) {}
    return undefined;
  }`,
    { code: 'STRATEGY_LOOPED', handler: 'onBar', message: /^onBar did not come back within 0.4 s$/ },
  ],
];

describe('a strategy is stopped by name, and the others go on, when it', () => {
  for (const [name, code, expected] of stories) {
    test(name, async (context) => {
      const each = await bench(context, code);
      const stop = await goesOnWithout(each, each.start());
      assert.deepEqual([stop.code, stop.handler], [expected.code, expected.handler]);
      assert.match(stop.message, expected.message);
    });
  }
});

test('two strategies that loop at the same moment are both stopped', async (context) => {
  const { start } = await bench(context, `onBar({ state }) { state.bars += 1; while (state.bars === 11) {} return undefined; }`, 'worse');
  const { strategies } = await start().until(
    'both to be stopped',
    (status) => status.strategies.filter(({ state }) => state === 'stopped').length === 2,
  );
  assert.deepEqual(
    strategies.map(({ id, state }) => [id, state]),
    [
      ['bad', 'stopped'],
      ['good', 'running'],
      ['worse', 'stopped'],
    ],
  );
});

test('a strategy that loops while it is loaded is named, and nothing is traded', async (context) => {
  const { start, home } = await bench(context, `onBar: () => { for (;;) {} }, onTimer: (() => { for (;;) {} })(),`);
  const paper = start();
  assert.equal(await paper.ended, 1);
  assert.match(paper.output(), /^STRATEGY_LOOPED\n[\s\S]*where {2}strategy bad, while it is loaded/);
  assert.deepEqual(await stopsOf(home), []);
});
