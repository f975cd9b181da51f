import { connect, type Socket } from 'node:net';

import { BallastError } from '../../kernel/errors.ts';
import { type CommandArguments, LONGEST_RESPONSE, parseResponse } from './messages.ts';
import { socketAddress, type SocketAddress } from './socket-address.ts';

/** How long to wait, and for what. */
export interface SendOptions {
  /** Longest wait for the answer, and for the end where that is waited for. */
  readonly timeoutMs?: number;
  /** Whether to wait until the engine closes its socket, which is the last thing that it does. */
  readonly untilEnd?: boolean;
}

/**
 * Asks the engine that listens on the socket `path`, and gives its result.
 * Errors: `RUN_NOT_RUNNING`, `CONTROL_UNANSWERED`, `CONTROL_UNUSABLE`, `CONTROL_REFUSED`, and what the engine itself raises.
 */
export async function sendCommand(path: string, command: string, args: CommandArguments = {}, options: SendOptions = {}): Promise<unknown> {
  const address = addressOf(path);
  const socket = connect(address.path);
  try {
    return await converse(socket, `${JSON.stringify({ command, args })}\n`, path, options);
  } finally {
    socket.destroy();
    address.release();
  }
}

function addressOf(path: string): SocketAddress {
  try {
    return socketAddress(path);
  } catch (error) {
    throw connectionError(error, path);
  }
}

/** Writes the request and reads one line back; the socket's end settles it where the line has not, or where the end is waited for. */
function converse(socket: Socket, request: string, path: string, { timeoutMs = 5000, untilEnd = false }: SendOptions): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const timer = setTimeout(() => reject(silence(`no answer within ${timeoutMs} ms`, path)), timeoutMs);
  let text = '';
  const settle = (): void => {
    const end = text.indexOf('\n');
    if (end === -1) return reject(silence('the connection ended before an answer came', path));
    try {
      resolve(parseResponse(text.slice(0, end)));
    } catch (error) {
      reject(error);
    }
  };
  socket.setEncoding('utf8');
  socket.on('connect', () => socket.write(request));
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (text.length > LONGEST_RESPONSE) reject(silence('the answer does not end', path));
    else if (text.includes('\n') && !untilEnd) settle();
  });
  socket.on('error', (error) => (text.includes('\n') ? settle() : reject(connectionError(error, path))));
  socket.on('close', settle);
  return promise.finally(() => clearTimeout(timer));
}

function silence(message: string, path: string): BallastError {
  return new BallastError('CONTROL_UNANSWERED', message, { where: path });
}

/** What a connection that failed means. */
function connectionError(error: unknown, path: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof BallastError) return error;
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') {
    return new BallastError('RUN_NOT_RUNNING', 'nobody answers on the command socket', { where: path, cause: error });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') return silence('the connection broke', path);
  return new BallastError('CONTROL_UNUSABLE', `the command socket cannot be reached: ${typeof code === 'string' ? code : String(error)}`, {
    where: path,
    cause: error,
  });
}
