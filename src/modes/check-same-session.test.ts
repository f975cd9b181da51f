import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { openStore } from '../adapters/store/sql/open-store.ts';
import type { JournalEntry, Store } from '../ports/store.ts';
import { tempFolder } from '../../tests/tools/temp-folder.ts';
import { changesBetween, checkSameSession } from './check-same-session.ts';
import type { SessionTerms } from './session-fingerprint.ts';
import { encodeInput } from './session-input.ts';

const TERMS: SessionTerms = {
  settings: { fill: 'next-open', fees: { maker: '0.1%', taker: '0.1%' } },
  instruments: { 'BTC/USDT.SYNTH': { tick: 1 } },
  strategies: { trend: { params: { fast: 10, slow: 30 }, interval: '1m', hash: 'a'.repeat(64) } },
};

describe('what has changed since a session was begun', () => {
  for (const [name, now, told] of [
    ['a setting', { ...TERMS, settings: { ...TERMS.settings, fill: 'same-close' } }, ['fill was "next-open", and is "same-close"']],
    [
      'a part of a setting',
      { ...TERMS, settings: { ...TERMS.settings, fees: { maker: '0.1%' } } },
      ['fees.taker was "0.1%", and is not set'],
    ],
    [
      'a rule of an instrument',
      { ...TERMS, instruments: { 'BTC/USDT.SYNTH': { tick: 5 } } },
      ['instrument BTC/USDT.SYNTH: tick was 1, and is 5'],
    ],
    [
      'parameters, interval and code',
      { ...TERMS, strategies: { trend: { params: { fast: 12, slow: 30, weight: 1 }, interval: '5m', hash: 'b'.repeat(64) } } },
      [
        'strategy trend: its code was another (aaaaaaaaaaaa, and is bbbbbbbbbbbb)',
        'strategy trend: interval was "1m", and is "5m"',
        'strategy trend: params.fast was 10, and is 12',
        'strategy trend: params.weight was not set, and is 1',
      ],
    ],
    [
      'a strategy that came and one that went',
      { ...TERMS, strategies: { fade: {} } },
      ['strategy fade was not in it', 'strategy trend was in it, and is not any more'],
    ],
    ['the order alone', TERMS, ['its strategies or instruments stood in another order']],
  ] satisfies [string, SessionTerms, readonly string[]][]) {
    test(`names ${name}`, () => assert.deepEqual(changesBetween(TERMS, now), told));
  }

  async function begunWith(context: TestContext, beginning: JournalEntry): Promise<Store> {
    const store = await openStore({ engine: 'sqlite', home: tempFolder(context) });
    context.after(() => store.close());
    await store.migrate();
    const { epoch } = await store.lease('main');
    await store.commit({ sessionId: 'main', epoch, inputs: [beginning], records: [], audit: [] });
    return store;
  }
  const now = { ...TERMS, instruments: {} };

  test('is read from the beginning of its journal', async (context) => {
    const store = await begunWith(
      context,
      encodeInput(1, { kind: 'start', ts: 1, fingerprint: 'f', terms: TERMS, engineVersion: '0.1.0' }),
    );
    await checkSameSession('f', { sessionId: 'main', store, fingerprint: 'f', terms: now });
    await assert.rejects(checkSameSession('f', { sessionId: 'main', store, fingerprint: 'g', terms: now }), {
      code: 'RUN_SESSION_CHANGED',
      message: 'session main was begun otherwise:\ninstrument BTC/USDT.SYNTH was in it, and is not any more',
    });
  });

  test('is not known of a session that an older Ballast began, which is refused all the same', async (context) => {
    const payload = JSON.stringify({ fingerprint: 'f', engineVersion: '0.1.0' });
    const store = await begunWith(context, { seq: 1, ts: 1, kind: 'start', version: 1, payload });
    await assert.rejects(checkSameSession('f', { sessionId: 'main', store, fingerprint: 'g', terms: now }), {
      code: 'RUN_SESSION_CHANGED',
      message: 'session main was begun with other strategies, parameters or trading settings',
    });
  });
});
