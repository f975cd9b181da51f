/** Why a strategy may not use something, and what to write instead. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

const clock: Refusal = {
  why: 'a backtest would read the time of this machine instead of the time of the market',
  instead: 'Use context.clock.now or bar.closeTime: microseconds UTC; docs/strategies.md takes hour and weekday from them.',
};
const randomness: Refusal = {
  why: 'two runs of the same data would decide differently',
  instead: 'Decide from prices, indicators and parameters only.',
};
const timer: Refusal = {
  why: 'it fires by the clock of this machine, which a backtest outruns',
  instead: "Declare data: { timers: { name: '1h' } } and handle onTimer.",
};
const outside: Refusal = {
  why: 'what it reads or writes is not part of the recorded inputs, so that no run could be repeated',
  instead: 'Give the value as a parameter; a strategy sees only what its context shows.',
};
const code: Refusal = {
  why: 'code made at run time cannot be checked, nor counted in the hash of the strategy',
  instead: 'Write the code out, or import it from a file beside the strategy.',
};
const asynchronous: Refusal = {
  why: 'handlers are synchronous, so that every event is decided before the next one',
  instead: 'Return intents directly; take up what follows in onFill, onOrder or the next onBar.',
};
const locale: Refusal = {
  why: 'its result depends on the language data of the machine',
  instead: 'Use toFixed or plain string functions.',
};
const collected: Refusal = {
  why: 'it shows when memory is reclaimed, which differs from run to run',
  instead: 'Keep what you need in context.state.',
};
const printing: Refusal = {
  why: 'a strategy tells what it does by its orders only, in every mode',
  instead: "Look at the report or the backtest's --fills file; keep what you want to see in context.state.",
};

/** Code that is refused by its form rather than by a name. */
export const REFUSED_FORMS = {
  dynamicImport: code,
  asynchronous,
  importMeta: outside,
  debugger: printing,
  mutatedBuiltIn: {
    why: 'built-ins are shared by all strategies and by Ballast itself',
    instead: 'Write a function of your own.',
  },
  moduleVariable: {
    why: 'it is not saved: a restart would forget it, and a second run in one process would start with its old value',
    instead: 'Keep it in the state: init: () => ({ ... }), and change context.state.',
  },
} as const satisfies Record<string, Refusal>;

const groups: readonly (readonly [Refusal, string])[] = [
  [clock, 'Date performance Temporal'],
  [randomness, 'crypto Crypto CryptoKey SubtleCrypto'],
  [timer, 'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask'],
  [
    outside,
    'fetch WebSocket EventSource XMLHttpRequest process navigator globalThis global self window Buffer localStorage sessionStorage Worker',
  ],
  [outside, 'BroadcastChannel MessageChannel MessagePort SharedArrayBuffer Atomics __dirname __filename'],
  [code, 'eval Function require module exports WebAssembly'],
  [asynchronous, 'Promise'],
  [locale, 'Intl'],
  [collected, 'WeakRef FinalizationRegistry gc'],
  [printing, 'console'],
];

/** Global names that a strategy may not use. */
export const REFUSED_NAMES: ReadonlyMap<string, Refusal> = new Map(
  groups.flatMap(([refusal, names]) => names.split(' ').map((name): [string, Refusal] => [name, refusal])),
);

/** Members of allowed built-ins that a strategy may not use. */
export const REFUSED_MEMBERS: ReadonlyMap<string, Refusal> = new Map([['Math.random', randomness]]);

/** The refusal of a global that has none of its own. */
export const REFUSED_BY_DEFAULT: Refusal = outside;

/** Built-ins whose results depend on their arguments alone. */
export const PURE_NAMES: ReadonlySet<string> = new Set(
  [
    'undefined NaN Infinity Math Number String Boolean BigInt Symbol Object Array Map Set WeakMap WeakSet JSON RegExp Reflect Proxy Iterator',
    'isNaN isFinite parseInt parseFloat structuredClone Error TypeError RangeError SyntaxError AggregateError',
    'ArrayBuffer DataView Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array',
    'BigInt64Array BigUint64Array encodeURIComponent decodeURIComponent encodeURI decodeURI',
  ].flatMap((names) => names.split(' ')),
);
