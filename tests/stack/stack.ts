import { docker } from '../tools/container-engine.ts';
import { until } from './until.ts';

/** The services of the stack that stay up. */
export const SERVICES = ['postgres', 'ballast', 'prometheus'] as const;
/** One of them. */
export type Service = (typeof SERVICES)[number];

/** What `docker inspect` tells of a container, as far as the tests look at it. */
export interface Container {
  readonly Id: string;
  readonly State: { readonly Status: string; readonly ExitCode: number; readonly Health?: { readonly Status: string } };
  readonly Config: { readonly User: string; readonly Env: readonly string[] };
  readonly Mounts: readonly { readonly Source: string; readonly Destination: string; readonly RW: boolean }[];
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
    readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;
  };
  readonly HostConfig: {
    readonly Memory: number;
    readonly PidsLimit: number | null;
    readonly Privileged: boolean;
    readonly ReadonlyRootfs: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly LogConfig: { readonly Config: Readonly<Record<string, string>> };
    readonly RestartPolicy: { readonly Name: string };
  };
}

/** A variable that `npm run test:stack` sets for the tests. Errors: that it was not what started them. */
export function given(name: 'BALLAST_IMAGE' | 'NODE_IMAGE' | 'COMPOSE_PROJECT_NAME' | 'POSTGRES_PASSWORD_FILE'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these tests are started by npm run test:stack, which starts the stack`);
  return value;
}

/** Id of a service's container. */
export async function containerOf(service: string): Promise<string> {
  const labels = [`project=${given('COMPOSE_PROJECT_NAME')}`, `service=${service}`];
  return docker('ps', '-aq', ...labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]));
}

/** All that the engine knows of a service's container. */
export async function inspect(service: Service): Promise<Container> {
  const [container] = JSON.parse(await docker('inspect', await containerOf(service))) as readonly Container[];
  if (container === undefined) throw new Error(`there is no container of ${service}`);
  return container;
}

/** Runs a command in a service's container, as its user or another; what it printed. */
export async function execute(service: Service, command: readonly string[], user?: string): Promise<string> {
  return docker('exec', ...(user === undefined ? [] : ['--user', user]), await containerOf(service), ...command);
}

/** Waits until the engine calls a service healthy. Errors: its state, when it is not in time. */
export async function healthy(service: Service): Promise<void> {
  await until(`a healthy ${service}`, async () => {
    const { State } = await inspect(service);
    return State.Status === 'running' && State.Health?.Status === 'healthy' ? true : undefined;
  });
}

/** Where a service listens on this machine. */
export async function urlOf(service: 'ballast' | 'prometheus'): Promise<string> {
  const { NetworkSettings } = await inspect(service);
  const [bound] = Object.values(NetworkSettings.Ports).flatMap((ports) => ports ?? []);
  if (bound === undefined) throw new Error(`${service} has no port on this machine`);
  return `http://${bound.HostIp}:${bound.HostPort}`;
}

/** The rows that a statement gives in the stack's database, each as its columns' texts. */
export async function query(statement: string): Promise<readonly (readonly string[])[]> {
  const text = await execute('postgres', ['psql', '--username=ballast', '--dbname=ballast', '-v', 'ON_ERROR_STOP=1', '-tAc', statement]);
  return text === '' ? [] : text.split('\n').map((row) => row.split('|'));
}

/** The one number that a statement gives in the stack's database. */
export async function queryNumber(statement: string): Promise<number> {
  return Number((await query(statement))[0]?.[0]);
}
