import { writeFileSync } from 'node:fs';

import { resultJsonSchema } from './result.ts';
import { statisticsDocs } from './statistics-docs.ts';

/** The pages that are written from this folder's code: their place in a checkout, and their text. */
export const REPORT_DOCS: readonly { readonly file: URL; readonly text: () => string }[] = [
  { file: new URL('../../docs/statistics.md', import.meta.url), text: statisticsDocs },
  { file: new URL('../../docs/result.schema.json', import.meta.url), text: () => `${JSON.stringify(resultJsonSchema(), null, 2)}\n` },
];

if (import.meta.main) for (const { file, text } of REPORT_DOCS) writeFileSync(file, text());
