import { allocationCodes } from './codes/allocation.ts';
import { backtestCodes } from './codes/backtest.ts';
import { backupCodes } from './codes/backup.ts';
import { configCodes } from './codes/config.ts';
import { dataCodes } from './codes/data.ts';
import { engineCodes } from './codes/engine.ts';
import { evidenceCodes } from './codes/evidence.ts';
import { gateCodes } from './codes/gate.ts';
import { kernelCodes } from './codes/kernel.ts';
import { keyCodes } from './codes/keys.ts';
import { orderCodes } from './codes/order.ts';
import { replayCodes } from './codes/replay.ts';
import { riskCodes } from './codes/risk.ts';
import { runCodes } from './codes/run.ts';
import { sessionCodes } from './codes/session.ts';
import { storeCodes } from './codes/store.ts';
import { strategyCodes } from './codes/strategy.ts';
import { validationCodes } from './codes/validation.ts';
import { venueCodes } from './codes/venue.ts';

/** One registered error: what it means and how to mend it. docs/errors.md is written from these. */
export interface ErrorEntry {
  readonly meaning: string;
  readonly mend: string;
}

/** Every error code of Ballast; a law holds it equal to docs/errors.md. */
export const errorCodes = {
  ...kernelCodes,
  ...configCodes,
  ...dataCodes,
  ...strategyCodes,
  ...engineCodes,
  ...orderCodes,
  ...riskCodes,
  ...backtestCodes,
  ...runCodes,
  ...sessionCodes,
  ...replayCodes,
  ...storeCodes,
  ...venueCodes,
  ...gateCodes,
  ...evidenceCodes,
  ...backupCodes,
  ...validationCodes,
  ...keyCodes,
  ...allocationCodes,
} as const satisfies Record<string, ErrorEntry>;

/** A stable error code. */
export type ErrorCode = keyof typeof errorCodes;
