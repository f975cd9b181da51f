import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'acorn';
import { checkSource } from './check-source.ts';

/** What is wrong with a piece of code, as `line:column what`, in the order of the text. */
function judge(code: string): readonly string[] {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowAwaitOutsideFunction: true });
  return checkSource(program)
    .map(({ position, what }) => `${position.line}:${position.column} ${what.split(':')[0] ?? ''}`)
    .toSorted();
}

const REFUSED: readonly (readonly [code: string, ...offences: readonly string[]])[] = [
  ['const t = Date.now();', '1:11 Date.now is refused'],
  ['const f = () => new Date();', '1:21 new Date() is refused'],
  ['const f = () => Date();', '1:17 Date() is refused'],
  ['const D = Date;', '1:11 Date is refused'],
  ['const t = performance.now();', '1:11 performance.now is refused'],
  ['const r = Math.random();', '1:11 Math.random is refused'],
  ["const r = Math['random']();", '1:11 Math.random is refused'],
  ['const { random } = Math;', '1:9 Math.random is refused'],
  ['const { random: r, floor } = Math;', '1:9 Math.random is refused'],
  ['const id = crypto.randomUUID();', '1:12 crypto.randomUUID is refused'],
  ['const f = () => setTimeout(() => 1, 5);', '1:17 setTimeout() is refused'],
  ['const f = () => queueMicrotask(f);', '1:17 queueMicrotask() is refused'],
  ["const f = () => fetch('http://x');", '1:17 fetch() is refused'],
  ['const key = process.env;', '1:13 process.env is refused'],
  ['const g = globalThis;', '1:11 globalThis is refused'],
  ["const f = () => eval('1');", '1:17 eval() is refused'],
  ["const f = new Function('return 1');", '1:15 new Function() is refused'],
  ["const fs = require('fs');", '1:12 require() is refused'],
  ["const f = () => import('node:fs');", '1:17 import() is refused'],
  ['const u = import.meta.url;', '1:11 import.meta is refused'],
  ['const x = await 1;', '1:11 await is refused'],
  ['const f = async () => 1;', '1:11 an async function is refused'],
  ['const o = { async onBar() {} };', '1:24 an async function is refused'],
  ['for await (const x of []) {}', '1:1 for await is refused'],
  ['const p = Promise.resolve(1);', '1:11 Promise.resolve is refused'],
  ["const f = () => console.log('here');", '1:17 console.log is refused'],
  ['const f = () => { debugger; };', '1:19 debugger is refused'],
  ['const n = new Intl.NumberFormat();', '1:15 Intl.NumberFormat is refused'],
  ['const w = new WeakRef({});', '1:15 new WeakRef() is refused'],
  ['const s = Symbol, b = Buffer.from([]);', '1:23 Buffer.from is refused'],
  ['Math.floor = Math.ceil;', '1:1 changing a built-in is refused'],
  ['const f = () => { Array.prototype.last = f; };', '1:19 changing a built-in is refused'],
  ['delete Math.abs;', '1:1 changing a built-in is refused'],
  ['let counter = 0;', "1:1 a module's let is refused"],
  ['export var counter = 0;', "1:8 a module's var is refused"],
  ['const f = () => URL;', '1:17 URL is refused'],
  ['const f = () => sma(3);', '1:17 sma is not declared'],
  ['const f = () => couter;', '1:17 couter is not declared'],
  ["import { Bar, sma } from 'ballast';", "1:10 'ballast' offers a strategy no value named Bar"],
  ["import ballast from 'ballast';", "1:8 'ballast' has no default export"],
  ['const a = Date.now();\nconst b =\n  Math.random();', '1:11 Date.now is refused', '3:3 Math.random is refused'],
];

for (const [code, ...offences] of REFUSED) {
  test(`refused: ${code}`, () => assert.deepEqual(judge(code), offences));
}

const ALLOWED: readonly string[] = [
  'const half = Math.floor(3 / 2);',
  'const max = Math.max(...[1, 2, Infinity], Number.MAX_VALUE);',
  "import { sma, z as zod } from 'ballast'; const a = sma(3), b = zod.object({});",
  "import * as ballast from 'ballast'; const a = ballast.sma(3);",
  'const o = { Date: 1, process: 2, fetch() { return this.Date; } }; const d = o.Date;',
  'const o = { now: 1 }; const { now: Date = 2 } = o; const t = Date;',
  'function f(Date, { process }, [fetch], ...console) { return [Date, process, fetch, console, arguments]; }',
  'const f = function Date() { return Date; };',
  'class Date { static now() { return Date; } #process = 1; get process() { return this.#process; } }',
  'const f = () => { if (true) { var Date = 1; } return Date; };',
  'const f = () => { let counter = 0; counter += 1; return counter; };',
  'for (const Date of [1]) f(Date); function f(x) { return x; }',
  'for (let process = 0; process < 3; process++) { const y = process; }',
  'try { f(); } catch ({ message: Date }) { f(Date); } function f() {}',
  'try { Number(); } catch { Number(); }',
  'switch (1) { case 1: let Date = 1; break; default: const y = Date; }',
  'fetch: for (;;) { break fetch; }',
  'const f = (x) => { x.floor = 1; delete x.ceil; };',
  'const f = (Math) => { Math.floor = 1; };',
  'function* pairs() { yield 1; } const all = [...pairs()];',
  'export { f as Date }; const f = 1;',
  'const s = typeof undefined, t = `${NaN}`, r = /a/.test(s), m = new Map([[1, 2]]);',
  'class A { static { var Date = 1; this.x = Date; } }',
  'function F() { return new.target; }',
];

for (const code of ALLOWED) {
  test(`allowed: ${code}`, () => assert.deepEqual(judge(code), []));
}

test('an inner declaration does not hide a use outside it', () => {
  assert.deepEqual(judge('{ const Date = 1; }\nconst t = Date;'), ['2:11 Date is refused']);
  assert.deepEqual(judge('const f = (Date) => Date;\nconst t = Date;'), ['2:11 Date is refused']);
  assert.deepEqual(judge('const f = function Date() {};\nconst t = Date;'), ['2:11 Date is refused']);
  assert.deepEqual(judge('for (const Date of []) {}\nconst t = Date;'), ['2:11 Date is refused']);
});

test('every offence says what to use instead', () => {
  for (const [code] of REFUSED) {
    const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowAwaitOutsideFunction: true });
    for (const { instead } of checkSource(program)) assert.match(instead, /^[A-Z].*\.$/);
  }
});
