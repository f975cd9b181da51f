#!/usr/bin/env node
// Starts Ballast on the Node it is pinned to. Plain JavaScript, so that an old Node can read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'];

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) await runHere();
else relaunch();

async function runHere() {
  endWithLauncher();
  const source = new URL('../src/cli/cli.ts', import.meta.url);
  const built = new URL('../dist/cli/cli.js', import.meta.url);
  const { runCli } = await import((existsSync(source) ? source : built).href);
  process.exitCode = await runCli(process.argv.slice(2));
  // A finished command may leave a connection open; it gets a moment, then the process ends all the same.
  setTimeout(() => process.exit(), 1000).unref();
}

/** A process that was relaunched dies when its launcher is killed: nobody would hold it by a pid otherwise. */
function endWithLauncher() {
  if (process.channel === undefined || process.env.BALLAST_LAUNCHER !== String(process.ppid)) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    return join(dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
}

function relaunch() {
  const node = pinnedNode();
  if (node === undefined || !existsSync(node)) {
    process.stderr.write(
      `RUNTIME_UNSUPPORTED\n  what   this is Node ${process.versions.node}, and Ballast needs Node ${NODE_MAJOR} or newer\n` +
        `  where  ${process.execPath}\n  mend   Install Node ${NODE_MAJOR}, or reinstall Ballast with its optional dependencies, which bring it along.\n`,
    );
    process.exit(1);
  }
  // A session of its own, so that Ctrl-C reaches the program once: through this launcher, and not from the terminal as well.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, BALLAST_LAUNCHER: String(process.pid) },
    detached: true,
  });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
