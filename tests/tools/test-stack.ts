import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '../stack/stack.ts';
import { until } from '../stack/until.ts';
import { docker, DOCKER, logsOf } from './container-engine.ts';
import { prepareEngine, thisMachine, type BaseImages } from './prepare-engine.ts';
import type { TestCounts } from './count-tests.ts';
import { ROOT, runCommand } from './run-command.ts';
import { runTests } from './run-tests.ts';

/** How many tests passed and failed; a stack that does not come up counts as one that failed. */
type Counts = Pick<TestCounts, 'passed' | 'failed'>;

/** Where the stack of this run lies, as variables for compose and for the tests. */
function stackEnvironment(images: BaseImages, project: string, folder: string) {
  return {
    ...images,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: join(ROOT, 'deploy/compose/base.yml'),
    BALLAST_IMAGE: `${project}:latest`,
    POSTGRES_PASSWORD_FILE: join(folder, 'postgres-password'),
    // Any free ones.
    BALLAST_PORT: '0',
    PROMETHEUS_PORT: '0',
    DOCKER_BUILDKIT: '1',
  };
}

/** Builds the image and runs the composed stack under a name of its own, looks at it from all sides, and leaves nothing behind. */
async function testStack(images: BaseImages, compose: readonly string[]): Promise<Counts> {
  const project = `ballast-test-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), `${project}-`));
  const environment = stackEnvironment(images, project, folder);
  // Readable for the containers' users; the folder keeps everyone else out.
  writeFileSync(environment.POSTGRES_PASSWORD_FILE, `${randomBytes(32).toString('hex')}\n`, { mode: 0o444 });
  const run = async (what: string, command: readonly string[]): Promise<void> => {
    console.log(`--- ${what}`);
    const { code } = await runCommand(command, true, environment);
    if (code !== 0) throw new Error(`${what} failed with exit code ${code}`);
  };
  const remove = async (): Promise<void> => {
    console.log('--- clearing away');
    const { code, output } = await runCommand([...compose, 'down', '--volumes', '--remove-orphans', '--timeout', '10'], false, environment);
    if (code !== 0) console.error(output);
    await docker('image', 'rm', '--force', environment.BALLAST_IMAGE).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  let removed: Promise<void> | undefined;
  const clear = (): Promise<void> => (removed ??= remove());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void clear().finally(() => process.exit(1)));
  try {
    await run('building the image', buildCommand(environment));
    await run('starting the stack, each service once those before it are healthy', [...compose, 'up', '--detach']);
    await allHealthy(project);
    const result = await runTests({
      files: ['tests/stack/**/*.test.ts'],
      isolation: 'none',
      timeoutSeconds: 300,
      print: true,
      environment,
    });
    if (result.code !== 0) await printLogs(project).catch(() => undefined);
    return { ...result, failed: result.code === 0 ? 0 : Math.max(1, result.failed) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await printLogs(project).catch(() => undefined);
    return { passed: 0, failed: 1 };
  } finally {
    await clear();
  }
}

function buildCommand({ NODE_IMAGE, BALLAST_IMAGE }: { readonly NODE_IMAGE: string; readonly BALLAST_IMAGE: string }): readonly string[] {
  const settings = ['--network=host', '--build-arg', `NODE_IMAGE=${NODE_IMAGE}`, '--tag', BALLAST_IMAGE];
  return [DOCKER, 'build', ...settings, '--file', 'deploy/docker/Dockerfile', '.'];
}

/** Waits until the engine calls every service healthy, and says how they come along. */
async function allHealthy(project: string): Promise<void> {
  let told = '';
  await until('a stack in which every service is healthy', async () => {
    const format = '{{.Label "com.docker.compose.service"}} {{.Status}}';
    const lines = (await docker('ps', '-a', '--filter', `label=com.docker.compose.project=${project}`, '--format', format)).split('\n');
    const stateOf = (service: string): string =>
      /\((?:health: )?(\w+)\)/.exec(lines.find((line) => line.startsWith(`${service} `)) ?? '')?.[1] ?? 'not running';
    const states = SERVICES.map((service) => `${service} ${stateOf(service)}`).join(', ');
    if (states !== told) console.log(states);
    told = states;
    return SERVICES.every((service) => stateOf(service) === 'healthy') || undefined;
  });
}

/** What every container of a project printed last. */
async function printLogs(project: string): Promise<void> {
  const ids = await docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${project}`);
  for (const id of ids.split('\n').filter((each) => each !== '')) {
    console.log(`--- ${await docker('inspect', '--format', '{{.Name}}: {{.State.Status}}, {{json .State.Health}}', id)}`);
    console.log((await logsOf(id)).split('\n').slice(-20).join('\n'));
  }
}

const prepared = await prepareEngine(thisMachine);
if ('complaint' in prepared) console.error(prepared.complaint);
const { passed, failed } = 'complaint' in prepared ? { passed: 0, failed: 1 } : await testStack(prepared.images, prepared.compose);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
