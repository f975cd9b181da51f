import { z } from 'zod';

import { CRITERIA, type CriterionName } from '../../domain/criteria.ts';
import * as field from '../fields.ts';
import { keyDocs } from '../key-docs.ts';

const criterion = (name: CriterionName): z.ZodOptional<z.ZodType<string>> =>
  field
    .decimal('at least 0', '0.05')
    .optional()
    .register(keyDocs, { doc: CRITERIA[name].what, example: EXAMPLES[name] ?? '1' });

const EXAMPLES: Partial<Record<CriterionName, string>> = { fills: '30', drawdown: '0.05', coverage: '0.995' };
const names = Object.keys(CRITERIA) as CriterionName[];
const criteria = z.strictObject(
  Object.fromEntries(names.map((name) => [name, criterion(name)])) as Record<CriterionName, ReturnType<typeof criterion>>,
);

/** `validation`: the profile `custom`. */
export const validation = z.strictObject({
  length: field.duration('72h').prefault('72h').register(keyDocs, { doc: 'How long a run takes.' }),
  allowance: field
    .duration('20m')
    .prefault('20m')
    .register(keyDocs, { doc: 'How much of that it may be down in all; one gap, half of it.' }),
  criteria: criteria.prefault({}).register(keyDocs, { doc: 'What is asked of it; a limit each. What is left out is not asked.' }),
});
