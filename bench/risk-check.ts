/** How long the risk room takes for one order, with every control on: `npm run bench:risk`. Prints one line, and fails beyond 50 us at p99. */
import { z } from 'zod';
import { parseConfig } from '../src/config/load.ts';
import { checkOrder, isRefusal } from '../src/core/risk/check-order.ts';
import { Engine } from '../src/engine/engine.ts';
import { Market } from '../src/engine/market.ts';
import type { Subscription } from '../src/engine/strategy-host.ts';
import { accountTerms } from '../src/modes/session-terms.ts';
import { defineStrategy } from '../src/strategy/index.ts';
import { START } from '../tests/tools/bars.ts';
import { intentOf } from '../tests/tools/risk-cases.ts';
import { columnsOf, testInstrument } from '../tests/tools/scripted-session.ts';
import { ToldRecords } from '../tests/tools/told-records.ts';

const CHECKS = 200_000;
/** Microseconds at p99. */
const MOST = 50;
/** Strategies and instruments of the account, and orders that are open. */
const [STRATEGIES, INSTRUMENTS, OPEN] = [4, 5, 64];

const ids = Array.from({ length: INSTRUMENTS }, (_, index) => `COIN${index}/USDT.TEST`);
const { config } = parseConfig(
  'version: 1\naccount: { cash: 1000000 }\nrisk: { maxMessages: 100000, eachStrategy: { maxMessages: 100000, maxRepeats: 100000 } }\n',
  'bench',
);
const markets = ids.map((id, index) => new Market<Subscription>(index, testInstrument(id), '1m'));
const definition = defineStrategy({ id: 'idle', version: '1.0.0', params: z.object({}) });
const engine = new Engine({
  terms: accountTerms(config),
  markets,
  deployments: Array.from({ length: STRATEGIES }, (_, index) => ({
    id: `s${index}`,
    definition,
    params: {},
    instrumentIds: ids,
    interval: '1m' as const,
  })),
  records: new ToldRecords(START),
});
engine.account.open(START);
const bars = columnsOf(Array.from({ length: 10 }, (): [number, number, number, number] => [100, 101, 99, 100]));
for (const market of markets) engine.onBars(market, bars, 0, bars.length);
const seats = engine.hosts.flatMap((host) => host.seats);
const intents = seats.map((seat, index) =>
  intentOf({
    intentId: 1_000 + index,
    strategyId: seat.host.id,
    instrument: seat.market.instrument,
    type: 'limit',
    limitPrice: 99,
    quantity: 1 + index,
    tsInit: engine.account.time,
  }),
);
for (let open = 0; open < OPEN; open += 1) {
  const at = open % seats.length;
  const [seat, intent] = [seats[at], intents[at]];
  if (seat === undefined || intent === undefined) continue;
  const placed = { ...intent, intentId: open + 1, quantity: 1, limitPrice: 50 };
  const outcome = checkOrder(placed, engine.risk.stateOf(seat, placed), []);
  if (!isRefusal(outcome)) engine.account.desk.apply(engine.account.desk.open(outcome, 50e8, seat.exposure), 'submitted');
}

/** Microseconds of each check. One at a time, so that the pauses of a busy machine lie in few of them. */
const times: number[] = [];
let passed = 0;
for (let check = 0; check < CHECKS; check += 1) {
  const [seat, intent] = [seats[check % seats.length], intents[check % seats.length]];
  if (seat === undefined || intent === undefined) continue;
  const began = process.hrtime.bigint();
  const outcome = checkOrder(intent, engine.risk.stateOf(seat, intent));
  times.push(Number(process.hrtime.bigint() - began) / 1_000);
  if (!isRefusal(outcome)) passed += 1;
}
times.sort((one, other) => one - other);
const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
console.log(
  `risk check, ${STRATEGIES} strategies on ${INSTRUMENTS} instruments, ${OPEN} open orders, ${passed} of ${CHECKS} passed: ` +
    `p50 ${at(0.5).toFixed(2)} us, p99 ${at(0.99).toFixed(2)} us, p99.9 ${at(0.999).toFixed(2)} us`,
);
if (at(0.99) > MOST || passed < CHECKS) process.exitCode = 1;
