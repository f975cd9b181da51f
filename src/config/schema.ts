import { z } from 'zod';

import * as field from './fields.ts';
import { keyDocs } from './key-docs.ts';
import { limits, risk } from './sections/risk.ts';
import { deploymentRegime, regime } from './sections/regime.ts';
import { gate } from './sections/gate.ts';
import { validation } from './sections/validation.ts';
import { allocation, budgets, sizing } from './sections/allocation.ts';
import { watchdog } from './sections/watchdog.ts';

/** The version of the configuration that this Ballast writes and reads. */
export const CONFIG_VERSION = 1;

const name = (): z.ZodType<string> => field.text('a name of small letters, digits and -, such as trend-btc', /^[a-z][a-z0-9-]{0,39}$/);
const path = (example: string): z.ZodType<string> => field.text(`the path of a file, such as ${example}`);

const account = z.strictObject({
  id: name().default('main').register(keyDocs, { doc: 'Name of the account in orders, fills and the ledger.' }),
  type: field.choice('cash', 'margin').default('cash').register(keyDocs, { doc: 'A cash account cannot be short; a margin account can.' }),
  currency: field
    .text('a currency code, such as USDT', /^[A-Z][A-Z0-9]{1,9}$/)
    .default('USDT')
    .register(keyDocs, { doc: 'Currency in which the account is counted.' }),
  cash: field
    .decimal('at least 0', '10000')
    .default('10000')
    .register(keyDocs, { doc: 'Money to trade with: what a simulated account starts with, and how much of a real one is used.' }),
});

const store = z.strictObject({
  kind: field
    .choice('sqlite', 'postgres')
    .default('sqlite')
    .register(keyDocs, { doc: 'Where orders, fills and the ledger are kept: a file in the home folder, or a PostgreSQL server.' }),
  url: field
    .text('a URL such as postgres://ballast@localhost:5432/ballast', /^postgres(ql)?:\/\/\S+$/)
    .optional()
    .register(keyDocs, { doc: 'The PostgreSQL database, without a password.', example: 'postgres://ballast@localhost:5432/ballast' }),
  passwordFile: path('/run/secrets/postgres')
    .optional()
    .register(keyDocs, { doc: 'File that holds the password of the PostgreSQL user.', example: '/run/secrets/postgres' }),
});

const instrument = z.strictObject({
  id: field.instrumentId().register(keyDocs, { doc: 'Symbol and venue.', example: 'BTC/USDT.BINANCE' }),
  kind: field.choice('spot', 'equity', 'forex').default('spot').register(keyDocs, { doc: 'What is traded.' }),
  calendar: field.choice('24/7', 'us-equities', 'forex').default('24/7').register(keyDocs, { doc: 'When it trades.' }),
  tick: field.decimal('above 0', '0.01').register(keyDocs, { doc: 'Smallest price step.', example: '0.01' }),
  lot: field.decimal('above 0', '0.00001').register(keyDocs, { doc: 'Smallest quantity step.', example: '0.00001' }),
  minQuantity: field
    .decimal('above 0', '0.00001')
    .optional()
    .register(keyDocs, { doc: 'Smallest order quantity; one lot where left out.', example: '0.00001' }),
  maxQuantity: field.decimal('above 0', '9000').optional().register(keyDocs, { doc: 'Largest order quantity.', example: '9000' }),
  minNotional: field.decimal('at least 0', '5').default('0').register(keyDocs, { doc: 'Smallest order value.' }),
  maxNotional: field.decimal('above 0', '9000000').optional().register(keyDocs, { doc: 'Largest order value.', example: '9000000' }),
});

const strategy = z.strictObject({
  id: name().register(keyDocs, { doc: 'Name of this deployment; orders and positions carry it.', example: 'my-strategy' }),
  strategy: field.text('the id of a strategy that ships with Ballast, or a path such as ./strategies/my-strategy.ts').register(keyDocs, {
    doc: 'A shipped strategy by its id, or a file by its path from this one.',
    example: './strategies/my-strategy.ts',
  }),
  instruments: z
    .array(field.instrumentId())
    .min(1)
    .register(keyDocs, { doc: 'What it trades.', example: '[BTC/USDT.BINANCE]', sample: '[BTC/USDT.SYNTH]' }),
  interval: field.interval().register(keyDocs, { doc: 'Its bars.', example: '5m', sample: '1m' }),
  params: field
    .params()
    .prefault({})
    .register(keyDocs, { doc: 'Its parameters; what is left out keeps its default.', example: '{ fast: 10, slow: 30 }' }),
  regime: deploymentRegime.optional().register(keyDocs, { doc: 'What regimes do to it, where that is not what regime.effects says.' }),
  sizing: sizing.optional().register(keyDocs, { doc: 'How large its entries are; left out, as the strategy says. docs/allocation.md.' }),
  budget: field.rate('30%').optional().register(keyDocs, {
    doc: 'Share of the equity that it may use; left out, an equal part of what the other budgets leave.',
    example: '30%',
  }),
  budgets: budgets
    .optional()
    .register(keyDocs, { doc: 'The same by the regime of the instrument; budget, or the least of these, while that is not known.' }),
  approvedBy: field
    .text('the name of a person, such as ada')
    .optional()
    .register(keyDocs, { doc: 'Who approved its budget, where allocation.approval asks for it.', example: 'ada' }),
  enabled: field.flag().default(true).register(keyDocs, { doc: 'false keeps it in the file without running it.' }),
});

