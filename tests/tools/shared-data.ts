import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ROOT } from './run-command.ts';

/** The folder of real market data that lies beside the project on some machines. */
export const SHARED_DATA = resolve(ROOT, '../shared/data');

/** Registers a test that needs the shared data; where that is absent it says so in one line, and registers nothing. */
export function testWithSharedData(name: string, body: (context: TestContext) => void | Promise<void>): void {
  if (existsSync(SHARED_DATA)) void test(name, body);
  else console.log(`not run: ../shared/data is absent: ${name}`);
}
