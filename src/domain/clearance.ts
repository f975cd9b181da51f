import type { Micros } from '../kernel/time.ts';
import type { Money } from './instrument.ts';
import type { Stage } from './stage.ts';

/** What the gate lets one strategy do at a venue that asks for it, by a certificate that was checked. */
export interface Clearance {
  readonly strategyId: string;
  readonly stage: Stage;
  /** The most that its positions may be worth together, in money units of the account's currency. */
  readonly limit: Money;
  /** The rate by which it was converted, and where that is from; nothing where none was needed. */
  readonly rate: string | null;
  readonly expiresAt: Micros;
  /** The id of the certificate. */
  readonly certificate: string;
}
