import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCAL_IMAGES, prepareEngine, PUBLIC_IMAGES, type EngineMachine } from './prepare-engine.ts';

const COMPOSE = ['docker', 'compose'];
const NAMED = { NODE_IMAGE: 'mirror/node', POSTGRES_IMAGE: 'mirror/postgres', PROMETHEUS_IMAGE: 'mirror/prometheus' };

/** A machine by what it has; it notes whether the builder ran, which starts an engine. */
function machine(facts: Partial<Pick<EngineMachine, 'isRoot' | 'hasBuilder' | 'environment'>> & { engine?: boolean; compose?: boolean }) {
  let engine = facts.engine ?? true;
  let built = false;
  return {
    isRoot: facts.isRoot ?? true,
    hasBuilder: facts.hasBuilder ?? false,
    environment: facts.environment ?? {},
    engineComplaint: async () => (engine ? undefined : 'Cannot connect to the Docker daemon'),
    compose: async () => (facts.compose === false ? undefined : COMPOSE),
    build: async () => (engine = built = true),
    get built() {
      return built;
    },
  };
}

async function complaintOf(bare: EngineMachine): Promise<string> {
  const prepared = await prepareEngine(bare);
  assert.ok('complaint' in prepared);
  return prepared.complaint;
}

test('with an engine, the public base images are used', async () => {
  assert.deepEqual(await prepareEngine(machine({})), { images: PUBLIC_IMAGES, compose: COMPOSE });
});

test('images that the environment names come first, each by itself', async () => {
  assert.deepEqual(await prepareEngine(machine({ environment: NAMED })), { images: NAMED, compose: COMPOSE });
  const one = await prepareEngine(machine({ environment: { NODE_IMAGE: 'mirror/node', POSTGRES_IMAGE: '' } }));
  assert.deepEqual(one, { images: { ...PUBLIC_IMAGES, NODE_IMAGE: 'mirror/node' }, compose: COMPOSE });
});

test('where local base images can be built they are, and an engine is started with them', async () => {
  for (const engine of [true, false]) {
    const local = machine({ hasBuilder: true, engine });
    assert.deepEqual(await prepareEngine(local), { images: LOCAL_IMAGES, compose: COMPOSE });
    assert.ok(local.built);
  }
});

test('nothing is built where an engine answers and all images are named', async () => {
  const content = machine({ hasBuilder: true, environment: NAMED, isRoot: false });
  assert.deepEqual(await prepareEngine(content), { images: NAMED, compose: COMPOSE });
  assert.ok(!content.built);
});

test('what is missing is named, with its remedy', async () => {
  assert.match(await complaintOf(machine({ engine: false })), /none answers:\n {2}Cannot connect to the Docker daemon\nInstall Docker/);
  assert.match(await complaintOf(machine({ compose: false })), /needs Docker Compose/);
  assert.match(await complaintOf(machine({ hasBuilder: true, engine: false, isRoot: false })), /run as root/);
});
