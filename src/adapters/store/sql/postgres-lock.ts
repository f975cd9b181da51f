import type { Client } from 'pg';
import type { Hold } from './engine.ts';

/** How long to wait for the server to notice that the last holder is gone. */
const WAIT_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Settings under which the lock is safe to rest on a connection: an idle one is not closed by a server that is set to,
 * and one whose process vanished with its machine is found out within half a minute.
 */
const SETTINGS = `
  set lock_timeout = ${WAIT_MS};
  set idle_session_timeout = 0;
  set tcp_keepalives_idle = 10;
  set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 4`;

/**
 * Takes the advisory lock of a name on `client`, a connection of its own that is not connected yet.
 * The server frees it when that connection ends, however it ends. `undefined` while another holds it.
 */
export async function holdAdvisoryLock(client: Client, name: string): Promise<Hold | undefined> {
  let lost = false;
  client.on('error', () => (lost = true));
  client.on('end', () => (lost = true));
  try {
    await client.connect();
    await client.query(SETTINGS);
    await client.query(`select pg_advisory_lock(hashtextextended('ballast lease ' || $1, 0))`, [name]);
  } catch (error) {
    await client.end().catch(() => undefined);
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return undefined;
    throw error;
  }
  return {
    get lost() {
      return lost;
    },
    async release() {
      if (!lost) await client.end();
    },
  };
}
