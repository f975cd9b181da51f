/**
 * What `ballast paper --demo` runs: orders and fills within seconds, on fees low enough that the money lasts for days of them. A day takes
 * seconds there, and nobody is asked to let it go on after a bad one.
 */
export const DEMO_CONFIG = `version: 1
account: { id: demo, currency: USDT, cash: 100000 }
strategies:
  - id: sma-cross
    strategy: sma-cross
    instruments: [BTC/USDT.SYNTH]
    interval: 15m
    params: { fast: 10, slow: 40, weight: 0.4 }
  - id: donchian-breakout
    strategy: donchian-breakout
    instruments: [ETH/USDT.SYNTH]
    interval: 15m
    params: { entry: 20, exit: 10, risk: 0.004 }
fees: { maker: 0.01%, taker: 0.02% }
risk: { dailyLoss: unlimited, weeklyLoss: unlimited, maxDrawdown: unlimited, eachStrategy: { maxMessages: unlimited, maxRepeats: unlimited } }
feed: { kind: synthetic, speed: 18000, seed: 3 }
`;
