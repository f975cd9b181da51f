import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runCommand } from '../tools/run-command.ts';
import { docker, findCompose, logsOf } from '../tools/container-engine.ts';
import { containerOf, execute, given, SERVICES } from './stack.ts';

describe('the password of the database', () => {
  const password = readFileSync(given('POSTGRES_PASSWORD_FILE'), 'utf8').trim();

  for (const service of [...SERVICES, 'preflight']) {
    test(`is neither in what the engine knows of ${service} nor in what it printed`, async () => {
      const id = await containerOf(service);
      assert.ok(!(await docker('inspect', id)).includes(password));
      assert.ok(!(await logsOf(id)).includes(password));
    });
  }

  test('is in no layer of the image', async () => {
    assert.ok(!(await docker('history', '--no-trunc', given('BALLAST_IMAGE'))).includes(password));
    assert.ok(!(await docker('image', 'inspect', given('BALLAST_IMAGE'))).includes(password));
  });

  test('does not reach Prometheus', async () => {
    await assert.rejects(execute('prometheus', ['ls', '/run/secrets'], '0'), /No such file/);
  });
});

describe('a stack without a password of its own is refused before a database is made', () => {
  const project = `${given('COMPOSE_PROJECT_NAME')}-refused`;
  const folder = dirname(given('POSTGRES_PASSWORD_FILE'));
  const compose = async (passwordFile: string, ...parameters: readonly string[]): Promise<number> => {
    const command = [...((await findCompose()) ?? []), ...parameters];
    return (await runCommand(command, false, { COMPOSE_PROJECT_NAME: project, POSTGRES_PASSWORD_FILE: passwordFile })).code;
  };
  const file = join(folder, 'refused-password');
  after(() => compose(file, 'down', '--volumes', '--timeout', '1'));

  for (const [what, content] of [
    ['empty', '\n'],
    ['a placeholder', 'changeme\n'],
  ] as const) {
    test(`its file is ${what}`, async () => {
      writeFileSync(file, content);
      assert.notEqual(await compose(file, 'up', '--detach'), 0);
      const states = await docker(
        'ps',
        '-a',
        '--filter',
        `label=com.docker.compose.project=${project}`,
        '--format',
        '{{.Names}} {{.Status}}',
      );
      assert.match(states, /^\S*preflight\S* Exited \(1\)/m);
      assert.doesNotMatch(states, /postgres\S* (?:Up|Exited|Restarting)/);
    });
  }

  test('its file is not there', async () => {
    assert.notEqual(await compose(join(folder, 'no-such-file'), 'up', '--detach'), 0);
    assert.doesNotMatch(await docker('ps', '-a', '--format', '{{.Names}} {{.Status}}'), new RegExp(`${project}\\S*postgres\\S* Up`));
  });
});
