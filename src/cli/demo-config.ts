/** What `ballast paper --demo` runs: enough happens within seconds to see orders, fills and refusals. */
export const DEMO_CONFIG = `version: 1
account: { id: demo, currency: USDT, cash: 100000 }
strategies:
  - id: sma-cross
    strategy: sma-cross
    instruments: [BTC/USDT.SYNTH]
    interval: 1m
    params: { fast: 5, slow: 15, weight: 0.4 }
  - id: donchian-breakout
    strategy: donchian-breakout
    instruments: [ETH/USDT.SYNTH]
    interval: 1m
    params: { entry: 10, exit: 5, risk: 0.002 }
feed: { kind: synthetic, speed: 600, seed: 7 }
`;
