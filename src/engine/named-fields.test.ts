import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { columnsOf, FREE, TERMS, testInstrument, ONLY } from '../../tests/tools/scripted-session.ts';
import { START } from '../../tests/tools/bars.ts';
import { ToldRecords } from '../../tests/tools/told-records.ts';
import { playBars } from '../modes/play-bars.ts';
import { simulatedSession } from '../modes/simulated-session.ts';
import { bollinger, defineStrategy, sma } from '../strategy/index.ts';

type Loose = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What the strategy is stopped for in debug mode, reading something in its first bar. */
async function stops(read: (context: { readonly indicators: Loose; readonly params: Loose }) => unknown, debug = true): Promise<unknown> {
  const definition = defineStrategy({
    id: 'reader',
    version: '1.0.0',
    params: z.object({ fast: z.int().default(3), note: z.string().optional() }),
    indicators: () => ({ band: bollinger(2, 2), mean: sma(2) }),
    onBar: (context) => void read(context as never),
  });
  const records = new ToldRecords(START);
  const session = simulatedSession([{ instrument: testInstrument(ONLY), baseInterval: '1m' }], FREE, {
    terms: TERMS,
    deployments: [{ id: 'one', definition, params: { fast: 3 }, instrumentIds: [ONLY], interval: '1m' }],
    records,
    debug,
  });
  session.engine.account.open(START);
  const bars = columnsOf([1, 2, 3].map((price) => [price, price, price, price]));
  const chunks = (async function* () {
    yield bars;
  })();
  const [market] = session.markets;
  assert.ok(market !== undefined);
  await playBars(session, [{ market, chunks }], () => undefined, () => false); // prettier-ignore
  return records.stops.map(({ code, message }) => `${code} ${message}`).join();
}

suite('in debug mode a name that was not declared stops the strategy, and the name that was meant is offered', () => {
  test('an indicator', async () =>
    assert.equal(
      await stops(({ indicators }) => indicators.bnad?.lower),
      'STRATEGY_INVALID there is no indicator bnad; did you mean band?',
    ));
  test('a field of an indicator', async () =>
    assert.equal(
      await stops(({ indicators }) => indicators.band?.lowr),
      'STRATEGY_INVALID there is no field of band: lowr; did you mean lower?',
    ));
  test('a parameter', async () =>
    assert.equal(await stops(({ params }) => params.fsat), 'STRATEGY_INVALID there is no parameter fsat; did you mean fast?'));
  test('what is there is read as ever, an optional parameter that was not given too', async () =>
    assert.equal(
      await stops(({ indicators, params }) => {
        assert.equal(params.note, undefined);
        assert.deepEqual([params.fast, indicators.mean?.value, typeof indicators.band?.lower], [3, indicators.mean?.value, 'number']);
        assert.equal(JSON.stringify(params), '{"fast":3}');
      }),
      '',
    ));
  test('elsewhere the hot path is left alone', async () =>
    assert.equal(await stops(({ indicators }) => indicators.bnad?.lower, false), ''));
});
