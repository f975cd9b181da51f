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
];
