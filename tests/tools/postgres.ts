import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** A PostgreSQL server of the tests' own, on 127.0.0.1, synced to disk as in production. */
export interface TestPostgres {
  /** An empty database; the URL holds the password. */
  readonly url: string;
  /** Makes another empty database and answers with its URL. */
  createDatabase(): Promise<string>;
  /** Stops the server and removes its files. They also go when this process ends, however it ends. */
  stop(): Promise<void>;
}

/** Needs quoting in a URL, on purpose. */
const PASSWORD = 'pass word: %41@/?#';
/** How often another port is tried, should someone take the free one first. */
const ATTEMPTS = 5;

/** The server ends when this shell's standard input does, and that is when the test process ends. SIGINT asks for a fast shutdown. */
const GUARDED_SERVER = `
  "$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=16MB -c max_connections=60 &
  cat >/dev/null
  kill -INT $!
  wait
  rm -rf "$2"`;

/** Whom the server runs as, as options of a child process: PostgreSQL refuses root, so root becomes `postgres`. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function programFolder(): string {
  const versions = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => Number(b.split('/')[4]) - Number(a.split('/')[4]));
  if (versions[0] === undefined) throw new Error('no PostgreSQL in /usr/lib/postgresql; install it with: sudo apt-get install postgresql');
  return versions[0];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A new cluster in a folder that the server's user owns. */
function createCluster(programs: string, user: { uid?: number; gid?: number }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-postgres-'));
  try {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, `${PASSWORD}\n`);
    for (const path of [folder, passwordFile]) chownSync(path, user.uid ?? process.getuid?.() ?? 0, user.gid ?? process.getgid?.() ?? 0);
    const options = [
      '--username=ballast',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ];
    execFileSync(join(programs, 'initdb'), [`--pgdata=${join(folder, 'data')}`, ...options], { ...user, cwd: folder, stdio: 'pipe' });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Waits until the server takes connections; an error with its words if it ends before. */
async function ready(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (server.stderr === null) throw new Error('the server has no standard error');
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return;
    }
    if (line.includes('FATAL')) break;
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.stdin?.end();
  await exited;
}

async function startOnce(): Promise<{ server: ChildProcess; port: number }> {
  const programs = programFolder();
  const user = serverUser();
  const folder = createCluster(programs, user);
  const port = await freePort();
  const parameters = ['-c', GUARDED_SERVER, 'guarded-postgres', programs, folder, String(port)];
  const server = spawn('sh', parameters, { ...user, cwd: folder, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  try {
    await ready(server);
    return { server, port };
  } catch (error) {
    await end(server);
    throw error;
  }
}

async function start(): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce();
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('could not bind')) throw error;
    }
  }
}

/** Runs one statement on a connection of its own; the rows that it gives. */
export async function executeOn(url: string, statement: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

/** Starts a PostgreSQL server with an empty cluster; takes about a second. Errors when PostgreSQL is not installed, with the package to install. */
export async function startPostgres(): Promise<TestPostgres> {
  const { server, port } = await start();
  const urlOf = (database: string): string => `postgres://ballast:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  let databases = 0;
  const createDatabase = async (): Promise<string> => {
    const name = `test_${(databases += 1)}`;
    await executeOn(urlOf('postgres'), `create database ${name}`);
    return urlOf(name);
  };
  return { url: await createDatabase(), createDatabase, stop: () => end(server) };
}
