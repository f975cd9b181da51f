import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';

import { openLiveDesk, TRADED, type LiveDesk } from '../tools/live-desk.ts';
import { withStore } from '../tools/stored-session.ts';

/** In and out, bar by bar; asks in turn for little, and for more than any small stage allows. */
const TRADER = `import { defineStrategy, enter, exit, z } from 'ballast';
export default defineStrategy({
  id: 'trader', version: '1.0.0', params: z.object({}), init: () => ({ turns: 0 }),
  onBar({ state, position, openOrders }) {
    if (openOrders.length > 0) return undefined;
    if (!position.isFlat) return exit();
    state.turns += 1;
    return enter('long', { notional: state.turns % 2 === 0 ? 200 : 9 });
  },
});
`;
const VALIDATION = '{ length: 20m, allowance: 2m, criteria: { fills: 30, coverage: 0.99, unaccounted: 0, breaks: 0, canaryOrder: 1 } }';

/** A desk whose test exchange asks for certificates, with ada's key and a kept backtest. */
async function openGatedDesk(context: TestContext, validation = VALIDATION): Promise<LiveDesk> {
  const desk = await openLiveDesk(context);
  const { ballast, configure, folder } = desk;
  writeFileSync(join(folder, 'trader.ts'), TRADER);
  writeFileSync(join(folder, 'bars.csv'), bars());
  configure({
    strategies: `[{ id: trader, strategy: ./trader.ts, instruments: [${TRADED}], interval: 1s }]`,
    gate: '{ required: true, rate: 1.25, rateSource: a story, capital: 25, stageTime: 1ms, stageFills: 4 }',
    risk: '{ dailyLoss: 1%, maxOrderValue: 200%, maxPositionValue: 100%, duplicateWindow: 1ms, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }',
    validation,
  });
  await done(ballast('data', 'import', 'bars.csv', '--instrument', TRADED, '--interval', '1s'));
  await done(ballast('keys', 'add', 'ada'));
  await done(ballast('backtest', 'trader', '--instrument', TRADED));
  return desk;
}

const done = async (running: ReturnType<LiveDesk['ballast']>): Promise<string> => {
  const { code, stdout, stderr } = await running;
  assert.equal(code, 0, stderr);
  return stdout;
};
const validate = ({ ballast }: LiveDesk) => ballast('validate', '--profile', 'custom', '--simulate', '--speed', '200000', '--port', '0');
const promote = ({ ballast }: LiveDesk) => ballast('stage', 'promote', 'trader', '--by', 'ada', '--reason', 'a story');
const codeOf = async (running: ReturnType<LiveDesk['ballast']>): Promise<string> =>
  (await running).stderr.split('\n').findLast((line) => /^[A-Z]+_[A-Z_]+$/.test(line)) ?? '';
const refusals = ({ home }: LiveDesk) =>
  withStore({ home }, async (store) => (await store.refusals('main')).map(({ code, message }) => `${code}: ${message}`));

describe('the gate', () => {
  test('lets nothing trade without a certificate, and then exactly what was certified, up to its limit, step by step and back', async (context) => {
    const desk = await openGatedDesk(context);
    const { ballast, launch, start, folder } = desk;

    const uncertified = launch();
    assert.equal(await uncertified.ended, 1);
    assert.match(uncertified.output(), /GATE_CERTIFICATE_MISSING/);

    await done(promote(desk));
    assert.match(await done(validate(desk)), /Passed\. Certificate /);
    assert.match(await done(promote(desk)), /in sandbox/);
    await done(validate(desk));
    assert.match(await done(promote(desk)), /in canary, with positions of 10 EUR at most/);

    const live = await start();
    await live.until('trades within the limit', ({ fills, refusals: refused }) => fills >= 4 && refused > 0);
    const said = await refusals(desk);
    assert.ok(
      said.some((text) => /^RISK_STAGE_LIMIT: .*in canary at most 12\.5/.test(text)),
      said.join('\n'),
    );

    for (const stage of ['ramp, with positions of 20 EUR', 'ramp, with positions of 25 EUR', 'full, with positions of 25 EUR']) {
      const { fills } = await live.status();
      await live.until('enough trades in the stage', (status) => status.fills >= fills + 4);
      await done(ballast('stage', 'review', 'trader'));
      assert.match(await done(promote(desk)), new RegExp(`in ${stage}`));
    }
    const { refusals: early } = await live.status();
    await live.until('the limit of the last stage', ({ refusals: refused }) => refused > early + 1);
    assert.match((await refusals(desk)).at(-1) ?? '', /in full at most 31\.25/);

    await done(ballast('stage', 'demote', 'trader', '--by', 'ada', '--reason', 'a story', '--paper'));
    const { refusals: before } = await live.status();
    await live.until('another refusal', ({ refusals: refused }) => refused > before + 1);
    assert.match((await refusals(desk)).at(-1) ?? '', /^GATE_CERTIFICATE_MISSING/);
    assert.equal((await ballast('stop')).code, 0);
    assert.equal(await live.ended, 0);

    assert.equal(await codeOf(promote(desk)), 'GATE_NOT_PASSED', 'a certificate that was used opens nothing twice');
    writeFileSync(join(folder, 'trader.ts'), `${TRADER}\n`);
    assert.equal(await codeOf(promote(desk)), 'GATE_NOT_PASSED');
  });

  test('never opens for one that changed by a byte since, and says what did', async (context) => {
    const desk = await openGatedDesk(context);
    await done(promote(desk));
    for (const _ of ['sandbox', 'canary']) {
      await done(validate(desk));
      await done(promote(desk));
    }
    writeFileSync(join(desk.folder, 'trader.ts'), TRADER.replace('200', '201'));
    const changed = desk.launch();
    assert.equal(await changed.ended, 1);
    assert.match(changed.output(), /GATE_CHANGED[^]*the strategy's code: was "[0-9a-f]{64}", is "[0-9a-f]{64}"/);
  });

  for (const { why, validation, says } of [
    { why: 'too few fills', validation: '{ length: 10m, allowance: 1m, criteria: { fills: 100000 } }', says: /inconclusive/ },
    { why: 'a loss', validation: '{ length: 20m, allowance: 2m, criteria: { fills: 30, netProfit: 0 } }', says: /netProfit .*failed/ },
    {
      why: 'evidence that is missing',
      validation: '{ length: 10m, allowance: 1m, criteria: { fills: 4, killDrill: 1 } }',
      says: /killDrill .*missing/,
    },
  ]) {
    test(`is not opened by a run with ${why}`, async (context) => {
      const desk = await openGatedDesk(context, validation);
      await done(promote(desk));
      const { code, stdout } = await validate(desk);
      assert.equal(code, 1);
      assert.match(stdout, says);
      assert.equal(await codeOf(promote(desk)), 'GATE_NOT_PASSED');
    });
  }
});

/** Two minutes of bars that go nowhere. */
function bars(): string {
  const rows = Array.from({ length: 120 }, (_, second) => {
    const price = 42_000 + (second % 7) * 10;
    return `${Date.UTC(2026, 0, 1, 0, 0, second)},${price},${price + 5},${price - 5},${price},10`;
  });
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
}
