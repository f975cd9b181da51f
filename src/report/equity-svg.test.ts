import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleResult } from '../../tests/e2e/report-sample.ts';
import { equitySvg } from './equity-svg.ts';

test('both lines span the picture and stay in it, in at most 402 points each', () => {
  const svg = equitySvg(sampleResult());
  const lines = [...svg.matchAll(/points="([^"]+)"/g)].map((match) =>
    (match[1] ?? '').split(' ').map((pair) => pair.split(',').map(Number)),
  );
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.ok(line.length <= 402);
    assert.equal(line[0]?.[0], 12);
    assert.equal(line.at(-1)?.[0], 788);
    for (const [, height = Number.NaN] of line) assert.ok(height >= 34 && height <= 234);
  }
});

test('texts are escaped, and a run without a bar still makes a picture', () => {
  const svg = equitySvg(sampleResult({ bars: 0, strategyId: '<script>' }));
  assert.doesNotMatch(svg, /<script|NaN|Infinity/);
});
