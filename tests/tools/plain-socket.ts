import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A WebSocket without a client's manners: what it sends and hears is text. */
export class PlainSocket {
  readonly #socket: WebSocket;
  readonly #unread: string[] = [];
  readonly #readers: ((text: string) => void)[] = [];
  /** Resolves once the connection has ended, with its code. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      const reader = this.#readers.shift();
      if (reader === undefined) this.#unread.push(text);
      else reader(text);
    });
  }

  static async open(url: string): Promise<PlainSocket> {
    const socket = new WebSocket(url);
    const plain = new PlainSocket(socket);
    await once(socket, 'open');
    return plain;
  }

  /** The next message that has not been read. */
  read(): Promise<string> {
    const text = this.#unread.shift();
    return text === undefined ? new Promise((resolve) => this.#readers.push(resolve)) : Promise.resolve(text);
  }

  /** The next message after this one was sent, as an object. */
  async ask(message: object): Promise<Readonly<Record<string, unknown>>> {
    this.#socket.send(JSON.stringify(message));
    return JSON.parse(await this.read()) as Readonly<Record<string, unknown>>;
  }

  end(): void {
    this.#socket.terminate();
  }
}
