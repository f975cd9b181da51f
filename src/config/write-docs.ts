import { writeFileSync } from 'node:fs';

import { renderDocs } from './render-docs.ts';

/** Where the page about the configuration lies in a checkout. */
export const docsPage = new URL('../../docs/configuration.md', import.meta.url);

if (import.meta.main) writeFileSync(docsPage, renderDocs());
