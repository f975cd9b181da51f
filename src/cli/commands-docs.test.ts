import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { renderCommandsDocs } from './commands-docs.ts';
import { commandsPage } from './write-docs.ts';

test('docs/commands.md is the page that the commands make', async () => {
  assert.equal(readFileSync(commandsPage, 'utf8'), await renderCommandsDocs(), 'write it anew: node src/cli/write-docs.ts');
});
