import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

import { bucketClose, bucketOpen, type Interval } from '../../src/domain/interval.ts';
import type { Micros } from '../../src/kernel/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { barInProgress, binanceExchangeInfo, binanceKlineMessage, binanceKlineRow, type VenueBar } from './venue-server-binance.ts';

/** A scripted answer to one request. `hang` never answers; `drop` closes the connection. */
export type ScriptedReply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'hang'
  | 'drop';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What trades at the venue: the bar of a market that opens at a time, or nothing. */
export type Tape = (market: string, interval: Interval, openTime: Micros) => VenueBar | undefined;

/**
 * A venue on loopback that speaks enough of Binance's public wire: exchangeInfo, time and klines over REST;
 * kline, trade and bookTicker streams over WebSocket. Its bars come from a tape, its time from a clock; faults are scripted.
 */
export class VenueServer {
  readonly requests: SeenRequest[] = [];
  /** Connections that were opened so far. */
  connections = 0;
  /** The most REST requests that were under way at one time. */
  mostAtOnce = 0;
  #atOnce = 0;
  /** A muted venue keeps its sockets open, answers pings, and sends nothing. */
  muted = false;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #clock: Clock;
  readonly #markets: readonly string[];
  readonly #tape: Tape;
  readonly #scripts: { readonly path: string; readonly reply: ScriptedReply; after: number }[] = [];
  readonly #subscriptions = new Map<WebSocket, { readonly number: number; readonly streams: Set<string> }>();
  readonly #watchers = new Set<() => void>();

  private constructor(clock: Clock, markets: readonly string[], tape: Tape) {
    this.#clock = clock;
    this.#markets = markets;
    this.#tape = tape;
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) =>
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#accept(client)),
    );
  }

  /** Starts a venue on a free port. `markets` are `BASE/QUOTE`. */
  static async start(options: { readonly clock: Clock; readonly markets: readonly string[]; readonly tape: Tape }): Promise<VenueServer> {
    const server = new VenueServer(options.clock, options.markets, options.tape);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get urls(): { readonly rest: string; readonly stream: string } {
    const { port } = this.#http.address() as AddressInfo;
    return { rest: `http://127.0.0.1:${port}`, stream: `ws://127.0.0.1:${port}` };
  }

  /** Answers the next request to `path` in this way; several scripts for a path are used in turn. */
  script(path: string, ...replies: readonly ScriptedReply[]): void {
    for (const reply of replies) this.scriptAfter(path, 0, reply);
  }

  /** Answers the request to `path` that comes after `count` more of them in this way. */
  scriptAfter(path: string, count: number, reply: ScriptedReply): void {
    this.#scripts.push({ path, reply, after: count });
  }

  /** Resolves once `count` requests to `path` have come. */
  requested(path: string, count: number): Promise<void> {
    return this.#until(() => this.requests.filter((request) => request.path === path).length >= count);
  }

  /** Resolves once the connection that was opened as number `connection`, or a later one, has subscribed to `stream`. */
  subscribed(stream: string, connection = 1): Promise<void> {
    return this.#until(() => [...this.#subscriptions.values()].some(({ number, streams }) => number >= connection && streams.has(stream)));
  }

  /** Sends a message on a stream, as its data. */
  push(stream: string, data: object): void {
    if (this.muted) return;
    for (const [socket, { streams }] of this.#subscriptions) if (streams.has(stream)) socket.send(JSON.stringify(data));
  }

  /** Sends the bar of `market` as it stands at the venue: final once its end has passed. */
  pushBar(market: string, interval: Interval, openTime: Micros): void {
    const bar = this.#barNow(market, interval, openTime);
    if (bar !== undefined) this.push(streamName(market, `kline_${interval}`), binanceKlineMessage(market, interval, openTime, bar));
  }

  /** Sends a raw text to everybody. */
  pushRaw(text: string): void {
    for (const socket of this.#subscriptions.keys()) socket.send(text);
  }

  /** Resolves once every client has taken in what was sent so far: it answers pings in turn with messages. */
  async takenIn(): Promise<void> {
    await Promise.all(
      [...this.#subscriptions.keys()].map(async (socket) => {
        const answered = once(socket, 'pong');
        socket.ping();
        await answered;
      }),
    );
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#subscriptions.keys()) socket.terminate();
    this.#subscriptions.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://venue');
    this.requests.push({ path: url.pathname, query: url.searchParams });
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    response.on('close', () => this.#atOnce--);
    const reply = this.#scripted(url.pathname) ?? this.#reply(url);
    if (reply === 'drop') request.socket.destroy();
    else if (reply !== 'hang') {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
    }
    this.#notify();
  }

  #scripted(path: string): ScriptedReply | undefined {
    const index = this.#scripts.findIndex((script) => script.path === path);
    const script = this.#scripts[index];
    if (script === undefined || script.after-- > 0) return undefined;
    this.#scripts.splice(index, 1);
    return script.reply;
  }

  #reply(url: URL): ScriptedReply {
    const ok = (body: unknown): ScriptedReply => ({ status: 200, body: JSON.stringify(body) });
    if (url.pathname === '/api/v3/exchangeInfo') return ok(binanceExchangeInfo(this.#markets));
    if (url.pathname === '/api/v3/time') return ok({ serverTime: Math.floor(this.#clock.now() / 1000) });
    if (url.pathname === '/api/v3/klines') return ok(this.#klines(url.searchParams));
    return { status: 404, body: JSON.stringify({ code: -1, msg: `no such path: ${url.pathname}` }) };
  }

  /** As Binance answers: oldest first from startTime on, the bar in progress included, at most `limit`. */
  #klines(query: URLSearchParams): unknown[] {
    const interval = query.get('interval') as Interval;
    const market = this.#markets.find((symbol) => marketId(symbol) === query.get('symbol')) ?? '';
    const rows: unknown[] = [];
    const limit = Number(query.get('limit'));
    const start = Number(query.get('startTime')) * 1000;
    const first = bucketOpen(interval, start) === start ? start : bucketClose(interval, start);
    for (let open = first; open <= this.#clock.now() && rows.length < limit; open = bucketClose(interval, open)) {
      const bar = this.#barNow(market, interval, open);
      if (bar !== undefined) rows.push(binanceKlineRow(interval, open, bar));
    }
    return rows;
  }

  #barNow(market: string, interval: Interval, openTime: Micros): VenueBar | undefined {
    const bar = this.#tape(market, interval, openTime);
    return bar === undefined || bucketClose(interval, openTime) <= this.#clock.now() ? bar : barInProgress(bar);
  }

  #accept(socket: WebSocket): void {
    this.connections++;
    this.#subscriptions.set(socket, { number: this.connections, streams: new Set() });
    socket.on('close', () => this.#subscriptions.delete(socket));
    socket.on('message', (data) => {
      const { id, params } = JSON.parse((data as Buffer).toString()) as { id: number; params: string[] };
      for (const stream of params) this.#subscriptions.get(socket)?.streams.add(stream);
      socket.send(JSON.stringify({ result: null, id }), () => this.#notify());
    });
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** `BTC/USDT` as Binance's REST writes it. */
function marketId(symbol: string): string {
  return symbol.replace('/', '');
}

/** The name of a market's stream, such as `btcusdt@kline_1m`. */
export function streamName(symbol: string, channel: string): string {
  return `${marketId(symbol).toLowerCase()}@${channel}`;
}
