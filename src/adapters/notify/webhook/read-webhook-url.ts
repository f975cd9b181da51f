import { readFileSync } from 'node:fs';

import { fail } from '../../../kernel/errors.ts';

/** The URL that a file holds, for `WebhookNotifier`. Errors, which never show it: `NOTIFY_URL_INVALID`. */
export function readWebhookUrl(file: string): string {
  const url = readText(file).trim();
  const wrong = (why: string): never => fail('NOTIFY_URL_INVALID', why, { where: file });
  if (url === '') return wrong('the file is empty');
  if (/\s/.test(url) || !URL.canParse(url)) return wrong('the file does not hold one URL');
  return ['http:', 'https:'].includes(new URL(url).protocol) ? url : wrong('the URL is neither http nor https');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return fail('NOTIFY_URL_INVALID', `the file ${missing ? 'is not there' : 'cannot be read'}`, { where: file, cause: error });
  }
}