const fees = z.strictObject({
  maker: field
    .rate('0.1%', { negative: true, mostBare: 0.05 })
    .prefault('0.1%')
    .register(keyDocs, { doc: 'Fee of a fill that made liquidity, as a share of its value.' }),
  taker: field
    .rate('0.1%', { negative: true, mostBare: 0.05 })
    .prefault('0.1%')
    .register(keyDocs, { doc: 'Fee of a fill that took liquidity.' }),
});

const feed = z.strictObject({
  kind: field
    .choice('synthetic', 'ccxt')
    .default('synthetic')
    .register(keyDocs, { doc: 'Market data for paper trading: a built-in synthetic exchange, or a real one through ccxt.' }),
  exchange: field
    .text("an exchange's ccxt id, such as binance", /^[a-z][a-z0-9]*$/)
    .optional()
    .register(keyDocs, { doc: 'The exchange, where kind is ccxt.', example: 'binance' }),
  restUrl: field
    .text('an address such as https://data-api.binance.vision', /^https?:\/\/\S+$/)
    .optional()
    .register(keyDocs, {
      doc: "Another address than the exchange's own for its REST interface; http:// on this machine only.",
      example: 'https://data-api.binance.vision',
    }),
  streamUrl: field
    .text('an address such as wss://data-stream.binance.vision', /^wss?:\/\/\S+$/)
    .optional()
    .register(keyDocs, {
      doc: "Another address than the exchange's own for its streams; ws:// on this machine only.",
      example: 'wss://data-stream.binance.vision',
    }),
  speed: field
    .whole(1, 100_000)
    .default(60)
    .register(keyDocs, { doc: 'How many times faster than life the synthetic exchange runs.', sample: '600' }),
  seed: field
    .whole(0, 4_294_967_295)
    .default(1)
    .register(keyDocs, { doc: 'Seed of the synthetic exchange: the same seed gives the same market.' }),
  maxAge: field
    .duration('60s')
    // A quiet market tells of nothing but its closed minutes.
    .prefault('90s')
    .register(keyDocs, {
      doc: 'Data older than this makes the feed stale: it reconnects, and readiness fails; no strategy decides on a bar that comes so late.',
    }),
  patience: field
    .duration('15s')
    .prefault('15s')
    .register(keyDocs, { doc: 'How long the bars of one moment wait for an instrument of which nothing comes.' }),
});

const venue = z.strictObject({
  id: field
    .choice('BINANCE', 'MEXC', 'KRAKEN', 'COINBASE')
    .optional()
    .register(keyDocs, { doc: 'Where `ballast live` places its orders, and takes its market data from.', example: 'BINANCE' }),
  sandbox: field.flag().default(false).register(keyDocs, { doc: "true trades in the venue's own sandbox; only BINANCE has one." }),
  restUrl: field
    .text('an address such as http://127.0.0.1:9001', /^https?:\/\/\S+$/)
    .optional()
    .register(keyDocs, {
      doc: "Another address than the venue's own for orders and data by REST, such as that of a test exchange; http:// on this machine only.",
      example: 'http://127.0.0.1:9001',
    }),
  streamUrl: field
    .text('an address such as ws://127.0.0.1:9001', /^wss?:\/\/\S+$/)
    .optional()
    .register(keyDocs, { doc: 'The same for its streams; ws:// on this machine only.', example: 'ws://127.0.0.1:9001' }),
  keyFile: path('/run/secrets/binance-key').optional().register(keyDocs, {
    doc: 'File that holds the key, where BALLAST_<VENUE>_KEY_FILE and BALLAST_<VENUE>_KEY are not set.',
    example: '/run/secrets/binance-key',
  }),
  secretFile: path('/run/secrets/binance-secret').optional().register(keyDocs, {
    doc: 'File that holds the secret, where BALLAST_<VENUE>_SECRET_FILE and BALLAST_<VENUE>_SECRET are not set.',
    example: '/run/secrets/binance-secret',
  }),
  reconcileEvery: field.duration('5s').prefault('5s').register(keyDocs, {
    doc: 'Time between two comparisons of orders, fills and balances with the venue; longer at Kraken, which allows few questions.',
  }),
  adopt: field.flag().default(false).register(keyDocs, {
    doc: 'true makes limits to buy that you place at the venue by hand orders of Ballast, where its limits allow them: docs/live.md.',
  }),
  unknownPatience: field
    .duration('60s')
    .prefault('60s')
    .register(keyDocs, { doc: 'An order whose fate is not known for so long halts its instrument, and you are told.' }),
  queue: field.whole(1, 100_000).default(256).register(keyDocs, {
    doc: 'Orders that may wait to be sent; more are refused. Those that only reduce a position may wait twice as many.',
  }),
});

