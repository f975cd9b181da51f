import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { readLines } from './read-lines.ts';

async function linesOf(chunks: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  await readLines('bars.csv', chunked(chunks), (bytes, start, end, line, ended) => {
    lines.push(`${line}:${bytes.toString('latin1', start, end)}${ended ? '' : '<'}`);
  });
  return lines;
}

async function* chunked(chunks: readonly string[]): AsyncIterable<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

test('lines are numbered, and lose their ending of either kind', async () => {
  assert.deepEqual(await linesOf(['a,b\r\n\nc\n']), ['1:a,b', '2:', '3:c']);
});

test('a last line without an ending is told apart', async () => {
  assert.deepEqual(await linesOf(['a\nb']), ['1:a', '2:b<']);
  assert.deepEqual(await linesOf(['']), []);
});

test('where the chunks are cut makes no difference', async () => {
  const text = fc.array(fc.constantFrom('1,2', 'x', '\n', '\r\n', ''), { maxLength: 30 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(60), { maxLength: 5 }), async (whole, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((left, right) => left - right), whole.length];
      const chunks = at.slice(1).map((end, index) => whole.slice(at[index], end));
      assert.deepEqual(await linesOf(chunks), await linesOf([whole]));
    }),
  );
});
