import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer: a body, with status 200 unless told otherwise; none at all; or a cut connection. */
export type WireReply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | 'hang'
  | 'drop';

/** A server on loopback that answers as it is told, and keeps what it was sent. It knows no venue. */
export class WireServer {
  readonly requests: WireRequest[] = [];
  readonly sockets = new Set<WebSocket>();
  readonly #http: Server;
  readonly #answers = new Map<string, (request: WireRequest) => WireReply>();
  readonly #scripts: { readonly route: string; readonly reply: WireReply }[] = [];
  #hear: (message: unknown, socket: WebSocket) => void = () => undefined;

  private constructor() {
    const upgrades = new WebSocketServer({ noServer: true });
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => upgrades.handleUpgrade(request, socket, head, (client) => this.#accept(client)));
  }

  static async start(): Promise<WireServer> {
    const server = new WireServer();
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get urls(): { readonly rest: string; readonly stream: string } {
    const { port } = this.#http.address() as AddressInfo;
    return { rest: `http://127.0.0.1:${port}`, stream: `ws://127.0.0.1:${port}` };
  }

  /** Answers every request to a route such as `GET /api/v3/time`. */
  on(route: string, answer: (request: WireRequest) => unknown): void {
    this.#answers.set(route, (request) => ({ body: answer(request) }));
  }

  /** Answers the next requests to a route in these ways, in turn. */
  next(route: string, ...replies: readonly WireReply[]): void {
    this.#scripts.push(...replies.map((reply) => ({ route, reply })));
  }

  /** Takes what comes over sockets. */
  hear(listener: (message: unknown, socket: WebSocket) => void): void {
    this.#hear = listener;
  }

  /** The requests to a route so far. */
  sent(route: string): readonly WireRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route);
  }

  /** Sends a message to every socket. */
  push(message: unknown): void {
    for (const socket of this.sockets) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Cuts every socket without a word. */
  cut(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://venue');
    const method = request.method ?? '';
    const seen: WireRequest = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await textOf(request),
    };
    this.requests.push(seen);
    const reply = this.#replyTo(`${method} ${url.pathname}`, seen);
    if (reply === 'drop') request.socket.destroy();
    else if (reply !== 'hang') {
      const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(body);
    }
  }

  #replyTo(route: string, request: WireRequest): WireReply {
    const index = this.#scripts.findIndex((script) => script.route === route);
    const [script] = index < 0 ? [] : this.#scripts.splice(index, 1);
    return script?.reply ?? this.#answers.get(route)?.(request) ?? { status: 404, body: 'not found' };
  }

  #accept(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('message', (data) => this.#hear(JSON.parse((data as Buffer).toString()), socket));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
