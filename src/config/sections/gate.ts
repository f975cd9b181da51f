import { z } from 'zod';

import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';

/** `gate`: the way to real money. */
export const gate = z.strictObject({
  required: field.flag().default(false).register(keyDocs, {
    doc: 'true asks for certificates at test exchanges and sandboxes too; where real money trades they are always asked for.',
  }),
  currency: field
    .text('a currency code, such as EUR', /^[A-Z][A-Z0-9]{1,9}$/)
    .default('EUR')
    .register(keyDocs, { doc: 'Reporting currency, in which the limits of stages are stated.' }),
  rate: field.decimal('above 0', '1.08').optional().register(keyDocs, {
    doc: "What one unit of it is worth in the account's currency; needed where the two differ. It is recorded with each stage.",
    example: '1.08',
  }),
  rateSource: field
    .text('where the rate is from, such as "ECB, 2026-11-20"')
    .optional()
    .register(keyDocs, { doc: 'Where that rate is from, and when.', example: 'ECB, 2026-11-20' }),
  firstLimit: field
    .decimal('above 0', '10')
    .default('10')
    .register(keyDocs, { doc: 'Largest position of the first stage with real money; each step of the ramp doubles it.' }),
  capital: field
    .decimal('above 0', '1000')
    .default('1000')
    .register(keyDocs, { doc: 'Largest position of the last stage, at which the ramp ends.' }),
  approvals: field.whole(1, 10).default(1).register(keyDocs, { doc: 'How many people approve a stage with real money.' }),
  approvalsForFull: field.whole(1, 10).default(1).register(keyDocs, { doc: 'How many approve the last one.' }),
  stageTime: field.duration('7d').prefault('7d').register(keyDocs, { doc: 'Least time in a stage with real money before the next.' }),
  stageFills: field.whole(1, 1_000_000).default(30).register(keyDocs, { doc: 'Fewest fills in a stage before the next.' }),
  validity: field.duration('30d').prefault('30d').register(keyDocs, { doc: 'How long a certificate holds.' }),
});
