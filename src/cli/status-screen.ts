import { isBallastError } from '../kernel/errors.ts';
import { formatTime, type Micros } from '../kernel/time.ts';
import type { StatusSnapshot, StatusSource } from '../ports/status-source.ts';
import { cut, printable, renderTable } from './table.ts';

/** Fills that the screen has room for. */
const FILLS_SHOWN = 5;

/** The status of a session as a screen of text, lines at most `columns` wide, without a trailing line end. Pure. */
export function renderStatus(snapshot: StatusSnapshot, columns: number): string {
  const { account, trading, stage, sessionId, strategies, orders, openOrders, fills, refusals } = snapshot;
  const profit = percentOf(account.equity, account.startCash);
  const lines = [
    `Ballast ${snapshot.version}  ${stage} ${sessionId}  ${clock(snapshot.now)}`,
    '',
    `Equity   ${money(account.equity)} ${account.currency}  ${profit}   cash ${money(account.cash)}`,
    `Trading  ${trading.state}${trading.state === 'ACTIVE' ? '' : `: ${trading.reason}`}`,
    `Feed     ${feedText(snapshot)}`,
    ...regimeLines(snapshot),
    ...venueLines(snapshot),
    `Orders   ${orders} (${openOrders} open)   fills ${fills}   refused ${refusals}`,
    '',
    ...strategies.map(
      ({ id, state, reason, fills: own }) => `${id.padEnd(20)} ${state.padEnd(10)} ${own} fills${reason === '' ? '' : `  ${reason}`}`,
    ),
    '',
    ...positionLines(snapshot),
    '',
    ...allocationLines(snapshot),
    ...fillLines(snapshot),
  ];
  return lines.map((line) => cut(printable(line), columns)).join('\n');
}

/** The status in one line, for logs and pipes. */
export function renderStatusLine({ now, account, orders, fills, positions, feed, trading }: StatusSnapshot): string {
  const held = positions.length === 0 ? 'flat' : positions.map(({ instrumentId, quantity }) => `${quantity} ${instrumentId}`).join(' ');
  return `${clock(now)} ${trading.state} equity ${money(account.equity)} ${account.currency} orders ${orders} fills ${fills} ${held} feed ${ageText(feed.age)}`;
}

function regimeLines({ regimes }: StatusSnapshot): readonly string[] {
  if (regimes === undefined) return [];
  const each = regimes.instruments.map(({ instrumentId, regime }) => `${instrumentId} ${regime ?? 'not known yet'}`);
  return [`Regime   ${regimes.market ?? 'not known yet'}   ${each.join('   ')}`];
}

/** Where a status is drawn. */
type Output = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number; readonly isTTY?: boolean };

/** Shows a session until it is closed: a screen that is redrawn in place on a terminal, a line now and then elsewhere. */
export class StatusScreen {
  readonly #source: Pick<StatusSource, 'snapshot'>;
  readonly #out: Output;
  readonly #live: boolean;
  #timer: NodeJS.Timeout | undefined;
  #footer = '';

  constructor(source: Pick<StatusSource, 'snapshot'>, out: Output) {
    this.#source = source;
    this.#out = out;
    this.#live = out.isTTY === true;
  }

