import { formatTime, type Micros } from '../kernel/time.ts';
import type { StatusSnapshot, VenueStatus } from '../ports/status-source.ts';

/** A snapshot as `/status` and `ballast status --json` give it: times as ISO 8601 UTC, ages in seconds, nothing undefined. */
export function statusJson(snapshot: StatusSnapshot): Record<string, unknown> {
  const { feed, positions, lastFills, startedAt, now, commitAge, uncommittedAge, commitTime, venue, limits, ...rest } = snapshot;
  const { age, ...feedRest } = feed;
  return {
    ...rest,
    startedAt: formatTime(startedAt),
    now: formatTime(now),
    positions: positions.map((position) => ({
      ...position,
      lastPrice: position.lastPrice ?? null,
      openProfit: position.openProfit ?? null,
    })),
    limits: limits.map(({ until, setBy, ...limit }) => ({
      ...limit,
      setBy: setBy ?? null,
      until: until === undefined || until === null ? null : formatTime(until),
    })),
    lastFills: lastFills.map(({ time, ...fill }) => ({ time: formatTime(time), ...fill })),
    feed: { ...feedRest, ageSeconds: seconds(age) },
    venue: venue === undefined ? null : venueJson(venue),
    commitTimeSeconds: seconds(commitTime),
    commitAgeSeconds: seconds(commitAge),
    uncommittedAgeSeconds: seconds(uncommittedAge),
  };
}

function venueJson(venue: VenueStatus): Record<string, unknown> {
  const { permissions, clockOffset, brokenFor, lastProblem, comparison, calls, unknown, ...rest } = venue;
  return {
    ...rest,
    unknown: { orders: unknown.orders, ageSeconds: seconds(unknown.age) },
    calls: { asked: calls.asked, failed: calls.failed, totalSeconds: seconds(calls.time), lastSeconds: seconds(calls.last) },
    permissions: permissions ?? null,
    clockOffsetSeconds: seconds(clockOffset),
    brokenForSeconds: seconds(brokenFor),
    lastProblem: lastProblem ?? null,
    comparison: comparison === undefined ? null : { ...comparison, at: formatTime(comparison.at) },
  };
}

function seconds(age: Micros | undefined): number | null {
  return age === undefined ? null : age / 1_000_000;
}
