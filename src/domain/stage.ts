/** The way of a deployment to real money, from its first step to its last. */
export const STAGES = ['backtest', 'paper', 'sandbox', 'canary', 'ramp', 'full'] as const;

/** How far a deployment has come: `canary` and beyond trade real money. */
export type Stage = (typeof STAGES)[number];

/** Whether a stage trades real money. */
export function isReal(stage: Stage): boolean {
  return STAGES.indexOf(stage) >= STAGES.indexOf('canary');
}

/** Whether one stage comes before another. */
export function isBefore(one: Stage, other: Stage): boolean {
  return STAGES.indexOf(one) < STAGES.indexOf(other);
}
