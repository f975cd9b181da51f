/**
 * The container is healthy while Ballast is ready: the store answers, the data is fresh, everything is stored.
 * The engine keeps what it says: `docker inspect --format '{{json .State.Health}}' CONTAINER`.
 */
try {
  const answer = await fetch('http://127.0.0.1:8080/health/ready', { signal: AbortSignal.timeout(4000) });
  process.stdout.write(await answer.text());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(String(error instanceof Error ? (error.cause ?? error) : error));
  process.exitCode = 1;
}
