import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filterStep, fitHmm, type GaussianHmm } from '../../src/core/regime/gaussian-hmm.ts';

interface Golden {
  readonly rounds: number;
  readonly first: GaussianHmm;
  readonly fitted: GaussianHmm;
  readonly logLikelihoodBeforeLastRound: number;
  readonly logLikelihood: number;
  readonly filtered: Readonly<Record<string, readonly number[]>>;
  readonly observations: readonly (readonly number[])[];
}

const golden = JSON.parse(readFileSync(new URL('regime-hmm.json', import.meta.url), 'utf8')) as Golden;
const TOLERANCE = 1e-8;

test('a hidden Markov model is fitted as hmmlearn fits it', () => {
  const { model, logLikelihood } = fitHmm(golden.first, golden.observations, golden.rounds);
  near(logLikelihood, golden.logLikelihoodBeforeLastRound, 'log likelihood');
  for (const part of ['start', 'transitions', 'means', 'variances'] as const) nearAll(model[part].flat(), golden.fitted[part].flat(), part);
});

test('its filter knows at each bar what hmmlearn knows of the bars up to it', () => {
  let before: Float64Array | undefined;
  let logLikelihood = 0;
  for (const [at, observation] of golden.observations.entries()) {
    const after = new Float64Array(golden.first.start.length);
    logLikelihood += filterStep(golden.fitted, before, observation, after);
    const expected = golden.filtered[at];
    if (expected !== undefined) nearAll([...after], expected, `bar ${at}`);
    before = after;
  }
  near(logLikelihood, golden.logLikelihood, 'log likelihood');
});

function nearAll(values: readonly number[], references: readonly number[], what: string): void {
  assert.equal(values.length, references.length);
  for (const [at, value] of values.entries()) near(value, references[at] ?? NaN, `${what} ${at}`);
}

function near(value: number, reference: number, what: string): void {
  assert.ok(
    Math.abs(value - reference) <= TOLERANCE * Math.max(1, Math.abs(reference)),
    `${what}: ${value} where hmmlearn says ${reference}`,
  );
}
