import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { docker, logsOf } from '../tools/container-engine.ts';
import { containerOf, healthy, inspect, query, queryNumber, urlOf } from './stack.ts';
import { until } from './until.ts';

const FILLS = 'select count(*) from fills';
const ENOUGH = 5;

/** The value of a query at Prometheus; undefined while it knows of none. */
async function prometheus(expression: string): Promise<number | undefined> {
  const answer = await fetch(`${await urlOf('prometheus')}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await answer.json()) as { data: { result: readonly { value: readonly [number, string] }[] } };
  const [sample] = data.result;
  return sample && Number(sample.value[1]);
}

async function atLeast(least: number, ask: () => Promise<number | undefined>): Promise<number | undefined> {
  const value = await ask();
  return value !== undefined && value >= least ? value : undefined;
}

/** The HTTP status of a request that asks for a host of another name than its address. */
async function statusUnder(host: string, url: string): Promise<number | undefined> {
  const [answer] = (await once(get(`${url}/status`, { headers: { host } }), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

/** Everything by which a fill is known, in the order in which the fills came. */
function fills(): Promise<readonly (readonly string[])[]> {
  return query('select seq, trade_id, intent_id, instrument_id, side, quantity, price, fee, ts_event from fills order by seq');
}

/** What must hold of the stored session at any time: no fill twice, and a ledger that balances. */
async function assertSound(): Promise<void> {
  const twice = 'select venue, account_id, instrument_id, trade_id from fills group by 1, 2, 3, 4 having count(*) > 1';
  assert.deepEqual(await query(twice), [], 'no fill is stored twice');
  const unbalanced = 'select currency, scale from postings group by 1, 2 having sum(amount) <> 0';
  assert.deepEqual(await query(unbalanced), [], 'the ledger sums to zero');
  assert.equal(await queryNumber('select count(*) from sessions'), 1);
}

/** A session that is interrupted goes on under a new lease: what was stored stays as it was, and more follows. */
async function assertGoesOn(context: TestContext, interrupt: () => Promise<void>): Promise<void> {
  const epoch = await queryNumber('select epoch from sessions');
  const before = await fills();
  await interrupt();
  await until('a new lease', () => atLeast(epoch + 1, () => queryNumber('select epoch from sessions')));
  const inputs = await queryNumber('select input_seq from sessions');
  await until('a fill after it', () => atLeast(before.length + 1, () => queryNumber(FILLS)));
  await until('an input after it', () => atLeast(inputs + 1, () => queryNumber('select input_seq from sessions')));
  await healthy('ballast');
  const after = await fills();
  context.diagnostic(`${before.length} fills before, ${after.length} after`);
  assert.deepEqual(after.slice(0, before.length), before, 'what was stored stays as it was');
  await assertSound();
}

describe('paper trading in the stack', () => {
  test('its fills are in PostgreSQL, each once, and the ledger balances', async () => {
    await until(`${ENOUGH} fills`, () => atLeast(ENOUGH, () => queryNumber(FILLS)));
    await assertSound();
  });

  test('its status is read from this machine, and from nowhere under another name', async () => {
    const url = await urlOf('ballast');
    assert.equal((await fetch(`${url}/health/ready`)).status, 200);
    const status = (await (await fetch(`${url}/status`)).json()) as { readonly sessionId: string; readonly fills: number };
    assert.equal(status.sessionId, 'demo');
    assert.ok(status.fills >= ENOUGH && status.fills <= (await queryNumber(FILLS)), 'what is shown is stored');
    assert.equal(await statusUnder('example.com', url), 421);
  });

  test('its metrics are in Prometheus', async () => {
    await until('a scraped Ballast', () => atLeast(1, () => prometheus('up{job="ballast"}')));
    await until(`${ENOUGH} fills in Prometheus`, () => atLeast(ENOUGH, () => prometheus('sum(ballast_fills_total)')));
    assert.ok(((await prometheus('ballast_equity')) ?? 0) > 0);
    assert.equal(await prometheus('ballast_trading_state{state="ACTIVE"}'), 1);
  });

  test('killed and started again, it goes on with the session it had, and does nothing twice', async (context) => {
    const id = await containerOf('ballast');
    await assertGoesOn(context, async () => {
      await docker('kill', '--signal=KILL', id);
      await docker('start', id);
    });
  });

  test('when its database was away, it ends, is started by the engine, and goes on', async (context) => {
    const id = await containerOf('postgres');
    await assertGoesOn(context, async () => void (await docker('restart', id)));
  });

  test('asked to stop, it ends in order within ten seconds, with all of it stored', async () => {
    const id = await containerOf('ballast');
    // The engine kills what has not ended by then, and the exit code tells.
    await docker('stop', '-t', '10', id);
    const { Status, ExitCode } = (await inspect('ballast')).State;
    assert.deepEqual([Status, ExitCode], ['exited', 0]);
    assert.match((await logsOf(id)).trimEnd(), /stopped; all is stored$/m);
    assert.equal(await queryNumber('select input_seq - (select max(seq) from snapshots) from sessions'), 0, 'nothing is left to replay');
    await assertSound();
  });
});
