import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPaper, type StatusJson } from '../tools/paper-process.ts';
import { withStore } from '../tools/stored-session.ts';
import { tempFolder } from '../tools/temp-folder.ts';

/** Wants in with every bar, and says so only where the regime is told. */
const STRATEGY = `import { defineStrategy, enter, z } from 'ballast';
export default defineStrategy({
  id: 'eager', version: '1.0.0', params: z.object({}),
  onBar: ({ regime }) => (regime.here === undefined || regime.market === undefined ? undefined : enter('long', { weight: 0.1 })),
});
`;
/** One is paused whatever the regime, the other trades at a tenth. */
const CONFIG = `version: 1
account: { cash: 100000 }
regime:
  model: rules
  interval: 1m
  confirm: 2
  volatility: { bars: 4, history: 40 }
  effects: { trend: 10%, range: 10%, highVolatility: 10%, crisis: 10% }
strategies:
  - { id: small, strategy: ./eager.ts, instruments: [BTC/USDT.SYNTH], interval: 1m }
  - id: paused
    strategy: ./eager.ts
    instruments: [ETH/USDT.SYNTH]
    interval: 1m
    regime: { follow: both, trend: pause, range: pause, highVolatility: pause, crisis: pause }
feed: { kind: synthetic, speed: 3000 }
`;

type WithRegimes = StatusJson & {
  readonly regimes: {
    readonly market: string | null;
    readonly instruments: readonly { readonly instrumentId: string; readonly regime: string | null }[];
  };
};

test('regimes scale and pause what a session enters, are shown and stored, and go on after the process was killed', async (context) => {
  const folder = tempFolder(context);
  const home = join(folder, 'home');
  writeFileSync(join(folder, 'eager.ts'), STRATEGY);
  writeFileSync(join(folder, 'ballast.yaml'), CONFIG);
  const start = () => {
    const paper = startPaper(home, ['--config', join(folder, 'ballast.yaml')]);
    context.after(() => paper.child.kill('SIGKILL'));
    return paper;
  };
  const first = start();
  const status = (await first.until('fills and refusals', ({ fills, refusals }) => fills > 1 && refusals > 1)) as WithRegimes;
  assert.deepEqual(
    status.regimes.instruments.map(({ instrumentId }) => instrumentId),
    ['BTC/USDT.SYNTH', 'ETH/USDT.SYNTH'],
  );
  assert.ok([status.regimes.market, ...status.regimes.instruments.map(({ regime }) => regime)].every((regime) => regime !== null));
  const paused = status.strategies.find(({ id }) => id === 'paused');
  assert.deepEqual([paused?.fills, paused?.reason], [0, 'the regime pauses it in ETH/USDT.SYNTH: exits pass, nothing is added']);
  const metrics = await (await fetch(`${await first.ready()}/metrics`)).text();
  for (const name of ['BTC/USDT.SYNTH', 'ETH/USDT.SYNTH', 'market'])
    assert.equal([...metrics.matchAll(new RegExp(`^ballast_regime\\{instrument="${name}",regime="[a-z-]+"\\} 1$`, 'gm'))].length, 1, name);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = start();
  await second.until('more fills', ({ fills }) => fills > status.fills + 2);
  second.child.kill('SIGTERM');
  await second.ended;
  await withStore({ home }, async (store) => {
    const regimes = await store.regimes('main');
    assert.deepEqual(new Set(regimes.map(({ instrumentId }) => instrumentId)), new Set(['BTC/USDT.SYNTH', 'ETH/USDT.SYNTH', null]));
    // Each is another one than before: a restart tells nothing again.
    for (const { instrumentId } of regimes) {
      const own = regimes.filter((each) => each.instrumentId === instrumentId).map(({ regime }) => regime);
      assert.ok(own.every((regime, at) => regime !== own[at - 1]));
    }
    const orders = await store.orders('main');
    assert.ok(orders.every(({ strategyId }) => strategyId === 'small'));
    assert.ok(
      orders.every(({ sizing }) => sizing.includes('0.1 of what it would be by the regime')),
      orders[0]?.sizing,
    );
    const codes = (await store.refusals('main')).filter(({ strategyId }) => strategyId === 'paused').map(({ code }) => code);
    assert.deepEqual([...new Set(codes)], ['RISK_REGIME_PAUSED']);
  });
});
