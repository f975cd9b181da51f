import type { Micros } from '../../kernel/time.ts';
import type { OrderView } from '../../domain/order.ts';
import { SessionRecords } from '../session-records.ts';

/** Records that tell of every order at the moment at which it is decided, when what it was decided by can still be seen. */
export class TracedRecords extends SessionRecords {
  readonly #onIntent: (order: OrderView) => void;

  constructor(onIntent: (order: OrderView) => void) {
    super();
    this.#onIntent = onIntent;
  }

  override intent(ts: Micros, order: OrderView): void {
    super.intent(ts, order);
    this.#onIntent(order);
  }
}
