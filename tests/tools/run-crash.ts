/** `npm run crash`: kills live sessions at every crash point, twenty times each; `--release` a hundred times. */
import { parseArgs } from 'node:util';
import { runTests } from './run-tests.ts';

/** How often each point is struck: for everyday, and before a release. */
const TIMES = { usual: 20, release: 100 };

const { values } = parseArgs({ options: { release: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } });
const { code, passed, failed } = await runTests({
  files: ['tests/crash/live/*.test.ts'],
  isolation: 'process',
  timeoutSeconds: 24 * 3_600,
  print: true,
  environment: { BALLAST_CRASH_TIMES: String(values.release ? TIMES.release : TIMES.usual), BALLAST_CRASH_SEED: values.seed },
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = code;
