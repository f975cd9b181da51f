/**
 * Shuts the way of orders that add exposure the moment a kill is heard, in whatever the trading thread is engaged, and whatever its store does:
 * the kill itself has to be stored first. Shared between threads; each kill that is heard shuts it once, and lets it go once the core holds the halt.
 */
export type KillLatch = Int32Array;

/** A latch that is open. */
export function killLatch(): KillLatch {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** A kill was heard. */
export function shutLatch(latch: KillLatch): void {
  Atomics.add(latch, 0, 1);
}

/** The core holds it. */
export function releaseLatch(latch: KillLatch): void {
  Atomics.sub(latch, 0, 1);
}

/** Trading goes on: kills that were heard and never reached the core are over too. */
export function openLatch(latch: KillLatch): void {
  Atomics.store(latch, 0, 0);
}

/** Whether nothing that adds exposure may leave. */
export function isLatched(latch: KillLatch): boolean {
  return Atomics.load(latch, 0) > 0;
}
