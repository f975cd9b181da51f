import assert from 'node:assert/strict';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formatDecimal } from '../../src/kernel/exact.ts';
import type { OperatorAnswer } from '../../src/modes/operator-command.ts';
import { ACCOUNT, openLiveDesk, TRADED, type LiveDesk } from '../tools/live-desk.ts';
import { withStore } from '../tools/stored-session.ts';
import { runBallast } from './run-cli.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

const BUY = ['order', 'buy', TRADED, '--quantity', '0.1'] as const;
const REST = ['order', 'buy', TRADED, '--quantity', '0.01', '--limit', '40000'] as const;
const LATER = 365 * 86_400 * 1_000_000;

/** What the account holds at the exchange, by currency, as plain decimals. */
function heldThere({ testnet: { exchange } }: LiveDesk): Readonly<Record<string, string>> {
  return Object.fromEntries(
    exchange.balances(ACCOUNT).map(({ currency, free, locked }) => [currency.code, formatDecimal(free + locked, currency.scale)]),
  );
}

/** What Ballast has on its books, by currency. */
async function heldHere({ json }: LiveDesk): Promise<Readonly<Record<string, unknown>>> {
  const { balances } = await json<{ balances: Rows }>('balances');
  return Object.fromEntries(balances.map(({ currency, total }) => [String(currency), total]));
}

const openThere = ({ testnet: { exchange } }: LiveDesk) => exchange.history(ACCOUNT).openOrders(exchange.now + LATER);

