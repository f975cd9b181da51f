import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT, runCommand } from './run-command.ts';
import { docker, findCompose } from './container-engine.ts';

/** The base images of the stack, by the names of the variables that choose them. */
export type BaseImages = Readonly<Record<'NODE_IMAGE' | 'POSTGRES_IMAGE' | 'PROMETHEUS_IMAGE', string>>;

/** The public ones; deploy/ has the same defaults. */
export const PUBLIC_IMAGES: BaseImages = {
  NODE_IMAGE: 'node:24-bookworm-slim',
  POSTGRES_IMAGE: 'postgres:17-bookworm',
  PROMETHEUS_IMAGE: 'prom/prometheus:v3.5.0',
};

/** What `../shared/stack/base-images` builds where it is there, for a machine that reaches no public images. */
export const LOCAL_IMAGES: BaseImages = {
  NODE_IMAGE: 'local/node:24',
  POSTGRES_IMAGE: 'local/postgres',
  PROMETHEUS_IMAGE: 'local/prometheus',
};

const BUILDER = resolve(ROOT, '../shared/stack/base-images');

/** What is there of a machine; handed in, so that a test can tell of other machines. */
export interface EngineMachine {
  readonly isRoot: boolean;
  /** Whether the script that starts an engine and builds local base images is there. */
  readonly hasBuilder: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Why no engine answers, or `undefined` when one does. */
  engineComplaint(): Promise<string | undefined>;
  /** How compose is called, or `undefined` where it is missing. */
  compose(): Promise<readonly string[] | undefined>;
  /** Runs the script; whether it came to its end. */
  build(): Promise<boolean>;
}

/** The images to use and how to call compose, or the words to fail with: what is missing and how to mend it. */
export type Prepared = { readonly images: BaseImages; readonly compose: readonly string[] } | { readonly complaint: string };

/**
 * Makes sure that an engine answers, and chooses base images: those that the environment names, else local ones where their builder
 * is there, else the public ones.
 */
export async function prepareEngine(machine: EngineMachine): Promise<Prepared> {
  const { environment } = machine;
  const named = Object.fromEntries(Object.keys(PUBLIC_IMAGES).flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])));
  const wantsLocal = machine.hasBuilder && Object.keys(named).length < Object.keys(PUBLIC_IMAGES).length;
  if (machine.hasBuilder && (wantsLocal || (await machine.engineComplaint()) !== undefined)) {
    if (!machine.isRoot) return { complaint: `To start a container engine and build base images, run as root:\n  ${BUILDER}` };
    if (!(await machine.build())) return { complaint: `The base images could not be built; see above, and try:\n  ${BUILDER}` };
  }
  const silent = await machine.engineComplaint();
  if (silent !== undefined) {
    return {
      complaint: `The stack needs a container engine, and none answers:\n  ${silent}\nInstall Docker, start it, and see that \`docker version\` works.`,
    };
  }
  const compose = await machine.compose();
  if (compose === undefined)
    return { complaint: 'The stack needs Docker Compose: neither `docker compose` nor `docker-compose` is there. Install one.' };
  return { images: { ...(wantsLocal ? LOCAL_IMAGES : PUBLIC_IMAGES), ...named }, compose };
}

/** The machine that the stack runs on. */
export const thisMachine: EngineMachine = {
  isRoot: process.getuid?.() === 0,
  hasBuilder: existsSync(BUILDER),
  environment: process.env,
  engineComplaint: () =>
    docker('version', '--format', '{{.Server.Version}}').then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)),
    ),
  compose: findCompose,
  build: async () => (await runCommand([BUILDER], true)).code === 0,
};
