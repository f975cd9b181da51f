import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordProblem } from './password-problem.ts';

const CASES: readonly (readonly [content: string, problem: RegExp | undefined])[] = [
  ['', /^which is empty: /],
  ['\n', /^which is empty: /],
  [' \r\n', /^which is empty: /],
  ['changeme\n', /^which holds a placeholder: /],
  ['Change-Me', /^which holds a placeholder: /],
  ['password123', /^which holds a placeholder: /],
  ['postgres', /^which holds a placeholder: /],
  ['<your password>', /^which holds a placeholder: /],
  ['your-password-here', /^which holds a placeholder: /],
  ['${POSTGRES_PASSWORD}', /^which holds a placeholder: /],
  ['b0d8a9f4c1e2\n', undefined],
  ['change me if you can guess me', undefined],
];

for (const [content, problem] of CASES) {
  test(`a password file with ${JSON.stringify(content)} is ${problem === undefined ? 'taken' : 'refused'}`, () => {
    const found = passwordProblem(content);
    if (problem === undefined) assert.equal(found, undefined);
    else assert.match(found ?? '', problem);
  });
}
