import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONTROLS } from '../../src/core/risk/controls.ts';
import { RISK_CONTROLS_PAGE, riskControlsPage } from '../tools/risk-controls-page.ts';
import { ROOT } from '../tools/run-command.ts';

test('docs/risk-controls.md is what the controls say of themselves', () => {
  const isWritten = readFileSync(RISK_CONTROLS_PAGE, 'utf8') === riskControlsPage(CONTROLS);
  assert.ok(isWritten, 'docs/risk-controls.md says other than src/core/risk/controls: run npm run docs');
});

test('every file of controls is a control that is asked, and each has a name of its own', () => {
  const files = readdirSync(join(ROOT, 'src/core/risk/controls')).filter((name) => !name.includes('.test.') && name !== 'control.ts');
  assert.equal(files.length, CONTROLS.length);
  assert.equal(new Set(CONTROLS.map(({ name }) => name)).size, CONTROLS.length);
});
