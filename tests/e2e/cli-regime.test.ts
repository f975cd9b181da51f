import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ResultRegimes } from '../../src/report/result.ts';
import { tempFolder } from '../tools/temp-folder.ts';
import { runBallast } from './run-cli.ts';

const SHORT = 'regime: { volatility: { bars: 4, history: 40 } }';

test('ballast regime tells shares, crises and changes, by the thresholds of ballast.yaml', async (context) => {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  const ballast = (...args: readonly string[]) => runBallast(['--home', home, ...args], folder);
  for (const coin of ['BTC', 'ETH'])
    assert.equal((await ballast('data', 'synth', '--instrument', `${coin}/USDT.SYNTH`, '--interval', '5m', '--bars', '2000')).code, 0);

  const tooFew = await ballast('regime', '--instrument', 'BTC/USDT.SYNTH');
  assert.match(tooFew.stdout, /Nothing is known yet: give more bars/);

  writeFileSync(join(folder, 'ballast.yaml'), `version: 1\n${SHORT}\n`);
  const one = await ballast('regime', '--instrument', 'BTC/USDT.SYNTH');
  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, /^Rules over 15m bars, /);
  assert.doesNotMatch(one.stdout, /all together/);

  const files = ['--json', 'regimes.json', '--report', 'regimes.html'];
  const both = await ballast('regime', '--instrument', 'BTC/USDT.SYNTH', 'ETH/USDT.SYNTH', '--interval', '5m', ...files);
  assert.equal(both.code, 0, both.stderr);
  assert.match(both.stdout, /^Rules over 5m bars, .*\n\nof the time since known +trend +range +high-volatility +crisis +changes\n/);
  assert.match(both.stdout, /\nall together +[\d.]+% +[\d.]+% +[\d.]+% +[\d.]+% +\d+\n/);
  assert.match(both.stdout, /\nChanges, the newest 20 of \d+\nfrom \(UTC\) +to +regime +of\n/);
  const { model, interval, series } = JSON.parse(readFileSync(join(folder, 'regimes.json'), 'utf8')) as ResultRegimes;
  assert.deepEqual(
    [model, interval, series.map(({ instrument }) => instrument)],
    ['rules', '5m', ['BTC/USDT.SYNTH', 'ETH/USDT.SYNTH', null]],
  );
  assert.ok(existsSync(join(folder, 'regimes.html')));

  const other = await ballast('regime', '--instrument', 'BTC/USDT.SYNTH', '--interval', '5m', '--model', 'hmm', '--json', '-');
  assert.equal((JSON.parse(other.stdout) as ResultRegimes).model, 'hmm', other.stderr);

  const unknown = await ballast('regime', '--instrument', 'XYZ/USDT.SYNTH');
  assert.match(unknown.stderr, /INSTRUMENT_UNKNOWN/);
});
