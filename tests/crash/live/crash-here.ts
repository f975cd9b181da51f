/**
 * Loaded into the process that is to be killed (`--import`): at the call that `BALLAST_CRASH` names, as `hit name`, the process ends as by
 * SIGKILL from outside, whatever it is doing. Nothing of this is in the product.
 */
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { CRASH_POINTS } from './points.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

const wanted = /^(\d+) (.+)$/.exec(process.env['BALLAST_CRASH'] ?? '');
const point = CRASH_POINTS.find(({ name }) => name === wanted?.[2]);
// The engine works in a thread of its own.
if (point !== undefined && !isMainThread) {
  const { file, type, method, when, concerns } = point;
  const prototype = await prototypeOf(file, type);
  const original = Reflect.get(prototype, method) as Method;
  let left = Number(wanted?.[1]);
  const strike = (): void => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const struck: Method = function (...args) {
    const isMeant = concerns(args);
    if (isMeant && when === 'before') strike();
    const result = original.apply(this, args);
    if (!isMeant || when === 'before') return result;
    if (!(result instanceof Promise)) {
      // What is written to a socket leaves when all of the request has been: in this turn still.
      if (file.startsWith('node:')) setImmediate(strike);
      else strike();
      return result;
    }
    return result.finally(strike);
  };
  Reflect.set(prototype, method, struck);
}

async function prototypeOf(file: string, type: string): Promise<object> {
  if (file.startsWith('node:')) return Socket.prototype;
  const module = (await import(new URL(`../../../src/${file}`, import.meta.url).href)) as Record<string, { prototype: object } | undefined>;
  const found = module[type];
  if (found === undefined) throw new Error(`${file} has no ${type}`);
  return found.prototype;
}
