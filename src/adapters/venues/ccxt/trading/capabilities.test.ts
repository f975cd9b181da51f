import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { VENUES_PAGE, venuesPage } from '../../../../../tests/tools/venues-page.ts';
import { VENUE_CAPABILITIES } from './capabilities.ts';

test('docs/venues.md is the table of capabilities', () => {
  assert.ok(readFileSync(VENUES_PAGE, 'utf8') === venuesPage(), 'docs/venues.md says other than capabilities.ts: run npm run docs');
});

test('the client order ids of Ballast fit every venue', () => {
  // Six characters, a dash and an intent id in base 36: at most eighteen.
  const longest = 'zz9zz9-9zzzzzzzzzz';
  for (const { clientIdAlphabet, clientIdLength } of Object.values(VENUE_CAPABILITIES)) {
    assert.match(longest, new RegExp(`^[${clientIdAlphabet}]{1,${clientIdLength}}$`));
  }
});
