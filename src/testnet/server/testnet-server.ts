import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { isHostAllowed } from '../../api/host-guard.ts';
import { fail } from '../../kernel/errors.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../kernel/time.ts';
import { SeededRandom } from '../../kernel/random.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { playMarkets, type MarketMaker } from '../exchange/market-maker.ts';
import { bendAnswer, textOf } from '../faults/bend-answer.ts';
import { FaultBox } from '../faults/fault-box.ts';
import type { FaceMaker, VenueFace, WireRequest } from '../wire/venue-face.ts';
import { addAdminDoor } from './admin-door.ts';
import type { RunningTestnet } from './running-testnet.ts';
import { openStreamDoor, type StreamDoor } from './stream-door.ts';

/** An exchange to be served. */
export interface TestnetOptions {
  readonly face: FaceMaker;
  readonly exchange: Exchange;
  /** Who leads its markets; none where clients and the admin door are all there is. */
  readonly makers: readonly MarketMaker[];
  readonly clock: Clock;
  readonly seed: number;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names besides addresses and localhost under which it may be asked. */
  readonly allowedHosts: readonly string[];
  /** Whoever shows it may use the admin door. */
  readonly adminToken: string;
}

/** A listening test exchange. */
export interface Testnet extends RunningTestnet {
  /** `http://127.0.0.1:9001`; REST. */
  readonly url: string;
  /** `ws://127.0.0.1:9001`; streams. */
  readonly streamUrl: string;
  /** Stops listening and ends what is open. */
  close(): Promise<void>;
}

const BODY_LIMIT = 256 * 1024;
/** How often time moves on while nobody asks for anything. */
const STEP = 100 * MICROS_PER_MILLISECOND;

/** Serves an exchange in the words of a venue. Errors: `RUN_PORT_IN_USE`, `RUN_ADDRESS_UNUSABLE`. */
export async function startTestnet(options: TestnetOptions): Promise<Testnet> {
  const { exchange, clock, makers } = options;
  const faults = new FaultBox();
  const now = (): Micros => clock.now();
  const face = options.face({
    exchange,
    time: () => now() + faults.shift('skew', now()),
    cancel: (accountId, orderId) => {
      if (faults.takeForCancel(now()) !== undefined) exchange.fill(orderId);
      return exchange.cancel(accountId, orderId);
    },
    random: new SeededRandom(options.seed),
  });
  const server = fastify({ logger: false, forceCloseConnections: true, bodyLimit: BODY_LIMIT, exposeHeadRoutes: false });
  const streams = openStreamDoor(server.server, { face, faults, now, isAllowed: (host) => isHostAllowed(host, allowed(options)) });
  const advance = (): void => {
    playMarkets(exchange, makers, now());
    for (const account of exchange.accounts()) exchange.history(account).lag = faults.shift('lag', now());
  };
  const testnet: RunningTestnet = {
    exchange,
    face,
    faults,
    step: () => {
      advance();
      faults.tick(now());
      for (const moment of faults.takeMoments(now())) {
        if (moment === 'cut-streams') streams.cut();
        else face.expireStreams();
      }
      face.tick();
      streams.tick();
    },
    get connections() {
      return streams.size;
    },
    cutStreams: () => streams.cut(),
  };
  guard(server, options);
  addAdminDoor(server, { testnet, now, token: options.adminToken });
  addVenue(server, { face, faults, clock, advance });
  const url = await listen(server, options, streams);
  const stop = new AbortController();
  void keepTime(clock, testnet.step, stop.signal);
  const close = async (): Promise<void> => {
    stop.abort();
    streams.cut();
    await server.close();
  };
  return Object.assign(testnet, { url, streamUrl: url.replace('http', 'ws'), close });
}

function allowed({ allowedHosts, host }: TestnetOptions): readonly string[] {
  return [...allowedHosts, host];
}

/** A page of a stranger must not trade here: nobody is answered under another name, nor from a page. */
function guard(server: FastifyInstance, options: TestnetOptions): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', async (request, reply) => {
    if (isHostAllowed(request.headers.host, allowed(options)) && request.headers.origin === undefined) return;
    await reply.code(421).send({ error: { message: 'the test exchange is not asked under this name, nor from a page' } });
  });
  server.setErrorHandler(async (error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    await reply.code(status).send({ error: { message: status === 500 ? 'the answer could not be made' : 'the request cannot be read' } });
  });
}

interface VenueTerms {
  readonly face: VenueFace;
  readonly faults: FaultBox;
  readonly clock: Clock;
  readonly advance: () => void;
}

/** Everything that is not the admin door is the venue's. */
function addVenue(server: FastifyInstance, { face, faults, clock, advance }: VenueTerms): void {
  server.all('/*', async (request, reply) => {
    const wire = wireRequest(request);
    const fault = faults.takeForRequest(face.operationOf(wire), clock.now());
    if (fault?.kind === 'late-request') await clock.sleep((fault.milliseconds ?? 1_000) * MICROS_PER_MILLISECOND);
    advance();
    const outcome = bendAnswer(face, wire, fault);
    if (outcome.kind !== 'reply') {
      reply.hijack();
      if (outcome.kind === 'break') request.raw.socket.destroy();
      return reply;
    }
    if (outcome.afterMilliseconds > 0) await clock.sleep(outcome.afterMilliseconds * MICROS_PER_MILLISECOND);
    return send(reply, outcome.reply);
  });
}

function send(reply: FastifyReply, answer: Parameters<typeof textOf>[0]): FastifyReply {
  void reply.code(answer.status).header('content-type', 'application/json;charset=UTF-8');
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  return reply.send(textOf(answer));
}

function wireRequest(request: FastifyRequest): WireRequest {
  const [path, query] = splitOnce(request.url, '?');
  const headers = request.headers as Record<string, string | undefined>;
  return { method: request.method, path, query, headers, body: typeof request.body === 'string' ? request.body : '', address: request.ip };
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

async function keepTime(clock: Clock, step: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(STEP, signal);
    if (!signal.aborted) step();
  }
}

async function listen(server: FastifyInstance, { host, port }: TestnetOptions, streams: StreamDoor): Promise<string> {
  try {
    return await server.listen({ host, port, listenTextResolver: (address) => address });
  } catch (error) {
    streams.cut();
    await server.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port}`;
    if (code === 'EADDRINUSE') fail('RUN_PORT_IN_USE', `port ${port} is taken`, { where, cause: error });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES')
      fail('RUN_ADDRESS_UNUSABLE', `nobody can listen on ${where}`, { where, cause: error });
    throw error;
  }
}
