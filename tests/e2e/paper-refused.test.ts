import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test, type TestContext } from 'node:test';
import { startPaper } from '../tools/paper-process.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast, type CliResult } from './run-cli.ts';

const STRATEGY = `import { defineStrategy, z } from 'ballast';
export default defineStrategy({ id: 'mine', version: '1.0.0', params: z.object({ length: z.int().default(3) }), onBar: () => undefined });
`;
const CONFIG = `version: 1
account: { id: mine, cash: 1000 }
strategies:
  - { id: mine, strategy: ./mine.ts, instruments: [BTC/USDT.SYNTH], interval: 1m, params: { length: 5 } }
feed: { kind: synthetic, speed: 100000 }
server: { port: 0 }
`;

/** A folder with a configuration and a strategy, and its session of a few bars, made once. */
const original = mkdtempSync(join(tmpdir(), 'ballast-refused-'));
after(() => rmSync(original, { recursive: true }));
before(async () => {
  writeFileSync(join(original, 'ballast.yaml'), CONFIG);
  writeFileSync(join(original, 'mine.ts'), STRATEGY);
  const { code, stderr } = await paperIn(original);
  assert.equal(code, 0, stderr);
});

function paperIn(folder: string, ...args: readonly string[]): Promise<CliResult> {
  return runBallast(['--home', join(folder, 'home'), 'paper', '--bars', '20', '--speed', '100000000', ...args], folder);
}

/** A copy of it, to be changed. */
function project(context: TestContext): {
  readonly home: string;
  readonly paper: (...args: readonly string[]) => Promise<CliResult>;
  readonly write: (file: string, change: (text: string) => string) => void;
} {
  const folder = tempFolder(context);
  cpSync(original, folder, { recursive: true });
  return {
    home: join(folder, 'home'),
    paper: (...args) => paperIn(folder, ...args),
    write: (file, change) => writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8'))),
  };
}

/** A refusal as a user sees it: a code, what was wrong, where and how to mend it, and no stack. */
function refusedWith(result: CliResult, code: string): void {
  assert.equal(result.code, 1, result.stdout);
  assert.match(result.stderr, new RegExp(`^${code}\\n {2}what `, 'm'));
  assert.match(result.stderr, /\n {2}mend /);
  assert.doesNotMatch(result.stderr, /^ +at /m);
}

