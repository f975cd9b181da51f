import type { VenueCall, VenueFault } from './scripted-venue.ts';

/** The next calls of a kind go wrong, one fault for each; all others go well. */
export function faults(
  script: Partial<Record<VenueCall, readonly (VenueFault | undefined)[]>>,
): (call: VenueCall) => VenueFault | undefined {
  const left = new Map(Object.entries(script).map(([call, each]) => [call as VenueCall, [...each]]));
  return (call) => left.get(call)?.shift();
}

/** Nothing arrives: the line is dead. */
export function outage(): VenueFault {
  return { kind: 'drop-request' };
}
