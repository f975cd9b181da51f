/** `npm run bench:testnet`: how many signed orders the test exchange takes in a second of one core, as Binance. See bench/README.md. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createProgress } from '../src/cli/progress.ts';
import { fail } from '../src/kernel/errors.ts';
import { binanceSignature } from '../src/testnet/binance/signature.ts';
import { publish, surroundings } from './publish.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [orders, rounds] = [Number(values.orders), Number(values.rounds)];
/** Requests under way at one time. */
const AT_ONCE = 16;

interface Key {
  readonly id: string;
  readonly secret: string;
}

interface Usage {
  readonly cpuSeconds: number;
  readonly fills: number;
}

const progress = createProgress({ label: 'bench', total: rounds, unit: 'runs', silent: values.json });
const child = fork(join(import.meta.dirname, 'testnet-load.ts'));
try {
  const { url, keys } = await heard<{ url: string; keys: readonly Key[] }>(child);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push(await measure(url, keys));
    progress.update(round + 1);
  }
  progress.done();
  if (values.json) console.log(JSON.stringify(results));
  else publish('npm run bench:testnet', render(results));
} finally {
  child.kill();
}

/** Orders to sell and to buy in turns, each of which finds the one before. */
async function measure(url: string, keys: readonly Key[]): Promise<{ perSecond: number; perCpuSecond: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const before = await usage();
  const begun = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (sent < orders) await place(agent, url, keys[sent % 2] as Key, sent++);
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const after = await usage();
  agent.destroy();
  if (after.fills - before.fills < orders / 4) fail('INTERNAL_ERROR', `only ${after.fills - before.fills} of ${orders} orders filled`);
  return { perSecond: orders / seconds, perCpuSecond: orders / (after.cpuSeconds - before.cpuSeconds) };
}

function place(agent: Agent, url: string, { id, secret }: Key, number: number): Promise<void> {
  const side = number % 2 === 0 ? 'BUY' : 'SELL';
  const order = `symbol=BTCUSDT&side=${side}&type=LIMIT&timeInForce=GTC&quantity=0.001&price=60000&newClientOrderId=bench-${number}`;
  const query = `${order}&timestamp=${Date.now()}`;
  const body = `${query}&signature=${binanceSignature(query, secret)}`;
  const headers = { 'x-mbx-apikey': id, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/v3/order`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`))));
    });
    call.on('error', reject).end(body);
  });
}

async function usage(): Promise<Usage> {
  child.send('usage');
  return heard<Usage>(child);
}

async function heard<T>(from: ChildProcess): Promise<T> {
  const [message] = (await once(from, 'message')) as [T];
  return message;
}

function render(results: readonly { perSecond: number; perCpuSecond: number }[]): string {
  const spread = (name: 'perSecond' | 'perCpuSecond'): string => {
    const sorted = results.map((result) => Math.round(result[name])).sort((left, right) => left - right);
    return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]} to ${sorted.at(-1)})`;
  };
  return [
    `${surroundings()}. ${results.length} rounds of ${orders} orders, ${AT_ONCE} under way at a time; median (least to most).`,
    '',
    '| what | orders a second |',
    '|---|---|',
    `| by the processor time that the exchange took, so on one core of its own | ${spread('perCpuSecond')} |`,
    `| by the clock, with the client that signs and sends them on the same machine | ${spread('perSecond')} |`,
  ].join('\n');
}
