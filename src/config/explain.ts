import { formatTime, type Micros } from '../kernel/time.ts';
import type { LoadedConfig } from './load.ts';
import type { Config, StrategyDeployment } from './schema.ts';
import { explainAllocation } from './sections/explain-allocation.ts';

/** One topic of the explanation: a heading and sentences. */
export interface Explanation {
  readonly topic: string;
  readonly lines: readonly string[];
}

/** What a configuration means, in plain words. */
export function explainConfig({ config, file }: Pick<LoadedConfig, 'config' | 'file'>): readonly Explanation[] {
  return [
    { topic: 'File', lines: [file] },
    { topic: 'Account', lines: [explainAccount(config)] },
    { topic: 'Strategies', lines: config.strategies.length === 0 ? ['None: nothing will trade.'] : config.strategies.map(explainStrategy) },
    { topic: 'Market data', lines: [explainFeed(config)] },
    { topic: 'Venue', lines: explainVenue(config) },
    { topic: 'Fills', lines: explainFills(config) },
    { topic: 'Allocation', lines: explainAllocation(config) },
    { topic: 'Risk', lines: explainRisk(config) },
    { topic: 'Regimes', lines: explainRegime(config) },
    { topic: 'Store', lines: [explainStore(config)] },
    { topic: 'Status server', lines: [explainServer(config)] },
    { topic: 'Notices', lines: [explainNotify(config)] },
    { topic: 'Backtests', lines: [explainPeriod(config)] },
  ];
}

/** What is allowed and seldom wise, in words. */
export function configWarnings({ server, fill, strategies, risk }: Config): readonly string[] {
  const open = server.host !== '127.0.0.1' && server.host !== '::1' && server.host !== 'localhost';
  return [
    ...(open ? [`server.host is ${server.host}: whoever reaches it can read the status, and no password is asked for`] : []),
    ...(fill === 'same-close' ? ['fill is same-close: orders fill at the close that caused them, which no market offers'] : []),
    ...(strategies.length > 0 && strategies.every(({ enabled }) => !enabled) ? ['no strategy is enabled: nothing will trade'] : []),
    ...(risk.dailyLoss === 'unlimited' ? ['risk.dailyLoss is unlimited: nothing stops a bad day'] : []),
  ];
}

function explainAccount({ account }: Config): string {
  const short = account.type === 'cash' ? 'a cash account, which cannot be short' : 'a margin account, which can be short';
  return `${account.id}: ${short}, with ${account.cash} ${account.currency} at the start.`;
}

function explainStrategy({ id, strategy, instruments, interval, params, enabled }: StrategyDeployment): string {
  const set = Object.entries(params).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const how = set.length === 0 ? 'with its default parameters' : `with ${set.join(', ')}`;
  return `${id}${enabled ? '' : ' (not enabled)'}: ${strategy} on ${instruments.join(', ')}, ${interval} bars, ${how}.`;
}

function explainFeed({ feed }: Config): string {
  const stale = `Data older than ${lengthText(feed.maxAge)} is stale.`;
  if (feed.kind === 'ccxt') return `Live from ${feed.exchange ?? ''}. ${stale}`;
  return `The built-in synthetic exchange, seed ${feed.seed}, ${feed.speed} times faster than life. ${stale}`;
}

function explainVenue({ venue }: Config): readonly string[] {
  const { id, sandbox, restUrl, reconcileEvery, unknownPatience, queue, adopt } = venue;
  if (id === undefined) return ['None: `ballast live` needs one.'];
  const where = restUrl === undefined ? (sandbox ? "in the venue's own sandbox" : 'where real money trades') : `at ${restUrl}`;
  return [
    `Live orders go to ${id}, ${where}; at most ${queue} wait to be sent.`,
    `Compared every ${lengthText(reconcileEvery)}; an order whose fate is unknown for ${lengthText(unknownPatience)} halts its instrument.`,
    `Orders placed there by hand are ${adopt ? 'adopted where risk lets them' : 'left alone'}.`,
  ];
}

