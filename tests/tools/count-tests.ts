import type { TestEvent } from 'node:test/reporters';

/** What came of a run of Node's test runner. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that did not run to their end: skipped, or marked as to be done. */
  readonly unrun: readonly string[];
}

/** A reporter for Node's test runner that writes one line of JSON, a `TestCounts`, when the run has ended. */
export default async function* countTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  const unrun: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { name, file, skip, todo } = event.data;
      if (isSet(skip) || isSet(todo)) unrun.push(`${file ?? 'test'}: ${name}`);
    }
    if (event.type === 'test:summary' && event.data.file === undefined) {
      const { tests, skipped, todo } = event.data.counts;
      passed = event.data.counts.passed;
      failed = tests - passed - skipped - todo;
    }
  }
  yield `${JSON.stringify({ passed, failed, unrun } satisfies TestCounts)}\n`;
}

function isSet(reason: string | boolean | undefined): boolean {
  return reason !== undefined && reason !== false;
}
