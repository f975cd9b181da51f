import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { configWarnings, explainConfig } from './explain.ts';
import { flattenKeys, listKeys } from './list-keys.ts';
import { parseConfig } from './load.ts';
import { redact } from './redact.ts';
import { renderDocs } from './render-docs.ts';
import { renderSample } from './render-sample.ts';
import { docsPage } from './write-docs.ts';

const keys = flattenKeys(listKeys());

test('every key says what it means, and what it takes or holds', () => {
  for (const key of keys) {
    assert.match(key.doc, /\.$/, `${key.path} has no sentence that explains it`);
    assert.ok(key.expected !== undefined || key.children.length > 0, `${key.path} does not say what it takes`);
    assert.ok(
      key.default !== undefined || key.example !== undefined || key.children.length > 0,
      `${key.path} has neither a default nor an example`,
    );
  }
});

test('docs/configuration.md is the page that the schema makes', () => {
  assert.equal(readFileSync(docsPage, 'utf8'), renderDocs(), 'write it anew: node src/config/write-docs.ts');
});

test('the sample is right, and means the defaults, at a speed that shows something soon', () => {
  const { config } = parseConfig(renderSample(), 'ballast.yaml');
  const { config: bare } = parseConfig('version: 1', 'ballast.yaml');
  assert.deepEqual({ ...config, strategies: [], feed: { ...config.feed, speed: bare.feed.speed } }, bare);
  assert.equal(config.strategies[0]?.strategy, './strategies/my-strategy.ts');
});

test('what the sample has commented out is right as well', () => {
  // A key line begins with a word and a colon; what else stands after a # is prose. A key within an optional group has two.
  const uncomment = (line: string): string => line.replace(/^(\s*)# (\s*(?:# )?(?:- )?[A-Za-z]+:( |$))/, '$1$2');
  const lines = renderSample()
    .split('\n')
    .map((line) => uncomment(uncomment(line)));
  const text = lines
    .join('\n')
    .replace('kind: sqlite', 'kind: postgres')
    .replace('kind: synthetic', 'kind: ccxt')
    .replace('model: none', 'model: rules')
    .replace('method: none', 'method: fixed')
    .replace('approval: false', 'approval: true')
    .replaceAll('.SYNTH', '.BINANCE');
  const { config } = parseConfig(text, 'ballast.yaml');
  assert.equal(config.instruments[0]?.maxNotional, '9000000');
  assert.equal(config.notify.webhook?.severity, 'warning');
  assert.equal(config.risk.maxOrderValue, '200%');
  for (const name of keys.map((key) => key.name)) assert.ok(text.includes(`${name}:`), `${name} is not in the sample`);
});

test('the explanation speaks of every part of the file', () => {
  const text =
    'version: 1\nslippage: 5bps\nregime: {model: rules}\nrisk: {maxOrderValue: 500}\nstrategies: [{id: a, strategy: sma-cross, instruments: [X.Y], interval: 1h, params: {fast: 3}, regime: {follow: both, range: 50%}, enabled: false}]';
  const { config } = parseConfig(text, 'ballast.yaml');
  const told = explainConfig({ config, file: 'ballast.yaml' })
    .flatMap(({ lines }) => lines)
    .join('\n');
  for (const part of [
    'a (not enabled): sma-cross on X.Y, 1h bars, with fast=3.',
    '5bps against you',
    'a crisis is a close 10% below the high of 16 bars',
    'highVolatility 100%, crisis pause',
    'a: follow both, range 50%.',
    'an order 500, a position 100%',
    'SQLite',
    'http://127.0.0.1:8080',
    '0.1% maker',
  ]) {
    assert.ok(told.includes(part), `${part} is not in\n${told}`);
  }
  assert.deepEqual(configWarnings(config), ['no strategy is enabled: nothing will trade']);
});

test('a server for everyone and fills at the same close are warned of', () => {
  const { config } = parseConfig('version: 1\nserver: {host: 0.0.0.0}\nfill: same-close', 'ballast.yaml');
  assert.deepEqual(
    configWarnings(config).map((warning) => warning.split(' is ')[0]),
    ['server.host', 'fill'],
  );
});

test('what sounds like a secret is not printed', () => {
  assert.deepEqual(
    redact({
      params: { apiKey: 'abc', nested: [{ password: 'x' }] },
      urlFile: '/f',
      passwordFile: '/p',
      url: 'postgres://me:pw@host/db',
      fast: 1,
    }),
    {
      params: { apiKey: '***', nested: [{ password: '***' }] },
      urlFile: '/f',
      passwordFile: '/p',
      url: 'postgres://me:***@host/db',
      fast: 1,
    },
  );
});
