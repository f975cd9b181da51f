import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes, type ErrorEntry } from '../../src/kernel/error-codes.ts';
import { ROOT } from './run-command.ts';

/** Where the page of error codes lies. */
export const ERRORS_PAGE = join(ROOT, 'docs/errors.md');

/** The page of error codes, by the alphabet. */
export function errorsPage(codes: Readonly<Record<string, ErrorEntry>>): string {
  const sections = Object.keys(codes)
    .sort()
    .map((code) => `## ${code}\n\n${codes[code]?.meaning ?? ''}\n\nTo mend it: ${codes[code]?.mend ?? ''}\n`);
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Errors

Every error of Ballast has a stable code, says what was wrong and where, and how to mend it. With \`--json\` it is one JSON object:
\`{ "code", "message", "where", "mend" }\`. The advice of an error that you meet may be more precise than the general one below.

This page is written from \`src/kernel/codes/\` by \`npm run docs:errors\`; a test holds them equal.
`;

if (import.meta.main) writeFileSync(ERRORS_PAGE, errorsPage(errorCodes));
