import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { REALISM_PAGE, realismPage } from '../tools/realism-page.ts';
import { play } from '../tools/scripted-session.ts';
import { CHAPTERS } from './realism/chapters.ts';

for (const { title, rules } of CHAPTERS) {
  suite(title, () => {
    for (const { says, cases } of rules) {
      suite(says, () => {
        for (const { shows, tells, hears, ...script } of cases) {
          test(shows, async () => {
            const { told, heard } = await play(script);
            assert.deepEqual(told, tells);
            if (hears !== undefined) assert.deepEqual(heard, hears);
          });
        }
      });
    }
  });
}

test('docs/backtest-realism.md has a line for every rule of this table, and no other', () => {
  const isWritten = readFileSync(REALISM_PAGE, 'utf8') === realismPage(CHAPTERS);
  assert.ok(isWritten, 'docs/backtest-realism.md says other than tests/golden/realism: run npm run docs');
});

test('every rule is proven by at least one case, and no two rules say the same', () => {
  const rules = CHAPTERS.flatMap((chapter) => chapter.rules);
  assert.deepEqual(
    rules.filter(({ cases }) => cases.length === 0),
    [],
  );
  assert.equal(new Set(rules.map(({ says }) => says)).size, rules.length);
});