describe('a session is refused', () => {
  test('while another process runs on its home folder, which goes on unharmed', async (context) => {
    const home = tempFolder(context);
    const first = startPaper(home, ['--demo']);
    context.after(() => first.child.kill('SIGKILL'));
    const { steps } = await first.until('some steps', (status) => status.steps > 5);
    for (const args of [[], ['--session', 'another']])
      refusedWith(await runBallast(['--home', home, 'paper', '--demo', '--port', '0', ...args], home), 'HOME_IN_USE');
    await first.until('more steps', (status) => status.steps > steps + 5);
    const { code } = await runBallast(['--home', home, 'status'], home);
    assert.equal(code, 0, 'its command socket answers');
    first.child.kill('SIGTERM');
    assert.equal(await first.ended, 0);
  });

  test('when the port of its status server is taken, before anything is traded', async (context) => {
    const home = tempFolder(context);
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    context.after(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const result = await runBallast(['--home', home, 'paper', '--demo', '--port', String(port)], home);
    refusedWith(result, 'RUN_PORT_IN_USE');
    assert.match(result.stderr, new RegExp(`127.0.0.1:${port}`));
    await withStore({ home }, async (store) => assert.equal(await store.latestSnapshot('demo'), undefined));
  });

  const changes: readonly [name: string, file: string, change: (text: string) => string, told: RegExp][] = [
    ['a parameter', 'ballast.yaml', (text) => text.replace('length: 5', 'length: 6'), /strategy mine: params\.length was 5, and is 6/],
    ['a fee', 'ballast.yaml', (text) => `${text}fees: { taker: 0.2% }\n`, /fees\.taker was "[^"]+", and is "0\.002"/],
    ['the money', 'ballast.yaml', (text) => text.replace('cash: 1000', 'cash: 2000'), /account\.cash was "1000", and is "2000"/],
    ['a limit', 'ballast.yaml', (text) => `${text}risk: { maxOrderValue: 10 }\n`, /risk\.maxOrderValue was "200%", and is "10"/],
    [
      'the instruments',
      'ballast.yaml',
      (text) => text.replace('[BTC/USDT.SYNTH]', '[ETH/USDT.SYNTH]'),
      /strategy mine: instrumentIds was \["BTC.*"\], and is \["ETH.*"\]\n.*instrument BTC\/USDT\.SYNTH was in it, and is not any more/,
    ],
    ['the market', 'ballast.yaml', (text) => text.replace('speed: 100000', 'seed: 9'), /market\.seed was 1, and is 9/],
    [
      'the code of the strategy',
      'mine.ts',
      (text) => text.replace('() => undefined', '() => []'),
      /strategy mine: its code was another \([0-9a-f]{12}, and is [0-9a-f]{12}\)/,
    ],
  ];
  for (const [name, file, change, told] of changes) {
    test(`when ${name} changed, which it says`, async (context) => {
      const { paper, write } = project(context);
      write(file, change);
      const result = await paper();
      refusedWith(result, 'RUN_SESSION_CHANGED');
      assert.match(result.stderr, told);
    });
  }

  test('when anything changed, and a new one begins under another name, as the refusal says', async (context) => {
    const { home, paper, write } = project(context);
    write('ballast.yaml', (text) => text.replace('length: 5', 'length: 6'));
    assert.match((await paper()).stderr, /--session NAME/);
    assert.equal((await paper('--session', 'next')).code, 0);
    const inputs = (session: string): Promise<number | undefined> =>
      withStore({ home }, async (store) => (await store.latestSnapshot(session))?.seq);
    assert.equal(await inputs('next'), await inputs('mine'));
  });

  test('but not when only what does not trade was changed', async (context) => {
    const { paper, write } = project(context);
    write(
      'ballast.yaml',
      (text) => `# A comment.\n${text.replace('speed: 100000', 'maxAge: 30s')}notify: { log: { severity: warning } }\n`,
    );
    assert.equal((await paper()).code, 0);
  });

  const newer: readonly [name: string, statement: string][] = [
    ['snapshot', 'update snapshots set version = 99'],
    ['journal', `delete from snapshots; update journal set version = 99 where kind = 'bar' and seq = 7`],
    ['journal of an unknown kind', `delete from snapshots; update journal set kind = 'order-amended' where seq = 7`],
  ];
  for (const [name, statement] of newer) {
    test(`when a newer Ballast wrote its ${name}, which stays as it is`, async (context) => {
      const { home, paper } = project(context);
      const file = join(home, 'store', 'ballast.sqlite');
      const execute = (sql: string): void => {
        const database = new DatabaseSync(file);
        database.exec(sql);
        database.close();
      };
      execute(statement);
      refusedWith(await paper(), 'JOURNAL_NEWER');
      refusedWith(await paper(), 'JOURNAL_NEWER');
    });
  }

  const broken: readonly [name: string, file: string, change: (text: string) => string, code: string][] = [
    ['an unknown strategy', 'ballast.yaml', (text) => text.replace('./mine.ts', 'sma-cros'), 'STRATEGY_NOT_FOUND'],
    ['a parameter that the strategy does not have', 'ballast.yaml', (text) => text.replace('length: 5', 'lenght: 5'), 'STRATEGY_PARAMETER'],
    ['a misspelled key', 'ballast.yaml', (text) => text.replace('interval:', 'intervall:'), 'CONFIG_INVALID'],
    ['no strategy', 'ballast.yaml', (text) => text.replace('interval: 1m', 'interval: 1m, enabled: false'), 'CONFIG_NO_STRATEGY'],
    ['an unknown instrument', 'ballast.yaml', (text) => text.replace('BTC/USDT.SYNTH', 'NOPE/USDT.SYNTH'), 'INSTRUMENT_UNKNOWN'],
    [
      'an account of another currency',
      'ballast.yaml',
      (text) => text.replace('id: mine, cash', 'id: mine, currency: EUR, cash'),
      'CONFIG_CURRENCY',
    ],
    [
      'ticks that the synthetic exchange does not have',
      'mine.ts',
      (text) => text.replace('onBar:', "data: { ticks: 'trades' }, onBar:"),
      'FEED_INTERVAL_UNSUPPORTED',
    ],
    ['a strategy that does not parse', 'mine.ts', (text) => `${text}const =`, 'STRATEGY_SYNTAX'],
    [
      'a strategy that reaches for the clock',
      'mine.ts',
      (text) => text.replace('() => undefined', '() => { Date.now(); return undefined; }'),
      'STRATEGY_FORBIDDEN',
    ],
  ];
  for (const [name, file, change, code] of broken) {
    test(`with ${name}: ${code}`, async (context) => {
      const { paper, write } = project(context);
      write(file, change);
      refusedWith(await paper('--session', 'other'), code);
    });
  }
});
