import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is there, and gives it. Errors: what was awaited and did not come in `seconds`, with the last
 * trouble in asking, if there was any.
 */
export async function until<T>(awaited: string, ask: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  let trouble = '';
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      trouble = `; asking for it, last: ${error instanceof Error ? error.message : String(error)}`;
    }
    await delay(500);
  }
  throw new Error(`did not come within ${seconds} s: ${awaited}${trouble}`);
}
