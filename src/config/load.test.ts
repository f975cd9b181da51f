import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import fc from 'fast-check';

import { BallastError } from '../kernel/errors.ts';
import { loadConfig, parseConfig } from './load.ts';
import { renderSample } from './render-sample.ts';

/** What is wrong with a text: the code and its lines. */
function refusal(text: string): { code: string; lines: string[]; where: string | undefined } {
  try {
    parseConfig(text, 'ballast.yaml');
  } catch (error) {
    assert.ok(error instanceof BallastError, String(error));
    return { code: error.code, lines: error.message.split('\n'), where: error.where };
  }
  return assert.fail(`it was accepted: ${text}`);
}

const strategy = 'strategies:\n  - { id: a, strategy: sma-cross, instruments: [BTC/USDT.BINANCE], interval: 5m';

const ONE = 'version: 1\nstrategies: [{id: a, strategy: sma-cross, instruments: [X.Y], interval: 1h}]';

const refusals: readonly [name: string, text: string, code: string, line: string][] = [
  [
    'a misspelled key names the right one',
    'version: 1\nriks: {}',
    'CONFIG_INVALID',
    'line 2, column 1: riks is no key of Ballast; did you mean risk?',
  ],
  [
    'a misspelled key inside a group',
    'version: 1\nrisk:\n  max_order_valu: 5',
    'CONFIG_INVALID',
    'line 3, column 3: risk.max_order_valu is no key of Ballast; did you mean maxOrderValue?',
  ],
  [
    'a key in the wrong group',
    'version: 1\ntaker: 0.1%',
    'CONFIG_INVALID',
    'line 2, column 1: taker is no key here; did you mean fees.taker?',
  ],
  [
    'a wrong word',
    'version: 1\naccount: {type: csah}',
    'CONFIG_INVALID',
    'line 2, column 17: account.type is one of cash, margin, not "csah"; did you mean cash?',
  ],
  ['no version', 'fees: {}', 'CONFIG_INVALID', 'line 1, column 1: version is missing: it is 1'],
  ['a newer version', 'version: 2\nnew: 1', 'CONFIG_NEWER', 'the configuration has version 2, and this Ballast reads version 1'],
  ['a number for a group', 'version: 1\nstore: 3', 'CONFIG_INVALID', 'line 2, column 8: store is a group of keys, not 3'],
  [
    'an empty group',
    'version: 1\nrisk:\n',
    'CONFIG_INVALID',
    'line 2, column 6: risk has nothing under it: leave it out, or give it a group of keys',
  ],
  [
    'an empty value',
    'version: 1\nrisk: {maxOrderValue: }',
    'CONFIG_INVALID',
    'line 2, column 23: risk.maxOrderValue is a sum above 0 such as 500, a share of the equity such as 5%, or unlimited, not empty',
  ],
  [
    'a missing key of an entry',
    'version: 1\nstrategies:\n  - id: a\n    strategy: b\n    interval: 5m',
    'CONFIG_INVALID',
    'line 3, column 5: strategies[0].instruments is missing: it is a list',
  ],
  [
    'a malformed instrument',
    `version: 1\n${strategy.replace('/USDT.BINANCE', 'USDT')}}`,
    'CONFIG_INVALID',
    'line 3, column 49: strategies[0].instruments[0] is SYMBOL.VENUE, such as BTC/USDT.BINANCE, not "BTCUSDT"',
  ],
  [
    'two deployments of one name',
    `version: 1\n${strategy}}\n  - { id: a, strategy: b, instruments: [X.Y], interval: 1d }`,
    'CONFIG_INVALID',
    'line 4, column 11: strategies[1].id is a, which strategies[0] has too: each deployment has its own name',
  ],
  [
    'an instrument twice',
    `version: 1\n${strategy.replace('BINANCE', 'BINANCE, BTC/USDT.BINANCE')}}`,
    'CONFIG_INVALID',
    'line 3, column 67: strategies[0].instruments[1] names BTC/USDT.BINANCE twice',
  ],
  [
    'an empty parameter',
    `version: 1\n${strategy}, params: {fast: }}`,
    'CONFIG_INVALID',
    'line 3, column 97: strategies[0].params.fast is empty: leave it out or give it a value',
  ],
  [
    'a negative fee below -100%',
    'version: 1\nfees: {maker: -101%}',
    'CONFIG_INVALID',
    'line 2, column 15: fees.maker is a share such as 0.1% (negative is a rebate), not "-101%"',
  ],
  [
    'a quoted boolean',
    `version: 1\n${strategy}, enabled: "true"}`,
    'CONFIG_INVALID',
    'line 3, column 91: strategies[0].enabled is true or false, not "true"',
  ],
  [
    'PostgreSQL without a URL',
    'version: 1\nstore: {kind: postgres}',
    'CONFIG_INVALID',
    'line 2, column 8: store has kind postgres and no url',
  ],
  [
    'a password in a URL',
    'version: 1\nstore: {kind: postgres, url: "postgres://a:b@c/d"}',
    'CONFIG_INVALID',
    'line 2, column 30: store.url holds a password: put it into a file and name that in store.passwordFile',
  ],
  [
    'a URL that is for PostgreSQL',
    'version: 1\nstore: {url: postgres://c/d}',
    'CONFIG_INVALID',
    'line 2, column 14: store.url is for PostgreSQL: set store.kind to postgres, or leave it out',
  ],
  [
    'a strategy called as orders by hand are',
    `version: 1\n${strategy.replace('id: a', 'id: manual')}}`,
    'CONFIG_INVALID',
    'line 3, column 11: strategies[0].id is manual, the name of orders by hand: choose another',
  ],
  [
    'an address of a venue that is not named',
    'version: 1\nvenue: {restUrl: "http://127.0.0.1:9001"}',
    'CONFIG_INVALID',
    'line 2, column 18: venue.restUrl is for a venue: name it in venue.id, or leave this out',
  ],
  [
    'a sandbox at an address of your own',
    'version: 1\nvenue: {id: BINANCE, sandbox: true, restUrl: "http://127.0.0.1:9001"}',
    'CONFIG_INVALID',
    'line 2, column 31: venue.sandbox and an address of your own exclude each other',
  ],
  [
    'a venue that Ballast does not trade on',
    'version: 1\nvenue: {id: BINANC}',
    'CONFIG_INVALID',
    'line 2, column 13: venue.id is one of BINANCE, MEXC, KRAKEN, COINBASE, not "BINANC"; did you mean BINANCE?',
  ],
  [
    'a real feed without an exchange',
    'version: 1\nfeed: {kind: ccxt}',
    'CONFIG_INVALID',
    'line 2, column 7: feed has kind ccxt and no exchange',
  ],
  [
    'an instrument of another venue than the feed',
    `version: 1\nfeed: {kind: ccxt, exchange: kraken}\n${strategy}}`,
    'CONFIG_INVALID',
    'line 4, column 49: strategies[0].instruments[0] is BTC/USDT.BINANCE, which the feed of KRAKEN does not have',
  ],
  [
    'a period that ends before it begins',
    'version: 1\nbacktest: {from: 2024-02-01, to: 2024-01-01}',
    'CONFIG_INVALID',
    'line 2, column 34: backtest.to is not after backtest.from',
  ],
  [
    'a day that no calendar has',
    'version: 1\nbacktest: {from: 2024-02-30}',
    'CONFIG_INVALID',
    'line 2, column 18: backtest.from is a UTC date or time, such as 2024-01-31 or 2024-01-31T08:00:00Z, not "2024-02-30"',
  ],
  [
    'an octal-like number',
    'version: 1\naccount: {cash: 010}',
    'CONFIG_SYNTAX',
    'line 2, column 17: account.cash is 010, which YAML reads as 10: write a plain decimal, or put quotes round a text',
  ],
  [
    'a hexadecimal number',
    'version: 1\nserver: {port: 0x1F90}',
    'CONFIG_SYNTAX',
    'line 2, column 16: server.port is 0x1F90, which YAML reads as 8080: write a plain decimal, or put quotes round a text',
  ],
  [
    'a power of ten',
    'version: 1\naccount: {cash: 1e6}',
    'CONFIG_SYNTAX',
    'line 2, column 17: account.cash is 1e6, which YAML reads as 1000000: write a plain decimal, or put quotes round a text',
  ],
  ['yes for true', 'version: 1\nx: yes', 'CONFIG_SYNTAX', 'line 2, column 4: x is yes: write true or false, or put quotes round a text'],
  [
    'a key twice',
    'version: 1\nfill: next-open\nfill: same-close',
    'CONFIG_SYNTAX',
    'line 3, column 1: fill is given twice: on line 2 already',
  ],
  ['an alias', 'version: &v 1\nx: *v', 'CONFIG_SYNTAX', 'line 2, column 4: x is an alias (*v): write the value out'],
  ['a tag', 'version: !!str 1', 'CONFIG_SYNTAX', 'line 1, column 16: version has a tag (tag:yaml.org,2002:str): leave it out'],
  ['a key that is a number', '1: 2', 'CONFIG_SYNTAX', 'line 1, column 1: has "1" as a key: keys are words that begin with a letter'],
  [
    'a prototype',
    'version: 1\n__proto__: {}',
    'CONFIG_SYNTAX',
    'line 2, column 1: has "__proto__" as a key: keys are words that begin with a letter',
  ],
  [
    'two documents',
    'version: 1\n---\nversion: 1',
    'CONFIG_SYNTAX',
    'line 2, column 1: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  ['a %YAML directive', '%YAML 1.1\n---\nversion: 1', 'CONFIG_SYNTAX', 'line 1, column 1: has a %YAML directive: leave it out'],
  [
    'a limit below zero',
    'version: 1\nrisk: {dailyLoss: -1%}',
    'CONFIG_INVALID',
    'line 2, column 19: risk.dailyLoss is a sum above 0 such as 500, a share of the equity such as 5%, or unlimited, not "-1%"',
  ],
  [
    'a limit that no other lets be reached',
    'version: 1\nrisk: {dailyLoss: 5%}',
    'CONFIG_INVALID',
    'line 2, column 19: risk.dailyLoss is 5%, more than weeklyLoss (3%), which would be hit before it',
  ],
  [
    'a limit of what nobody trades',
    'version: 1\nlimits: [{of: BTC/USD.X, maxOrderValue: 5}]',
    'CONFIG_INVALID',
    'line 2, column 15: limits[0].of is BTC/USD.X, which is neither a strategy nor an instrument that one trades',
  ],
  [
    'a permitted instrument that nobody trades',
    'version: 1\nrisk: {instruments: [A.B]}',
    'CONFIG_INVALID',
    'line 2, column 22: risk.instruments[0] is A.B, which no strategy trades',
  ],
  [
    'limits that stand twice',
    `${ONE}\nlimits: [{of: a}, {of: a}]`,
    'CONFIG_INVALID',
    'line 3, column 24: limits[1].of is a, which stands there twice',
  ],
  [
    'a quantity of a strategy',
    `${ONE}\nlimits: [{of: a, maxOrderQuantity: 5}]`,
    'CONFIG_INVALID',
    'line 3, column 36: limits[0].maxOrderQuantity is for an instrument: each counts in its own units',
  ],
  [
    'shorts in a cash account',
    'version: 1\nrisk: {sides: short}',
    'CONFIG_INVALID',
    'line 2, column 15: risk.sides is short, and a cash account cannot be: set account.type to margin, or leave it out',
  ],
  [
    'a matrix that is none',
    'version: 1\nrisk: {correlation: {instruments: [A.B, C.D], matrix: [[1, 2], [2, 1]]}}',
    'CONFIG_INVALID',
    'line 2, column 55: risk.correlation.matrix is no matrix of correlations: row 1 holds 2, and a correlation lies between -1 and 1',
  ],
  [
    'a matrix of nobody',
    'version: 1\nrisk: {correlation: {matrix: [[1, 0], [0, 1]]}}',
    'CONFIG_INVALID',
    'line 2, column 30: risk.correlation.matrix needs risk.correlation.instruments: whose correlations are these?',
  ],
  [
    'too short a history',
    'version: 1\nrisk: {correlation: {over: 5}}',
    'CONFIG_INVALID',
    'line 2, column 28: risk.correlation.over is a whole number from 20 to 1000, not 5',
  ],
  [
    'a zone that is none',
    'version: 1\nrisk: {dayZone: Berlin}',
    'CONFIG_INVALID',
    'line 2, column 17: risk.dayZone is UTC, New York, or a distance from UTC such as "+01:00", not "Berlin"',
  ],
  ['a tab', 'version: 1\nrisk:\n\tpriceCollar: 5%', 'CONFIG_SYNTAX', 'line 3, column 1: Tabs are not allowed as indentation'],
];

for (const [name, text, code, line] of refusals) {
  test(`${name} is refused with its place`, () => {
    const found = refusal(text);
    assert.equal(found.code, code);
    assert.ok(found.lines.includes(line), `\nexpected ${line}\nfound    ${found.lines.join('\n         ')}`);
  });
}

test('all violations are named at once, in the order of the file', () => {
  const { lines, where } = refusal('version: 1\nslippage: far\nfees:\n  maker: cheap\n  taker: dear\nfill: never');
  assert.deepEqual(
    lines.map((line) => line.split(' is ')[0]),
    [
      '4 problems',
      'line 2, column 11: slippage',
      'line 4, column 10: fees.maker',
      'line 5, column 10: fees.taker',
      'line 6, column 7: fill',
    ],
  );
  assert.equal(where, 'ballast.yaml:2:11');
});

const values: readonly [text: string, read: (config: ReturnType<typeof parseConfig>['config']) => unknown, value: unknown][] = [
  ['account: {cash: 0.1}', ({ account }) => account.cash, '0.1'],
  ['account: {cash: 0.10}', ({ account }) => account.cash, '0.1'],
  ['account: {cash: "0.10"}', ({ account }) => account.cash, '0.1'],
  ['account: {cash: 100000.000000000000001}', ({ account }) => account.cash, '100000.000000000000001'],
  ['account: {cash: 0}', ({ account }) => account.cash, '0'],
  ['fees: {maker: 0.1%}', ({ fees }) => fees.maker, '0.001'],
  ['fees: {maker: 0.001}', ({ fees }) => fees.maker, '0.001'],
  ['fees: {maker: -0.025 %}', ({ fees }) => fees.maker, '-0.00025'],
  ['fees: {maker: 100%}', ({ fees }) => fees.maker, '1'],
  ['slippage: 2.50bps', ({ slippage }) => slippage, '2.5bps'],
  ['slippage: 3ticks', ({ slippage }) => slippage, '3ticks'],
  ['slippage: 0bps', ({ slippage }) => slippage, '0'],
  ['feed: {maxAge: 5m}', ({ feed }) => feed.maxAge, 300_000_000],
  ['backtest: {from: 2024-01-31}', ({ backtest }) => backtest.from, 1_706_659_200_000_000],
  [
    `${strategy}, params: {fast: 10, level: 0.5, name: "007", on: true, list: [1, {a: 2}]}}`,
    ({ strategies }) => strategies[0]?.params,
    {
      fast: 10,
      level: 0.5,
      name: '007',
      on: true,
      list: [1, { a: 2 }],
    },
  ],
];

for (const [text, read, value] of values) {
  test(`${text} means ${JSON.stringify(value)}`, () => {
    assert.deepEqual(read(parseConfig(`version: 1\n${text}`, 'ballast.yaml').config), value);
  });
}

test('a configuration is frozen, to its leaves', () => {
  const { config } = parseConfig(`version: 1\n${strategy}, params: {list: [1]}}`, 'ballast.yaml');
  for (const part of [config, config.account, config.strategies, config.strategies[0], config.strategies[0]?.params['list']]) {
    assert.ok(Object.isFrozen(part));
  }
});

test('any text gives a configuration or an error of the configuration', () => {
  const sample = renderSample();
  const fragments = [
    'version: 1',
    'risk:',
    '  - ',
    '{',
    ']',
    '&a',
    '*a',
    '!!x ',
    '? ',
    ': ',
    '\t',
    '\0',
    '"',
    "'",
    '|',
    '>',
    '%YAML 1.2\n',
    '---\n',
    '\u2028',
    '010',
    '<<: ',
    '__proto__: ',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...fragments, '\n')).map((parts) => parts.join('')),
    fc
      .tuple(fc.nat(sample.length), fc.nat(20), fc.constantFrom(...fragments))
      .map(([at, cut, put]) => sample.slice(0, at) + put + sample.slice(at + cut)),
    fc.json().map((json) => `version: 1\nstrategies: ${json}`),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        assert.equal(parseConfig(text, 'ballast.yaml').config.version, 1);
      } catch (error) {
        assert.ok(error instanceof BallastError && error.code.startsWith('CONFIG_'), String(error));
        assert.match(error.where ?? '', /^ballast\.yaml:\d+:\d+$/);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a tower of brackets is refused, and does not exhaust the stack', () => {
  assert.equal(refusal(`version: ${'['.repeat(50_000)}`).code, 'CONFIG_SYNTAX');
  assert.equal(refusal(`version: ${'['.repeat(30)}${']'.repeat(30)}`).code, 'CONFIG_SYNTAX');
});

test('a file that is missing, a folder, too large or not text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-config-'));
  try {
    writeFileSync(join(folder, 'large.yaml'), `# ${'x'.repeat(1_000_001)}`);
    writeFileSync(join(folder, 'latin.yaml'), Buffer.from([0x23, 0xe9, 0x0a]));
    const cases = {
      'none.yaml': 'CONFIG_MISSING',
      '.': 'CONFIG_UNREADABLE',
      'large.yaml': 'CONFIG_UNREADABLE',
      'latin.yaml': 'CONFIG_UNREADABLE',
    };
    for (const [name, code] of Object.entries(cases)) assert.throws(() => loadConfig(join(folder, name)), { code }, name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