describe('a live session', () => {
  test('places, tracks, cancels and closes real orders, and what it holds equals what the exchange says, to the last digit', async (context) => {
    const desk = await openLiveDesk(context);
    const { json, ballast } = desk;
    const live = await desk.start();
    await json(...BUY);
    await live.until('the fill', ({ fills }) => fills > 0);
    // The exchange takes its fee of 0.1% from the coins that were bought.
    const { positions } = await json<{ positions: Rows }>('positions');
    assert.deepEqual([positions[0]?.['strategy'], positions[0]?.['quantity']], ['manual', '0.09990000']);
    const placed = await json<OperatorAnswer>(...REST);
    const id = placed.orders[0]?.id ?? '';
    await live.until('the order at the exchange', () => openThere(desk).length === 1);
    assert.equal(openThere(desk)[0]?.clientOrderId, id);
    assert.deepEqual(
      (await json<{ orders: Rows }>('orders', '--open')).orders.map((order) => [order['id'], order['status'], order['limit']]),
      [[id, 'Accepted', '40000.00']],
    );
    await json('cancel', id);
    await live.until('the cancel', ({ openOrders }) => openOrders === 0);
    assert.equal(openThere(desk).length, 0);
    await json('close', TRADED);
    await live.until('the close', ({ positions: left }) => left.length === 0);
    assert.match((await ballast('reconcile')).stdout, /are equal/);
    assert.deepEqual(await heldHere(desk), heldThere(desk));
    assert.equal((await ballast('stop')).code, 0);
    assert.equal(await live.ended, 0);
  });

  test('that is killed after its answer has the order, once, when it is back', async (context) => {
    const desk = await openLiveDesk(context);
    const { json } = desk;
    const live = await desk.start();
    await json(...REST);
    await json(...BUY);
    live.child.kill('SIGKILL');
    await live.ended;
    const again = await desk.start();
    await again.until(
      'all to be known',
      ({ openOrders, positions, venue }) => openOrders === 1 && positions.length === 1 && venue?.pursued === 0,
    );
    assert.equal(openThere(desk).length, 1);
    const { fills } = await json<{ fills: Rows }>('fills');
    assert.equal(fills.length, desk.testnet.exchange.history(ACCOUNT).fills(desk.testnet.exchange.now + LATER).length);
    await json('reconcile');
    assert.deepEqual(await heldHere(desk), heldThere(desk));
  });

  test('shows an order whose fate is not known with its age and what it reserves, until the exchange has told', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    const { faults } = desk.testnet;
    const now = desk.testnet.exchange.now;
    // It is placed, the answer is lost, and nothing that is asked of it is answered.
    faults.add({ kind: 'drop-reply', on: 'place' }, now);
    for (const on of ['order', 'open-orders', 'orders', 'fills'] as const) faults.add({ kind: 'unavailable', on, times: 10_000 }, now);
    faults.add({ kind: 'mute-private' }, now);
    await desk.json(...REST);
    await live.until('an order that is not known', ({ venue }) => venue?.pursued === 1);
    const { stdout } = await desk.ballast('orders', '--open');
    assert.match(stdout, / UNKNOWN +\S+$/m);
    assert.match(stdout, /is UNKNOWN, .* after it was placed\. It reserves buy 0\.01 BTC\/USDT\.BINANCE at 40,000 until the venue says/);
    assert.match((await desk.ballast('venues')).stdout, /^ {2}not known +1 orders$/m);
    assert.match((await desk.ballast('reconcile')).stderr, /^VENUE_UNAVAILABLE/);
    faults.clear();
    await live.until('the exchange to have told', ({ venue }) => venue?.pursued === 0);
    const { orders } = await desk.json<{ orders: Rows }>('orders', '--open');
    assert.deepEqual(
      orders.map(({ status }) => status),
      ['Accepted'],
    );
    assert.equal(openThere(desk).length, 1);
  });

  test('leaves orders of other hands alone, and books their trades and a deposit with the cause', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    const { instrument, testnet } = desk;
    const { exchange } = testnet;
    const byHand = { instrumentId: TRADED, side: 'buy', timeInForce: 'GTC', clientOrderId: 'web_1' } as const;
    const quantity = instrument.lot * 1000;
    exchange.place(ACCOUNT, { ...byHand, type: 'limit', quantity, price: 30_000 * 10 ** instrument.priceScale });
    exchange.place(ACCOUNT, { ...byHand, clientOrderId: 'web_2', type: 'market', quantity });
    exchange.transfer(ACCOUNT, instrument.quote, 5 * 10 ** instrument.quote.scale);
    await live.until(
      'a comparison that has seen them',
      ({ venue }) => venue?.comparison?.others === 1 && venue.comparison.outcome === 'clean',
    );
    assert.match((await desk.ballast('venues')).stdout, /1 open orders there are not of this session/);
    await desk.json('reconcile');
    assert.deepEqual(await heldHere(desk), heldThere(desk));
    assert.equal(openThere(desk).length, 1);
    await withStore({ home: desk.home }, async (store) => {
      const causes = (await store.adjustments('main')).map(({ cause }) => cause);
      assert.ok(causes.includes('deposit') && causes.includes('trade by hand'), causes.join());
      assert.equal((await store.orders('main')).length, 0);
    });
  });

  test('halts what is traded in a currency of which nobody knows where it went, names both sides, and goes on when a person says so', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    const { exchange, faults } = desk.testnet;
    // A deposit that the exchange does not tell of.
    faults.add({ kind: 'empty-list', on: 'transfers', times: 100_000 }, exchange.now);
    exchange.transfer(ACCOUNT, desk.instrument.quote, 7 * 10 ** desk.instrument.quote.scale);
    const { halted } = await live.until('the halt', (status) => status.halted.length > 0);
    assert.match(halted[0]?.reason ?? '', /^USDT: 50000\.0+ by the ledger, 50007\.0+ at BINANCE$/);
    assert.match((await desk.ballast(...BUY)).stderr, /^RISK_INSTRUMENT_HALTED/);
    const compared = await desk.ballast('reconcile');
    assert.deepEqual([compared.code, compared.stderr.split('\n')[0]], [1, 'RUN_NOT_RECONCILED']);
    assert.match(compared.stderr, /USDT: 50000\.0+ by the ledger, 50007\.0+ at BINANCE/);
    assert.match((await desk.ballast('balances')).stdout, /^NOT equal to the venue since/m);
    faults.clear();
    await live.until('the deposit', ({ venue }) => venue?.comparison?.outcome === 'clean');
    assert.match((await desk.ballast(...BUY)).stderr, /^RISK_INSTRUMENT_HALTED/, 'only a person lifts a halt');
    assert.equal((await desk.ballast('resume', TRADED, '--by', 'ada', '--reason', 'a deposit')).code, 0);
    await desk.json(...BUY);
    await live.until('the fill', ({ fills, halted: left }) => fills > 0 && left.length === 0);
  });

  test('goes on from what the exchange holds where a person accepts it by name', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    const { exchange, faults } = desk.testnet;
    faults.add({ kind: 'empty-list', on: 'transfers', times: 100_000 }, exchange.now);
    exchange.transfer(ACCOUNT, desk.instrument.quote, 7 * 10 ** desk.instrument.quote.scale);
    await live.until('the halt', (status) => status.halted.length > 0);
    assert.match((await desk.ballast('reconcile', '--accept', '--by', 'ada')).stdout, /^Compared with the venue: .* are equal/);
    assert.equal((await desk.ballast('resume', TRADED, '--by', 'ada', '--reason', 'interest')).code, 0);
    await desk.json(...BUY);
    await live.until('the fill', ({ fills, halted: left }) => fills > 0 && left.length === 0);
  });

  test('1: neither a kill nor a comparison that fails keeps a person from an exit', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    await desk.json(...BUY);
    await live.until('the position', ({ positions }) => positions.length === 1);
    const { faults, exchange } = desk.testnet;
    faults.add({ kind: 'unavailable', on: 'balances', times: 100_000 }, exchange.now);
    assert.equal((await desk.ballast('kill', '--reason', 'drill', '--by', 'ada')).code, 0);
    assert.match((await desk.ballast(...BUY)).stderr, /^RISK_KILLED/);
    assert.match(
      (await desk.ballast('close', TRADED)).stdout,
      /^sell 0\.0999 [\s\S]*^closed by our own books, the venue did not confirm them/m,
    );
    await live.until('the exit', ({ positions }) => positions.length === 0);
    faults.clear();
    await desk.json('reconcile');
    assert.deepEqual(await heldHere(desk), heldThere(desk));
  });

  test('waits for an exchange that is under maintenance when it starts, and says so', async (context) => {
    const desk = await openLiveDesk(context);
    const { faults, exchange } = desk.testnet;
    faults.add({ kind: 'maintenance', times: 100_000 }, exchange.now);
    const live = desk.launch();
    await once(live.child.stderr ?? live.child, 'data');
    assert.match(live.output(), /^VENUE_UNAVAILABLE: BINANCE is not reached, and nothing is traded until it is/m);
    assert.match((await desk.ballast(...BUY)).stderr, /^RUN_RECOVERING/);
    faults.clear();
    await live.until('an open gate', ({ venue }) => venue?.gate.state === 'open');
  });

  test('that was killed goes on by the new rules when the exchange has changed its tick meanwhile', async (context) => {
    const desk = await openLiveDesk(context);
    const { json, testnet, instrument } = desk;
    const live = await desk.start();
    await json(...BUY);
    await live.until('the fill', ({ fills }) => fills > 0);
    live.child.kill('SIGKILL');
    await live.ended;
    testnet.exchange.list({ ...instrument, tick: 10 * instrument.tick });
    const again = await desk.start();
    assert.match(again.output(), /VENUE_RULES: BINANCE takes orders for BTC\/USDT by other rules: tick 0\.01 is 0\.10 now/);
    const limit = (price: string): readonly string[] => ['order', 'buy', TRADED, '--quantity', '0.1', '--limit', price];
    assert.match((await desk.ballast(...limit('40000.01'))).stderr, /^ORDER_OFF_STEP[^]*no multiple of 0\.10/);
    await json(...limit('40000.1'));
    await again.until('the order at the exchange', () => openThere(desk).length === 1);
    assert.deepEqual(await heldHere(desk), heldThere(desk));
    again.child.kill('SIGKILL');
    await again.ended;
    const third = await desk.start();
    assert.doesNotMatch(third.output(), /VENUE_RULES/, 'what has been taken in is nothing new');
    assert.equal(openThere(desk).length, 1);
  });

  test('is not continued on paper, nor a session on paper with real orders', async (context) => {
    const desk = await openLiveDesk(context);
    const live = await desk.start();
    live.child.kill('SIGTERM');
    await live.ended;
    const { url, streamUrl } = desk.testnet;
    desk.configure({ feed: `{ kind: ccxt, exchange: binance, restUrl: "${url}", streamUrl: "${streamUrl}" }` });
    const paper = await desk.ballast('paper', '--port', '0');
    assert.deepEqual([paper.code, paper.stderr.split('\n')[0]], [1, 'RUN_SESSION_CHANGED']);
  });
});

