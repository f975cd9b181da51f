import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

import type { Micros } from '../../kernel/time.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import { NewsGate } from '../faults/news-gate.ts';
import type { VenueFace } from '../wire/venue-face.ts';

/** The open streams of a test exchange. */
export interface StreamDoor {
  readonly size: number;
  tick(): void;
  /** Cuts every connection without a word. */
  cut(): void;
}

interface DoorTerms {
  readonly face: VenueFace;
  readonly faults: FaultBox;
  now(): Micros;
  isAllowed(host: string | undefined): boolean;
}

const MESSAGE_LIMIT = 64 * 1024;
/** A client that does not read is cut before what waits for it fills the memory. */
const BACKLOG_LIMIT = 64 * 1024 * 1024;

/** Takes WebSocket connections of clients to the face. */
export function openStreamDoor(server: Server, terms: DoorTerms): StreamDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT });
  const gates = new Map<WebSocket, NewsGate>();
  let lastId = 0;
  server.on('upgrade', (request, socket, head) => {
    if (!terms.isAllowed(request.headers.host) || request.headers.origin !== undefined) {
      socket.end('HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const gate = new NewsGate(terms.faults, (message) => {
        if (client.bufferedAmount > BACKLOG_LIMIT) client.terminate();
        else client.send(message);
      });
      accept(client, gate, request.url ?? '/', ++lastId);
    });
  });
  function accept(client: WebSocket, gate: NewsGate, url: string, id: number): void {
    const at = url.indexOf('?');
    const handler = terms.face.open({
      id,
      path: at < 0 ? url : url.slice(0, at),
      query: at < 0 ? '' : url.slice(at + 1),
      send: (message, kind) => gate.offer(encode(message), kind, terms.now()),
      close: (code, reason) => client.close(code, reason),
    });
    if (handler === undefined) return client.close(1008, 'there is no stream here');
    gates.set(client, gate);
    client.on('error', () => client.terminate());
    client.on('message', (data) => handler.message((data as Buffer).toString()));
    client.on('close', () => {
      gates.delete(client);
      handler.closed();
    });
  }
  return {
    get size() {
      return gates.size;
    },
    tick() {
      for (const gate of gates.values()) gate.tick(terms.now());
    },
    cut() {
      for (const client of gates.keys()) client.terminate();
    },
  };
}

function encode(message: object | string | Uint8Array): string | Uint8Array {
  return typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message);
}
