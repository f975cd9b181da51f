import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { docker } from '../tools/container-engine.ts';
import { execute, given, inspect, SERVICES } from './stack.ts';

/** The answer of the kernel to whoever writes, root included, where nothing can be written. */
const READ_ONLY = /Read-only file system/;

/** Tries to reach an address from a container of its own on a network of the stack; what came of it. */
function connect(network: string, host: string, port: number): Promise<string> {
  const program = `
    const socket = require('node:net').connect({ host: ${JSON.stringify(host)}, port: ${port}, timeout: 3000 });
    const say = (what) => { console.log(what); socket.destroy(); };
    socket.on('connect', () => say('connected')).on('timeout', () => say('silence')).on('error', ({ code }) => say(code));`;
  const where = `--network=${given('COMPOSE_PROJECT_NAME')}_${network}`;
  return docker('run', '--rm', where, '--entrypoint=node', given('BALLAST_IMAGE'), '--eval', program);
}

for (const service of SERVICES) {
  describe(`the container of ${service}`, () => {
    test('runs as a user without rights, can gain none, and has no capability', async () => {
      const { CapAdd, CapDrop, Privileged } = (await inspect(service)).HostConfig;
      assert.deepEqual([CapAdd ?? [], CapDrop, Privileged], [[], ['ALL'], false]);
      const status = await execute(service, ['cat', '/proc/1/status']);
      const told = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
      assert.notEqual(told('Uid'), '0');
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.equal(Number(`0x${told(set)}`), 0, set);
      assert.equal(told('NoNewPrivs'), '1');
    });

    test('cannot write outside of its volumes and /tmp, not even as root', async () => {
      for (const place of ['/probe', '/etc/probe', '/usr/bin/probe'])
        await assert.rejects(execute(service, ['touch', place], '0'), READ_ONLY, place);
      await execute(service, ['touch', '/tmp/probe']);
    });

    test('has bounds on memory, processes and logs, and comes back by itself', async () => {
      const { Memory, PidsLimit, LogConfig, RestartPolicy } = (await inspect(service)).HostConfig;
      assert.ok(Memory > 0 && Memory <= 2 ** 30, `memory ${Memory}`);
      assert.ok(PidsLimit !== null && PidsLimit > 0 && PidsLimit <= 128, `processes ${PidsLimit}`);
      assert.deepEqual(LogConfig.Config, { 'max-size': '10m', 'max-file': '3' });
      assert.equal(RestartPolicy.Name, 'unless-stopped');
    });

    test("is reached from this machine's own address only, if at all", async () => {
      const ports = Object.values((await inspect(service)).NetworkSettings.Ports).flatMap((bound) => bound ?? []);
      assert.deepEqual(
        ports.map(({ HostIp }) => HostIp),
        service === 'postgres' ? [] : ['127.0.0.1'],
      );
    });

    test('has no hold on the engine, and changes no file of this machine', async () => {
      for (const { Source, Destination, RW } of (await inspect(service)).Mounts) {
        assert.doesNotMatch(Source, /docker\.sock/);
        if (!Source.includes('/volumes/')) assert.equal(RW, false, Destination);
      }
    });
  });
}

describe('the networks', () => {
  const networksOf = async (service: (typeof SERVICES)[number]): Promise<readonly string[]> =>
    Object.keys((await inspect(service)).NetworkSettings.Networks)
      .map((name) => name.replace(`${given('COMPOSE_PROJECT_NAME')}_`, ''))
      .sort();

  test('PostgreSQL shares one with Ballast alone, and Prometheus another', async () => {
    assert.deepEqual(await networksOf('postgres'), ['store']);
    assert.deepEqual(await networksOf('prometheus'), ['metrics']);
    assert.deepEqual(await networksOf('ballast'), ['metrics', 'store']);
  });

  test('PostgreSQL answers on its own network, and cannot be reached from the other, by name or address', async () => {
    const { Networks } = (await inspect('postgres')).NetworkSettings;
    const [address] = Object.values(Networks).map(({ IPAddress }) => IPAddress);
    assert.ok(address);
    assert.equal(await connect('store', 'postgres', 5432), 'connected');
    assert.notEqual(await connect('metrics', 'postgres', 5432), 'connected');
    assert.notEqual(await connect('metrics', address, 5432), 'connected');
  });

  test("PostgreSQL's network has no way out", async () => {
    const [network] = JSON.parse(await docker('network', 'inspect', `${given('COMPOSE_PROJECT_NAME')}_store`)) as { Internal: boolean }[];
    assert.equal(network?.Internal, true);
  });
});