describe('a live session is refused', () => {
  const REFUSED: readonly [what: string, code: string, prepare: (desk: LiveDesk) => void][] = [
    ['with a key that the exchange does not know', 'VENUE_KEY_INVALID', ({ folder }) => writeFileSync(join(folder, 'key'), 'a'.repeat(64))],
    ['with the wrong secret', 'VENUE_KEY_INVALID', ({ folder }) => writeFileSync(join(folder, 'secret'), 'b'.repeat(64))],
    ['with a key that may withdraw', 'VENUE_KEY_CAN_WITHDRAW', ({ useKey }) => useKey({ withdraw: true })],
    ['with a secret that everybody may read', 'VENUE_KEY_EXPOSED', ({ folder }) => chmodSync(join(folder, 'secret'), 0o644)],
    ['without a secret', 'VENUE_KEY_UNREADABLE', ({ folder }) => rmSync(join(folder, 'secret'))],
    [
      'on instruments of another venue',
      'CONFIG_INVALID',
      ({ configure }) => configure({ strategies: '[{ id: a, strategy: ./watcher.ts, instruments: [BTC/USDT.KRAKEN], interval: 1m }]' }),
    ],
    [
      'on an instrument that the exchange does not list',
      'VENUE_SYMBOL_UNKNOWN',
      ({ configure }) => configure({ strategies: '[{ id: a, strategy: ./watcher.ts, instruments: [ETH/USDT.BINANCE], interval: 1m }]' }),
    ],
    ['on margin', 'VENUE_CANNOT', ({ configure }) => configure({ account: '{ id: main, type: margin, cash: 10000 }' })],
    ['with limits that nobody has stated', 'CONFIG_INVALID', ({ configure }) => configure({ risk: '{ dailyLoss: 1% }' })],
    ['without a venue', 'CONFIG_INVALID', ({ configure }) => configure({ venue: '{}' })],
    [
      'at an address in the clear that is not this machine',
      'FEED_URL_REFUSED',
      ({ configure }) => configure({ venue: '{ id: BINANCE, restUrl: "http://10.0.0.1", streamUrl: "ws://10.0.0.1" }' }),
    ],
    [
      'where only the streams are those of the real venue',
      'GATE_CERTIFICATE_MISSING',
      ({ configure, testnet }) => configure({ venue: `{ id: BINANCE, restUrl: "${testnet.url}", keyFile: ./key, secretFile: ./secret }` }),
    ],
  ];
  for (const [what, code, prepare] of REFUSED) {
    test(`${what}: ${code}`, async (context) => {
      const desk = await openLiveDesk(context);
      prepare(desk);
      const { code: exit, stderr } = await desk.ballast('live', '--port', '0');
      assert.equal(exit, 1);
      assert.match(stderr, new RegExp(`^${code}$`, 'm'));
      assert.doesNotMatch(stderr, /^ +at /m, 'no stack');
    });
  }

  for (const venue of ['binance', 'MEXC']) {
    test(`at ${venue} itself, by its host, before a configuration or a key is looked for`, async (context) => {
      const { folder } = await openLiveDesk(context);
      const { code, stderr } = await runBallast(['live', '--venue', venue], join(folder, '..'));
      assert.deepEqual([code, stderr.split('\n')[0]], [1, 'GATE_CERTIFICATE_MISSING']);
    });
  }

  test('while another process has the home folder', async (context) => {
    const desk = await openLiveDesk(context);
    await desk.start();
    assert.match((await desk.ballast('live', '--port', '0')).stderr, /^HOME_IN_USE/);
  });
});
