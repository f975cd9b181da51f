import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureServers, type Machine, type ServerProgram } from './servers.ts';

const PROGRAMS: readonly ServerProgram[] = [
  { name: 'PostgreSQL', debianPackage: 'postgresql', program: '/usr/lib/postgresql/*/bin/initdb' },
  { name: 'Chromium', debianPackage: 'chromium', program: '/usr/bin/chromium' },
];

/** A machine with some of the programs, which notes what it was asked to install. */
function machine(facts: {
  isRoot: boolean;
  hasApt: boolean;
  there: readonly string[];
  aptWorks?: boolean;
}): Machine & { installed: string[] } {
  const installed: string[] = [];
  return {
    ...facts,
    installed,
    isThere: ({ debianPackage }) => facts.there.includes(debianPackage) || (facts.aptWorks !== false && installed.includes(debianPackage)),
    install: async (packages) => void installed.push(...packages),
  };
}

test('a machine that has everything is left alone', async () => {
  const complete = machine({ isRoot: true, hasApt: true, there: ['postgresql', 'chromium'] });
  assert.equal(await ensureServers(PROGRAMS, complete), undefined);
  assert.deepEqual(complete.installed, []);
});

test('root with apt-get gets exactly what is missing', async () => {
  const bare = machine({ isRoot: true, hasApt: true, there: ['chromium'] });
  assert.equal(await ensureServers(PROGRAMS, bare), undefined);
  assert.deepEqual(bare.installed, ['postgresql']);
});

test('anyone else is told what is missing and the command that installs it', async () => {
  for (const facts of [
    { isRoot: false, hasApt: true },
    { isRoot: true, hasApt: false },
  ]) {
    const other = machine({ ...facts, there: [] });
    const words = await ensureServers(PROGRAMS, other);
    assert.match(words ?? '', /PostgreSQL: no .*initdb/);
    assert.match(words ?? '', /apt-get install -y --no-install-recommends postgresql chromium$/);
    assert.deepEqual(other.installed, []);
  }
});

test('an installation that did not help is told, never passed over', async () => {
  const offline = machine({ isRoot: true, hasApt: true, there: ['chromium'], aptWorks: false });
  assert.match((await ensureServers(PROGRAMS, offline)) ?? '', /PostgreSQL/);
});
