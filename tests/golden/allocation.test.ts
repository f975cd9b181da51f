import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { shrunkCovariance } from '../../src/core/allocation/covariance.ts';
import { kellyShare, type Edge } from '../../src/core/allocation/kelly.ts';
import { riskParity } from '../../src/core/allocation/risk-parity.ts';

interface Golden {
  readonly portfolios: readonly {
    /** In millionths. */
    readonly returns: readonly (readonly number[])[];
    readonly shrinkage: number;
    readonly covariance: readonly (readonly number[])[];
    readonly riskParity: readonly number[];
  }[];
  readonly kelly: readonly { readonly edge: Edge; readonly full: number; readonly share: number }[];
}

const golden = JSON.parse(readFileSync(new URL('allocation.json', import.meta.url), 'utf8')) as Golden;

function assertClose(found: number | undefined, expected: number | undefined, within: number): void {
  assert.ok(
    Math.abs((found ?? NaN) - (expected ?? NaN)) <= within * Math.abs(expected ?? NaN),
    `${found} where the reference says ${expected}`,
  );
}

for (const { returns, shrinkage, covariance, riskParity: weights } of golden.portfolios) {
  const size = `${returns.length} instruments over ${returns[0]?.length} returns`;

  test(`the shrunk covariance of ${size} is what scikit-learn says`, () => {
    const found = shrunkCovariance(returns.map((each) => each.map((millionths) => millionths / 1e6)));
    assertClose(found.shrinkage, shrinkage, 1e-12);
    for (const [row, values] of covariance.entries())
      for (const [column, value] of values.entries()) assertClose(found.covariance[row]?.[column], value, 1e-10);
  });

  test(`the weights of equal risk of ${size} are what SciPy finds`, () => {
    const found = riskParity(covariance);
    for (const [at, weight] of weights.entries()) assertClose(found[at], weight, 1e-6);
  });
}

for (const { edge, share, full } of golden.kelly) {
  test(`${edge.wins} wins and ${edge.losses} losses: the share of Kelly, as SciPy finds it, shrunk as Baker and McHale do`, () => {
    assertClose(kellyShare(edge), share, 1e-5);
    assert.ok(kellyShare(edge) < full);
  });
}
