import { MICROS_PER_MILLISECOND as MS } from '../../src/kernel/time.ts';
import type { Story } from './live-through.ts';

/** Stories that broke a law once. They are lived through again with every test. */
export const KEPT: readonly (Story & { readonly tells: string })[] = [
  {
    tells: 'an exit that the shut gate refused took the stop of its position with it',
    seed: 46,
    troubles: [{ at: 3_449 * MS, kind: 'commit fails', isStored: true }],
  },
  {
    tells: 'what filled while the gate was shut was left without its stop',
    seed: 17,
    troubles: [
      { at: 135 * MS, kind: 'call', call: 'submit', fault: { kind: 'late', by: 2_188 * MS } },
      { at: 910 * MS, kind: 'crash', moment: 'after a send', down: 9_639 * MS },
    ],
  },
  {
    tells: 'a stop stayed larger than what an exit had left of its position',
    seed: 163,
    troubles: [{ at: 30_823 * MS, kind: 'report', fault: { kind: 'late', by: 2_948 * MS } }],
  },
  {
    tells: 'after a restart a target went to the venue beside the stop that it shares its coins with',
    seed: 32,
    troubles: [
      { at: 10_282 * MS, kind: 'stream down', lasts: 11_924 * MS },
      { at: 11_018 * MS, kind: 'crash', moment: 'after a commit', down: 810 * MS },
      { at: 13_858 * MS, kind: 'cancel crosses a fill' },
    ],
  },
  {
    tells: 'the stops of two entries sold the fee in coins that the first had paid',
    seed: 2_686,
    troubles: [
      { at: 13_426 * MS, kind: 'buy', market: 1 },
      { at: 27_544 * MS, kind: 'buy', market: 1 },
    ],
  },
  {
    tells: 'exits that were cancelled before they were sent were taken to close the position, and the one that was meant to was refused',
    seed: 3_371,
    troubles: [{ at: 21_214 * MS, kind: 'venue down', lasts: 15_976 * MS }],
  },
  {
    tells: 'a session that came back often waited anew each time for an order that was never sent, and looked late at what it had bought',
    seed: 7_575,
    troubles: [
      { at: 548 * MS, kind: 'stream down', lasts: 5_417 * MS },
      { at: 2_235 * MS, kind: 'crash', moment: 'before a commit', down: 687 * MS },
      { at: 2_278 * MS, kind: 'commit fails', isStored: true },
      { at: 2_632 * MS, kind: 'resume' },
      { at: 3_652 * MS, kind: 'crash', moment: 'after a commit', down: 362 * MS },
      { at: 4_729 * MS, kind: 'call', call: 'fills', fault: { kind: 'drop-reply' } },
      { at: 5_341 * MS, kind: 'crash', moment: 'at once', down: 3_995 * MS },
      { at: 5_638 * MS, kind: 'call', call: 'submit', fault: { kind: 'drop-request' } },
      { at: 12_185 * MS, kind: 'our order expires' },
      { at: 15_072 * MS, kind: 'venue down', lasts: 15_578 * MS },
      { at: 15_495 * MS, kind: 'commit fails', isStored: false },
      { at: 17_758 * MS, kind: 'trade by hand', market: 0, side: 'sell', lots: 276 },
      { at: 18_620 * MS, kind: 'stream down', lasts: 4_989 * MS },
      { at: 18_678 * MS, kind: 'call', call: 'openOrders', fault: { kind: 'drop-request' } },
      { at: 20_198 * MS, kind: 'crash', moment: 'before a commit', down: 2_646 * MS },
      { at: 20_314 * MS, kind: 'call', call: 'order', fault: { kind: 'refuse', refusal: { code: 'VENUE_REJECTED', reason: 'not now' } } },
      { at: 22_248 * MS, kind: 'commit fails', isStored: true },
      { at: 22_897 * MS, kind: 'call', call: 'order', fault: { kind: 'late', by: 5_492 * MS } },
      { at: 36_043 * MS, kind: 'transfer', code: 'USDT', amount: 600_000_000 },
      { at: 37_755 * MS, kind: 'crash', moment: 'before a commit', down: 430 * MS },
      { at: 38_331 * MS, kind: 'commit fails', isStored: true },
    ],
  },
  {
    tells: 'after a restart a target whose stop the venue had refused was passed on rather than held, so that the journal led elsewhere',
    seed: 2_707,
    troubles: [
      { at: 936 * MS, kind: 'call', call: 'cancel', fault: { kind: 'late', by: 1_355 * MS } },
      { at: 1_275 * MS, kind: 'call', call: 'cancel', fault: { kind: 'late', by: 4_110 * MS } },
      { at: 2_906 * MS, kind: 'crash', moment: 'before a cancel', down: 11_603 * MS },
      { at: 4_808 * MS, kind: 'cancel entries' },
      { at: 5_005 * MS, kind: 'crash', moment: 'after a commit', down: 958 * MS },
      { at: 5_875 * MS, kind: 'call', call: 'submit', fault: { kind: 'drop-reply' } },
      { at: 11_905 * MS, kind: 'call', call: 'submit', fault: { kind: 'refuse', refusal: { code: 'VENUE_REJECTED', reason: 'not now' } } },
      { at: 15_816 * MS, kind: 'transfer', code: 'AAA', amount: -100_000_000 },
      { at: 17_348 * MS, kind: 'crash', moment: 'after a send', down: 2_760 * MS },
      { at: 19_562 * MS, kind: 'commit fails', isStored: true },
      { at: 20_151 * MS, kind: 'crash', moment: 'before a commit', down: 749 * MS },
      { at: 21_258 * MS, kind: 'call', call: 'openOrders', fault: { kind: 'drop-reply' } },
      { at: 27_799 * MS, kind: 'crash', moment: 'after a commit', down: 462 * MS },
      { at: 30_228 * MS, kind: 'crash', moment: 'before a cancel', down: 4_028 * MS },
    ],
  },
  {
    tells: 'the opening of the coin that fees are paid in swallowed a fee that had not been told yet',
    seed: 3_599,
    troubles: [
      { at: 2_855 * MS, kind: 'cancel entries' },
      { at: 3_672 * MS, kind: 'call', call: 'balances', fault: { kind: 'drop-reply' } },
      { at: 5_641 * MS, kind: 'stream mute', lasts: 1_643 * MS },
      { at: 6_379 * MS, kind: 'lag', lasts: 3_519 * MS, orders: 1_417 * MS, fills: 889 * MS, counts: 950 * MS },
    ],
  },
  {
    tells: 'a fee of an order on its way was taken for a difference by itself, and looked at again too late',
    seed: 4_727,
    troubles: [
      { at: 192 * MS, kind: 'stream down', lasts: 7_733 * MS },
      { at: 26_064 * MS, kind: 'venue down', lasts: 18_614 * MS },
      { at: 31_827 * MS, kind: 'trade by hand', market: 0, side: 'buy', lots: 369 },
      { at: 38_631 * MS, kind: 'commit fails', isStored: true },
    ],
  },
  {
    tells: 'a smaller stop that took the place of one at work was cancelled as if it were its target, and nothing guarded the rest',
    seed: 6_536,
    troubles: [
      { at: 15_045 * MS, kind: 'stream down', lasts: 19_679 * MS },
      { at: 32_380 * MS, kind: 'crash', moment: 'after a commit', down: 1_266 * MS },
    ],
  },
  {
    tells: 'a trade by hand that paid its fee in another coin that is traded was looked at again too late',
    seed: 7_580,
    troubles: [
      { at: 323 * MS, kind: 'transfer', code: 'USDT', amount: -200_000_000 },
      { at: 3_416 * MS, kind: 'transfer', code: 'AAA', amount: 600_000_000 },
      { at: 4_256 * MS, kind: 'call', call: 'transfers', fault: { kind: 'drop-request' } },
      { at: 5_417 * MS, kind: 'crash', moment: 'after a send', down: 7_917 * MS },
      { at: 8_211 * MS, kind: 'commit fails', isStored: false },
      { at: 8_373 * MS, kind: 'cancel crosses a fill' },
      { at: 10_027 * MS, kind: 'call', call: 'submit', fault: { kind: 'drop-request' } },
      { at: 23_155 * MS, kind: 'venue down', lasts: 3_073 * MS },
      { at: 28_455 * MS, kind: 'crash', moment: 'after a send', down: 10_934 * MS },
      { at: 32_195 * MS, kind: 'our order expires' },
      { at: 34_091 * MS, kind: 'stream down', lasts: 9_467 * MS },
      { at: 37_861 * MS, kind: 'trade by hand', market: 1, side: 'sell', lots: 419 },
    ],
  },
  {
    tells: 'a sale by hand was adopted beside stops that sold the same coins',
    seed: 8_270,
    troubles: [
      { at: 18_752 * MS, kind: 'buy', market: 1 },
      { at: 29_244 * MS, kind: 'order by hand', market: 1, side: 'sell', lots: 1_390 },
      { at: 33_801 * MS, kind: 'buy', market: 1 },
    ],
  },
];
