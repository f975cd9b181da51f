import type { Micros } from '../../kernel/time.ts';
import type { MessageKind } from '../wire/venue-face.ts';
import type { FaultBox } from './fault-box.ts';

type Message = string | Uint8Array;

/** Stands between a face and a stream's socket, and does to its news what the faults in force say. */
export class NewsGate {
  readonly #faults: FaultBox;
  readonly #send: (message: Message) => void;
  #held: Message | undefined;
  #late: { readonly due: Micros; readonly message: Message }[] = [];
  #count = 0;

  constructor(faults: FaultBox, send: (message: Message) => void) {
    this.#faults = faults;
    this.#send = send;
  }

  /** Lets a message through, holds it, loses it, or spoils it. */
  offer(message: Message, kind: MessageKind, now: Micros): void {
    if (kind === 'control') return this.#send(message);
    const isOn = (fault: Parameters<FaultBox['isOn']>[0]): boolean => this.#faults.isOn(fault, now);
    this.#count += 1;
    if (isOn('mute') || (kind === 'private' && isOn('mute-private')) || (isOn('skip') && this.#count % 2 === 0)) return;
    const delay = this.#faults.shift('late-news', now);
    if (delay > 0 || this.#late.length > 0) return void this.#late.push({ due: now + delay, message });
    this.#pass(message, now);
  }

  /** Lets through what is due. */
  tick(now: Micros): void {
    const due = this.#late.filter((late) => late.due <= now);
    this.#late = this.#late.filter((late) => late.due > now);
    for (const { message } of due) this.#pass(message, now);
    if (this.#held !== undefined) this.#send(this.#held);
    this.#held = undefined;
  }

  #pass(message: Message, now: Micros): void {
    if (this.#faults.isOn('garbage', now)) this.#send('{"e":"executionRep\u0000rt","c":');
    if (this.#faults.isOn('reorder', now) && this.#held === undefined) {
      this.#held = message;
      return;
    }
    this.#send(message);
    if (this.#faults.isOn('double', now)) {
      this.#send(message);
      this.#send(message);
    }
    if (this.#held !== undefined) this.#send(this.#held);
    this.#held = undefined;
  }
}
