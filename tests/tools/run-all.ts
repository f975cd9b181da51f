import { check } from './check.ts';
import { runTests } from './run-tests.ts';
import { ensureServers, SERVER_PROGRAMS, thisMachine } from './servers.ts';

/** Everything but the long runs: the check first, then what needs servers, processes and a browser. */
const SUITES = ['contract', 'golden', 'simulation', 'e2e', 'crash'];

const complaint = await ensureServers(SERVER_PROGRAMS, thisMachine);
if (complaint === undefined) {
  const checked = await check();
  const tested = await runTests({
    files: SUITES.map((suite) => `tests/${suite}/**/*.test.ts`),
    isolation: 'process',
    timeoutSeconds: 300,
    print: true,
  });
  console.log(`${checked.passed + tested.passed} passed, ${checked.failed + tested.failed} failed`);
  process.exitCode = checked.ok && tested.code === 0 ? 0 : 1;
} else {
  console.error(complaint);
  process.exitCode = 1;
}
