import { writeFileSync } from 'node:fs';

import { renderCommandsDocs } from './commands-docs.ts';

/** Where the page about the commands lies in a checkout. */
export const commandsPage = new URL('../../docs/commands.md', import.meta.url);

if (import.meta.main) writeFileSync(commandsPage, await renderCommandsDocs());