const server = z.strictObject({
  host: field
    .text('an address of this machine, such as 127.0.0.1', /^[\w.:-]+$/)
    .default('127.0.0.1')
    .register(keyDocs, { doc: 'Address of the status server. It asks for no password: leave it on this machine.' }),
  port: field.whole(0, 65_535).default(8080).register(keyDocs, { doc: 'Its port; 0 takes any free one.' }),
  allowedHosts: z
    .array(field.text('a host name, such as ballast.lan', /^[\w.-]+$/))
    .default([])
    .register(keyDocs, {
      doc: 'Further names under which the server may be asked, besides its address and localhost.',
      example: '[ballast.lan]',
    }),
});

const webhook = z.strictObject({
  urlFile: path('/run/secrets/webhook').register(keyDocs, {
    doc: 'File that holds the URL; it is a secret, so it is not written here.',
    example: '/run/secrets/webhook',
  }),
  severity: field.choice('info', 'warning', 'critical').default('warning').register(keyDocs, { doc: 'Least severity that is sent.' }),
});

const notify = z.strictObject({
  log: z
    .strictObject({
      severity: field.choice('info', 'warning', 'critical').default('info').register(keyDocs, { doc: 'Least severity that is logged.' }),
    })
    .prefault({})
    .register(keyDocs, { doc: 'Notices in the log of the home folder.' }),
  webhook: webhook.optional().register(keyDocs, { doc: 'Notices as JSON to a URL.' }),
});

const backtest = z.strictObject({
  from: field
    .moment()
    .optional()
    .register(keyDocs, { doc: 'First moment; the beginning of the data where left out.', example: '2024-01-01' }),
  to: field.moment().optional().register(keyDocs, { doc: 'End, not included; the end of the data where left out.', example: '2025-01-01' }),
  seed: field.whole(0, 4_294_967_295).default(1).register(keyDocs, { doc: 'Seed of all that is random in a backtest.' }),
});

/** The table of ballast.yaml: every key with its values, default and meaning. All else is made from it. */
export const configSchema = z.strictObject({
  version: field.whole(1, CONFIG_VERSION).register(keyDocs, { doc: 'Version of this file.', example: String(CONFIG_VERSION) }),
  account: account.prefault({}).register(keyDocs, { doc: 'The account that trades.' }),
  strategies: z.array(strategy).default([]).register(keyDocs, { doc: 'What runs: each entry is one strategy on its instruments.' }),
  fees: fees.prefault({}).register(keyDocs, { doc: 'Fees of the simulated venue.' }),
  slippage: field
    .slippage()
    .default('0')
    .register(keyDocs, { doc: 'How far market orders fill from the price, against you.', example: '5bps' }),
  fill: field
    .choice('next-open', 'same-close')
    .default('next-open')
    .register(keyDocs, { doc: 'Where market orders fill: at the next open, or at the close that caused them (which is not honest).' }),
  limitFill: field
    .choice('through', 'touch')
    .default('through')
    .register(keyDocs, { doc: 'Whether the price must go through a limit to fill it, or only touch it.' }),
  validation: validation.prefault({}).register(keyDocs, { doc: 'The validation profile `custom`: docs/gate.md.' }),
  gate: gate.prefault({}).register(keyDocs, { doc: 'The way to real money, stage by stage: docs/gate.md.' }),
  allocation: allocation
    .prefault({})
    .register(keyDocs, { doc: 'How the equity is shared out among strategies and instruments: docs/allocation.md.' }),
  risk: risk.prefault({}).register(keyDocs, { doc: 'Limits that every order must pass: docs/risk-controls.md.' }),
  limits: z.array(limits).default([]).register(keyDocs, {
    doc: 'Limits of single strategies and instruments. Of the account, the strategy and the instrument the tightest holds.',
  }),
  regime: regime.prefault({}).register(keyDocs, { doc: 'How the market behaves, and what that does to strategies: docs/regime.md.' }),
  feed: feed.prefault({}).register(keyDocs, { doc: 'Where paper trading gets its market data.' }),
  venue: venue
    .prefault({})
    .register(keyDocs, { doc: 'Where live trading places its orders. Secrets stand in files or in the environment, never here.' }),
  watchdog: watchdog.prefault({}).register(keyDocs, { doc: 'What looks after a live session from outside: `ballast watchdog`.' }),
  store: store.prefault({}).register(keyDocs, { doc: 'Where the state is kept.' }),
  server: server.prefault({}).register(keyDocs, { doc: 'The status server: /health/live, /health/ready, /metrics, /status.' }),
  notify: notify.prefault({}).register(keyDocs, { doc: 'Who is told of what happens.' }),
  backtest: backtest.prefault({}).register(keyDocs, { doc: 'The period of backtests.' }),
  instruments: z
    .array(instrument)
    .default([])
    .register(keyDocs, { doc: 'Instruments that the built-in list lacks, or whose rules differ for you.' }),
});

/** A checked configuration: deeply frozen, decimals as exact texts, times and lengths of time in microseconds. */
export type Config = z.output<typeof configSchema>;
/** One entry of `strategies`. */
export type StrategyDeployment = Config['strategies'][number];
/** One entry of `instruments`. */
export type InstrumentDefinition = Config['instruments'][number];
