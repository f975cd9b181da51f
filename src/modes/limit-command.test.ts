import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { START } from '../../tests/tools/bars.ts';
import { setUp, TERMS } from '../../tests/tools/scripted-session.ts';
import { KeyRing } from '../adapters/keys/key-ring.ts';
import { signCommand } from '../adapters/keys/signed-command.ts';
import { money } from '../domain/risk-limits.ts';
import type { Signature } from '../domain/signed.ts';
import { limitInput, type LimitCommand, type LimitCommandPlace } from './limit-command.ts';
import { operatorAudit, takeInput } from './take-input.ts';

const NOW = 1_700_000_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'ballast-limits-'));
after(() => rmSync(folder, { recursive: true }));
const keys = new KeyRing(join(folder, 'keys'));
for (const name of ['ada', 'bob']) keys.make(name, NOW);
const { engine } = setUp({ bars: [[100, 100, 100, 100]], terms: { ...TERMS, limits: { dailyLoss: money(100e8) } } });
engine.account.open(START);

interface Wish {
  readonly limit?: string;
  readonly value: string;
  readonly of?: string;
  readonly until?: number | null;
  readonly session?: string;
  readonly confirmedBy?: string;
  readonly confirmation?: Signature;
  readonly changed?: string;
}

/** The command of a wish, signed by ada. */
function commandOf({
  limit = 'dailyLoss',
  value,
  of = '',
  until = null,
  session = 'main',
  confirmedBy,
  confirmation,
  changed,
}: Wish): LimitCommand {
  const signed = signCommand(keys, 'ada', session, { kind: 'limit', of, limit, value, reason: 'why', until } as const, NOW);
  const confirmed = confirmedBy === undefined ? confirmation : keys.sign(signed.document, 'approval', confirmedBy).signature;
  const { document, signature } = signed;
  const command = changed === undefined ? document.command : { ...document.command, value: changed };
  return {
    kind: 'limit',
    by: 'ada',
    signed: { document: { ...document, command }, signature },
    ...(confirmed && { confirmation: confirmed }),
  };
}

const place = (isLive: boolean): LimitCommandPlace => ({ keys, sessionId: 'main', engine, now: NOW, isLive });
const forged: Signature = { by: 'bob', key: keys.known('bob').fingerprint, signature: 'x' };

for (const [story, wish, isLive, outcome] of [
  ['tightening needs its signature only', { value: '50' }, true, 'passes'],
  ['so does the same value', { value: '100' }, true, 'passes'],
  ['loosening without a confirmation', { value: '200' }, false, 'RISK_LIMIT_UNCONFIRMED'],
  ['loosening with one', { value: '200', confirmedBy: 'bob' }, false, 'passes'],
  ['loosening in live trading without an end', { value: '200', confirmedBy: 'bob' }, true, 'RISK_LIMIT_UNCONFIRMED'],
  ['loosening in live trading with an end', { value: '200', confirmedBy: 'bob', until: NOW + 1 }, true, 'passes'],
  ['a confirmation that nobody signed', { value: '200', confirmation: forged }, false, 'SIGNATURE_INVALID'],
  ['another value than was signed', { value: '50', changed: '500' }, false, 'SIGNATURE_INVALID'],
  ['a command for another session', { value: '50', session: 'other' }, false, 'SIGNATURE_INVALID'],
  ['a limit that there is not', { limit: 'dailyLos', value: '50' }, false, 'RISK_LIMIT_UNKNOWN'],
  ['a strategy that there is not', { of: 'trend', value: '50' }, false, 'RISK_LIMIT_UNKNOWN'],
  ['a value that is none', { value: '-1' }, false, 'RISK_LIMIT_INVALID'],
] as const satisfies readonly (readonly [string, Wish, boolean, string])[]) {
  test(`${story}: ${outcome}`, () => {
    const read = (): unknown => limitInput(commandOf(wish), NOW, place(isLive));
    if (outcome === 'passes') read();
    else assert.throws(read, { code: outcome });
  });
}

test('what was set is audited with its signature, and holds', () => {
  const input = limitInput(commandOf({ of: 'scripted', limit: 'maxMessages', value: '7' }), NOW, place(true));
  assert.ok(input.kind === 'limit');
  takeInput(engine, input);
  assert.equal(engine.risk.levels.strategies[0]?.messages?.most, 7);
  const { signature, change } = input;
  const details = { limit: 'maxMessages', value: '7', reason: 'why', until: null, signature };
  assert.deepEqual(operatorAudit(input), { ts: NOW, actor: 'operator:ada', action: 'limit.set', subject: 'strategy scripted', details });
  assert.equal(change.by, 'operator:ada');
});