function explainFills({ fees, slippage, fill, limitFill }: Config): readonly string[] {
  const where = fill === 'next-open' ? 'at the next open' : 'at the close that caused them';
  return [
    `Market orders fill ${where}${slippage === '0' ? '' : `, ${slippage} against you`}; limits once the price ${limitFill === 'through' ? 'goes through' : 'touches'} them.`,
    `Fees: ${percent(fees.maker)} maker, ${percent(fees.taker)} taker.`,
  ];
}

function explainRisk({ risk }: Config): readonly string[] {
  const { dailyLoss, weeklyLoss, maxDrawdown, lossAction, dayZone, maxOrderValue, maxPositionValue, maxExposure, killFile } = risk;
  return [
    `Trading is ${lossAction} once ${dailyLoss} are lost in a day, ${weeklyLoss} in a week (by the clock of ${dayZone}), or ${maxDrawdown} from the best moment.`,
    `Largest values: an order ${maxOrderValue}, a position ${maxPositionValue}, all together ${maxExposure}.`,
    `A limit price lies within ${risk.priceCollar} of the market.`,
    `Trading is killed while KILL in the home folder, the one beside it${killFile === undefined ? '' : ` or ${killFile}`} exists. \`ballast risk show\` and docs/risk-controls.md have all limits.`,
  ];
}

function explainRegime({ regime, strategies }: Config): readonly string[] {
  const { model, interval, trend, volatility, crisis, confirm, effects } = regime;
  if (model === 'none') return ['None: no model tells how the market behaves.'];
  const fall = `${percent(crisis.above)} below the high of ${crisis.bars} bars`;
  const told =
    model === 'hmm'
      ? 'A hidden Markov model tells the others'
      : `A trend is an ADX of ${trend.above}, high volatility ${volatility.above} times the usual`;
  const words = Object.entries(effects).map(([name, effect]) => `${name} ${effectText(effect)}`);
  return [
    `${interval} bars; a crisis is a close ${fall}. ${told}; ${confirm} bars in a row must say so.`,
    `Strategies in them: ${words.join(', ')}.`,
    ...strategies.flatMap(({ id, regime: own = {} }) => {
      const differing = Object.entries(own).map(([name, effect = '']) => `${name} ${effectText(effect)}`);
      return differing.length === 0 ? [] : [`${id}: ${differing.join(', ')}.`];
    }),
  ];
}

/** What a regime does, or which one is followed, as it may be written. */
function effectText(text: string): string {
  return Number.isNaN(Number(text)) ? text : percent(text);
}

function explainStore({ store }: Config): string {
  if (store.kind === 'sqlite') return 'SQLite, in the home folder.';
  const password = store.passwordFile === undefined ? 'without a password' : `with the password in ${store.passwordFile}`;
  return `PostgreSQL at ${store.url ?? ''}, ${password}.`;
}

function explainServer({ server }: Config): string {
  const names = server.allowedHosts.length === 0 ? '' : `, also asked as ${server.allowedHosts.join(', ')}`;
  return `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}${names}.`;
}

function explainNotify({ notify }: Config): string {
  const hook = notify.webhook === undefined ? '' : `; ${notify.webhook.severity} and above to the URL in ${notify.webhook.urlFile}`;
  return `${notify.log.severity} and above to the log${hook}.`;
}

function explainPeriod({ backtest: { from, to, seed } }: Config): string {
  const begin = from === undefined ? 'the beginning of the data' : formatTime(from);
  return `From ${begin} to ${to === undefined ? 'its end' : formatTime(to)}, seed ${seed}.`;
}

/** `0.001` as `0.1%`, for reading. */
function percent(fraction: string): string {
  return `${Number((Number(fraction) * 100).toPrecision(12))}%`;
}

function lengthText(length: Micros): string {
  return length % 1_000_000 === 0 ? `${length / 1_000_000} s` : `${length / 1000} ms`;
}
