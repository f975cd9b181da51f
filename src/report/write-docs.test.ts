import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';

import { REPORT_DOCS } from './write-docs.ts';

for (const { file, text } of REPORT_DOCS) {
  test(`docs/${basename(file.pathname)} says what the code says`, () => {
    assert.equal(readFileSync(file, 'utf8'), text(), 'the page is old: write it again with `node src/report/write-docs.ts`');
  });
}
