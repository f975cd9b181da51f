import fastify, { type FastifyInstance } from 'fastify';

import { BallastError, fail, isBallastError } from '../kernel/errors.ts';
import type { StatusSource } from '../ports/status-source.ts';
import { isHostAllowed } from './host-guard.ts';
import { createMetrics } from './metrics.ts';
import { statusJson } from './status-json.ts';

/** What the status server shows, and where. */
export interface StatusServerOptions {
  readonly source: StatusSource;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names besides addresses and localhost under which it may be asked. */
  readonly allowedHosts: readonly string[];
}

/** A listening status server. */
export interface StatusServer {
  readonly url: string;
  readonly port: number;
  /** Notes how long a commit took, in seconds, for the metrics. */
  observeCommit(seconds: number): void;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Serves `/health/live`, `/health/ready`, `/metrics` and `/status`, read-only. It asks for no password, so it belongs on 127.0.0.1.
 * Errors: `RUN_PORT_IN_USE`, `RUN_ADDRESS_UNUSABLE`.
 */
export async function createStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 1024,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
  });
  const metrics = createMetrics(options.source);
  guard(server, options);
  addRoutes(server, options.source);
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  const url = await listen(server, options);
  return {
    url,
    port: Number(new URL(url).port),
    observeCommit: (seconds) => metrics.observeCommit(seconds),
    close: () => server.close(),
  };
}

/** What holds for every request: its method, its Host, the headers of the answer, and errors without a stack. */
function guard(server: FastifyInstance, { allowedHosts, host }: StatusServerOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (!isHostAllowed(request.headers.host, [...allowedHosts, host])) {
      const refusal = new BallastError('RUN_HOST_REFUSED', 'the server is not asked under this name');
      return reply.code(421).send({ error: refusal });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return reply
        .code(405)
        .header('allow', 'GET, HEAD')
        .send({ error: { message: 'this server can only be read' } });
    }
  });
  server.setNotFoundHandler(async (_request, reply) => {
    return reply.code(404).send({ error: { message: 'there are /health/live, /health/ready, /metrics and /status' } });
  });
  server.setErrorHandler(async (error, _request, reply) => {
    // A session that is coming back has nothing to tell yet, and says why.
    if (isBallastError(error, 'RUN_RECOVERING')) return reply.code(503).send({ error });
    return reply.code(500).send({ error: { message: 'the answer could not be made' } });
  });
}

function addRoutes(server: FastifyInstance, source: StatusSource): void {
  server.get('/health/live', async () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const checks = await source.checks();
    const causes = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
    return reply.code(causes.length === 0 ? 200 : 503).send({ status: causes.length === 0 ? 'ready' : 'not ready', causes, checks });
  });
  server.get('/status', async () => statusJson(source.snapshot()));
}

async function listen(server: FastifyInstance, { host, port }: StatusServerOptions): Promise<string> {
  try {
    return await server.listen({ host, port, listenTextResolver: (address) => address });
  } catch (error) {
    await server.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port}`;
    if (code === 'EADDRINUSE') fail('RUN_PORT_IN_USE', `port ${port} is taken`, { where, cause: error });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES')
      fail('RUN_ADDRESS_UNUSABLE', `nobody can listen on ${where}`, { where, cause: error });
    throw error;
  }
}
