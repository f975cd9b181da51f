import { z } from 'zod';

import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';

const path = (example: string): z.ZodType<string> => field.text(`a path, such as ${example}`);

/** `watchdog`: what looks after a live session from outside. */
export const watchdog = z.strictObject({
  after: field
    .duration('10s')
    .prefault('10s')
    .register(keyDocs, { doc: 'After how long a silence of the engine `ballast watchdog` kills trading and cancels what adds exposure.' }),
  keyFile: path('/run/secrets/watchdog-key').optional().register(keyDocs, {
    doc: 'File that holds a key of its own, which need not be able to do more than see and cancel orders; that of `venue` where left out.',
    example: '/run/secrets/watchdog-key',
  }),
  secretFile: path('/run/secrets/watchdog-secret').optional().register(keyDocs, {
    doc: 'File that holds the secret of that key.',
    example: '/run/secrets/watchdog-secret',
  }),
  countdown: field.duration('60s').optional().register(keyDocs, {
    doc: 'Where the venue has it (KRAKEN): it cancels ALL orders of the account, stops included, unless the engine says every third of this time that it lives. Off where left out.',
    example: '60s',
  }),
});