  /** Draws now and then every so often: each half second on a terminal, with a footer below, each five seconds elsewhere. */
  start(footer = ''): void {
    this.#footer = footer;
    this.#timer = setInterval(() => this.draw(), this.#live ? 500 : 5000);
    this.#timer.unref();
    if (this.#live) this.#out.write(ENTER_SCREEN);
    this.draw();
  }

  /** Draws the present status once; what does not fit the height of the terminal is left out. */
  draw(): void {
    if (!this.#live) return void this.#out.write(`${this.#render(renderStatusLine)}\n`);
    const lines = `${this.#screen()}\n\n${cut(this.#footer, this.#out.columns ?? 80)}`
      .trimEnd()
      .split('\n')
      .slice(0, this.#out.rows ?? Infinity);
    this.#out.write(`${HOME}${lines.join(`${CLEAR_LINE}\n`)}${CLEAR_LINE}${CLEAR_BELOW}`);
  }

  /** Stops drawing and gives the terminal back, with the last status left on it. */
  close(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#live) this.#out.write(`${LEAVE_SCREEN}${this.#screen()}\n`);
  }

  #screen(): string {
    return this.#render((snapshot) => renderStatus(snapshot, this.#out.columns ?? 80));
  }

  /** A session that is coming back has no status to show, and says so. */
  #render(render: (snapshot: StatusSnapshot) => string): string {
    try {
      return render(this.#source.snapshot());
    } catch (error) {
      if (isBallastError(error)) return error.message;
      throw error;
    }
  }
}

const ENTER_SCREEN = '\u001B[?1049h\u001B[?25l';
const LEAVE_SCREEN = '\u001B[?25h\u001B[?1049l';
const HOME = '\u001B[H';
const CLEAR_LINE = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';

function positionLines({ positions }: StatusSnapshot): readonly string[] {
  if (positions.length === 0) return ['No position'];
  const rows = positions.map((each) => [
    each.instrumentId,
    each.strategyId,
    each.quantity,
    price(each.averagePrice),
    price(each.lastPrice),
    signed(each.openProfit),
  ]);
  return renderTable(['Position', 'strategy', '>quantity', '>entry', '>last', '>profit'], rows);
}

function allocationLines({ allocation }: StatusSnapshot): readonly string[] {
  if (allocation === undefined) return [];
  const rows = allocation.map(({ strategyId, instrumentId, share, budget, reason }) => [
    strategyId,
    instrumentId,
    `${Number(share)}%`,
    `${Number(budget)}%`,
    reason,
  ]);
  return [...renderTable(['Share of equity', 'instrument', '>may have', '>in all', 'why'], rows), ''];
}

function fillLines({ lastFills }: StatusSnapshot): readonly string[] {
  if (lastFills.length === 0) return ['No fill yet'];
  const rows = lastFills
    .slice(0, FILLS_SHOWN)
    .map((fill) => [clock(fill.time), fill.strategyId, fill.side, fill.quantity, fill.instrumentId, price(fill.price)]);
  return renderTable(['Last fills', 'strategy', 'side', '>quantity', 'instrument', '>price'], rows);
}

function feedText({ feed }: StatusSnapshot): string {
  const mended = [
    feed.reconnects > 0 ? `${feed.reconnects} reconnects` : '',
    feed.backfilledBars > 0 ? `${feed.backfilledBars} bars fetched` : '',
  ];
  return [`${feed.name} ${feed.connected ? 'connected' : 'NOT CONNECTED'}`, `data ${ageText(feed.age)}`, ...mended]
    .filter((part) => part !== '')
    .join(', ');
}

/** How the session stands with a venue that is elsewhere, and what is halted. */
function venueLines({ venue, halted }: StatusSnapshot): readonly string[] {
  const halts = halted.map(({ instrumentId, reason }) => `Halted   ${instrumentId}: ${reason}`);
  if (venue === undefined) return halts;
  const { name, host, streamUp, gate, pursued, lastProblem } = venue;
  const parts = [
    `${name} at ${host}`,
    streamUp ? 'stream up' : 'STREAM DOWN',
    gate.state === 'open' ? 'gate open' : `GATE ${gate.state.toUpperCase()}: ${gate.reason}`,
    pursued === 0 ? '' : `${pursued} orders UNKNOWN or on their way`,
    lastProblem === undefined ? '' : `last problem: ${lastProblem}`,
  ];
  return [`Venue    ${parts.filter((part) => part !== '').join(', ')}`, ...halts];
}

function ageText(age: Micros | undefined): string {
  return age === undefined ? 'none yet' : `${(age / 1_000_000).toFixed(1)} s old`;
}

/** A moment to the second, as people read it. */
function clock(time: Micros): string {
  return formatTime(Math.floor(time / 1_000_000) * 1_000_000)
    .replace('T', ' ')
    .replace('Z', '');
}

/** Money to the cent, thousands apart; cut, not rounded, so that it never shows more than there is. */
function money(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0').slice(0, 2)}`;
}

function signed(amount: string | undefined): string {
  return amount === undefined ? '-' : `${amount.startsWith('-') ? '' : '+'}${money(amount)}`;
}

function price(amount: string | undefined): string {
  return amount ?? '-';
}

function percentOf(equity: string, start: string): string {
  const change = (Number(equity) / Number(start) - 1) * 100;
  return Number.isFinite(change) ? `(${change < 0 ? '' : '+'}${change.toFixed(2)}%)` : '';
}
