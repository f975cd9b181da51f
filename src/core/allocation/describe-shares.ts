import type { AllocationShare } from '../../domain/allocation-share.ts';

/** What holds shares back now, or that nothing does, in words: strategies by reason, with their instruments where those differ. */
export function describeShares(shares: readonly AllocationShare[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { why, strategyId, instrumentId } of shares) {
    const isAlike = shares.every((other) => other.strategyId !== strategyId || other.why === why);
    const name = isAlike ? strategyId : `${strategyId} in ${instrumentId}`;
    const names = byReason.get(why) ?? [];
    if (!names.includes(name)) byReason.set(why, [...names, name]);
  }
  return [...byReason].map(([why, names]) => `${names.join(', ')}: ${why === '' ? 'its whole budget' : why}`);
}
