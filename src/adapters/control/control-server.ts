import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';

import { fail } from '../../kernel/errors.ts';
import { type CommandArguments, type ControlResponse, LONGEST_REQUEST, parseRequest, refusal } from './messages.ts';
import { socketAddress } from './socket-address.ts';

/** What the engine does for each command; the result is JSON-safe. What it throws is the answer. */
export type CommandHandlers = Readonly<Record<string, (args: CommandArguments) => unknown>>;

/** A listening command socket. */
export interface ControlServer {
  /** Stops listening, ends open connections (which tells those who wait for the end) and removes the socket. */
  close(): Promise<void>;
}

/** Commands are asked by people: more than this at once is a mistake. */
const CONNECTIONS = 16;
/** An open connection that is not asking anything is let go after this. */
const IDLE_MS = 30_000;

/**
 * Listens for commands on the Unix socket `path`, which only this user may use. Call it once the store's lease is held: a socket that
 * nobody answers on is then one that a dead process left behind, and is removed.
 * Errors: `CONTROL_IN_USE`, `CONTROL_UNUSABLE`.
 */
export async function createControlServer(path: string, handlers: CommandHandlers): Promise<ControlServer> {
  const address = socketAddress(path);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, handlers);
  });
  server.maxConnections = CONNECTIONS;
  try {
    await listen(server, address.path, path);
  } catch (error) {
    address.release();
    throw error;
  }
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroySoon();
      await closed;
      address.release();
    },
  };
}

async function listen(server: Server, address: string, path: string): Promise<void> {
  try {
    await bind(server, address);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') return unusable(error, path);
    if (await isAnswered(address)) fail('CONTROL_IN_USE', 'another process answers on the command socket', { where: path });
    rmSync(address, { force: true });
    await bind(server, address).catch((again: unknown) => unusable(again, path));
  }
}

async function bind(server: Server, address: string): Promise<void> {
  const listening = once(server, 'listening');
  // The socket is born with its rights, so that there is no moment at which a stranger could connect.
  const mask = isMainThread ? process.umask(0o177) : undefined;
  try {
    server.listen(address);
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
  await listening;
  chmodSync(address, 0o600);
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(address);
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}

/** Answers the lines of one connection, one after the other. */
function serve(socket: Socket, handlers: CommandHandlers): void {
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  let asked = 0;
  socket.on('data', (chunk: Buffer) => {
    // Lines end long before this; what does not end is no command.
    asked += chunk.length;
    if (asked > LONGEST_REQUEST) socket.destroy();
  });
  const lines = createInterface({ input: socket });
  let last = Promise.resolve();
  lines.on('line', (line) => {
    last = last.then(async () => {
      const response = await answer(line, handlers);
      if (socket.writable) socket.write(`${JSON.stringify(response)}\n`);
    });
  });
}

async function answer(line: string, handlers: CommandHandlers): Promise<ControlResponse> {
  try {
    const { command, args } = parseRequest(line);
    const handler = Object.hasOwn(handlers, command) ? handlers[command] : undefined;
    if (handler === undefined)
      return fail('CONTROL_REFUSED', `"${command.slice(0, 40)}" is not one of ${Object.keys(handlers).join(', ')}`);
    return { ok: true, result: (await handler(args)) ?? null };
  } catch (error) {
    return refusal(error);
  }
}

function unusable(error: unknown, path: string): never {
  return fail('CONTROL_UNUSABLE', `the command socket cannot be made: ${codeOf(error)}`, { where: path, cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
