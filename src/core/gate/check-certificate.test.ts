import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { CertificateDocument } from '../../domain/certificate.ts';
import { checkCertificate, type AboutToTrade } from './check-certificate.ts';

const DEPLOYMENT = {
  id: 'trend',
  strategy: 'sma-cross',
  strategyVersion: '1.0.0',
  codeHash: 'aa',
  params: { fast: 10, slow: 30 },
  instruments: ['BTC/USDT.BINANCE'],
  interval: '1m',
  configurationHash: 'bb',
  engineHash: 'cc',
};
const DOCUMENT: CertificateDocument = {
  version: 1,
  id: 'c1',
  deployment: DEPLOYMENT,
  stage: 'canary',
  limit: { amount: '10', currency: 'EUR' },
  run: { profile: '72h', session: 'main', from: 0, to: 10, isSimulated: false, dataHash: 'dd' },
  criteriaHash: 'ee',
  criteria: {},
  audit: { seq: 1, hash: 'ff' },
  issuedAt: 10,
  expiresAt: 20,
};
const TRADING: AboutToTrade = { deployment: DEPLOYMENT, stage: 'canary', isReal: true, now: 10 };

test('a certificate holds for what it was issued for, from its first moment to before its last, and for earlier stages', () => {
  for (const trading of [TRADING, { ...TRADING, now: 19 }, { ...TRADING, stage: 'paper' as const }])
    assert.deepEqual(checkCertificate(DOCUMENT, trading), []);
});

suite('a certificate does not hold', () => {
  const running = (changed: Partial<typeof DEPLOYMENT>): AboutToTrade => ({ ...TRADING, deployment: { ...DEPLOYMENT, ...changed } });
  for (const { what, trading, code, says } of [
    {
      what: 'for other code',
      trading: running({ codeHash: 'ab' }),
      code: 'GATE_CHANGED',
      says: `the strategy's code: was "aa", is "ab"`,
    },
    { what: 'for another parameter', trading: running({ params: { fast: 11, slow: 30 } }), code: 'GATE_CHANGED', says: 'its parameters' },
    {
      what: 'for another instrument',
      trading: running({ instruments: ['ETH/USDT.BINANCE'] }),
      code: 'GATE_CHANGED',
      says: 'what it trades',
    },
    { what: 'for another interval', trading: running({ interval: '5m' }), code: 'GATE_CHANGED', says: 'its interval' },
    { what: 'for another configuration', trading: running({ configurationHash: 'b' }), code: 'GATE_CHANGED', says: 'the configuration' },
    { what: 'for another engine', trading: running({ engineHash: 'c' }), code: 'GATE_CHANGED', says: 'the engine' },
    { what: 'for another version', trading: running({ strategyVersion: '1.0.1' }), code: 'GATE_CHANGED', says: 'version' },
    { what: 'for another deployment', trading: running({ id: 'trend-2' }), code: 'GATE_CHANGED', says: 'name' },
    { what: 'for another strategy', trading: running({ strategy: 'rsi' }), code: 'GATE_CHANGED', says: 'the strategy: was' },
    { what: 'for a later stage', trading: { ...TRADING, stage: 'ramp' as const }, code: 'GATE_WRONG_STAGE', says: 'canary, not ramp' },
    { what: 'at its end', trading: { ...TRADING, now: 20 }, code: 'GATE_EXPIRED', says: 'over' },
    { what: 'before its beginning', trading: { ...TRADING, now: 9 }, code: 'GATE_CLOCK', says: 'future' },
  ]) {
    test(what, () => {
      const [refusal, ...more] = checkCertificate(DOCUMENT, trading);
      assert.equal(refusal?.code, code);
      assert.ok(refusal.message.includes(says), refusal.message);
      assert.deepEqual(more, []);
    });
  }

  test('where real money trades, if its run was simulated', () => {
    const simulated = { ...DOCUMENT, run: { ...DOCUMENT.run, isSimulated: true } };
    assert.deepEqual(
      checkCertificate(simulated, TRADING).map(({ code }) => code),
      ['GATE_SIMULATED'],
    );
    assert.deepEqual(checkCertificate(simulated, { ...TRADING, isReal: false }), []);
  });

  test('and says everything that speaks against it', () => {
    const codes = checkCertificate(DOCUMENT, { ...running({ codeHash: 'x', interval: '5m' }), stage: 'full', now: 99 }).map(
      ({ code }) => code,
    );
    assert.deepEqual(codes, ['GATE_CHANGED', 'GATE_CHANGED', 'GATE_WRONG_STAGE', 'GATE_EXPIRED']);
  });
});
