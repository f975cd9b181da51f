import { ACCOUNT } from './account.ts';
import { COSTS } from './costs.ts';
import { LIMITS } from './limits.ts';
import { PROTECTION } from './protection.ts';
import type { Chapter } from './rule.ts';
import { STOPS } from './stops.ts';
import { WHEN } from './when.ts';

/** Every rule by which a backtest fills orders; docs/backtest-realism.md is written from it. */
export const CHAPTERS: readonly Chapter[] = [WHEN, STOPS, LIMITS, PROTECTION, COSTS, ACCOUNT];
