import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { TESTNET_PAGE, withFaults } from '../../../tests/tools/faults-page.ts';

test('docs/testnet.md has the faults that the code has (npm run docs writes them)', () => {
  const page = readFileSync(TESTNET_PAGE, 'utf8');
  assert.equal(page, withFaults(page));
});
